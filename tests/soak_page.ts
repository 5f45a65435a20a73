/** The page in a browser: opened anew, a whole room scrolled through, and minutes in a hidden tab. */

import { MAX_WINDOW_ITEMS, PAGE_MESSAGES } from "../client/limits.ts";
import { type Profile, type Tab, TestBrowser } from "./e2e/support/browser.ts";
import { enter } from "./e2e/support/guest.ts";
import {
  arrival,
  countTicks,
  noteArrivals,
  REAL_THROTTLING,
  ticks,
} from "./e2e/support/hidden_tab.ts";
import { scrollTo } from "./e2e/support/long_scroll.ts";
import { Relay } from "./e2e/support/relay.ts";
import { tempFolder } from "./e2e/support/temp.ts";
import { startWebServer, type WebServer } from "./e2e/support/web.ts";
import { writeLog } from "./e2e/support/written_log.ts";
import { pause } from "./support/pause.ts";

/** Messages that are timed at the end of a full window. */
const TIMED = 50;

/** The longest that it may take from opening the page to reading what was said last. */
const MAX_OPENING_MS = 1_000;

/** The longest that nine of ten messages may take from the WebSocket to their rows. */
const MAX_APPEND_MS = 50;

/** The page asks after 20 s of silence, waits 10 s for the answer, and tries again after at most 15 s. */
const MAX_SILENCE_MS = 60_000;

/** Longer than the server is silent before it asks whether the page is there. */
const BETWEEN_MESSAGES_MS = 45_000;

/** The longest that the form, and then the room, may take to be there. */
const MAX_OPEN_MS = 1_000;

/** Opens the page in so many new browsers, one after another. Returns what was wrong. */
export async function soakOpen(times: number): Promise<string[]> {
  await using data = await tempFolder();
  await writeLog(data.path, 1_000);
  await using server = await startWebServer({ data: data.path });
  const faults: string[] = [];
  for (let n = 1; n <= times; n++) {
    await using browser = await TestBrowser.start();
    const page = await browser.browser.newPage();
    const session = await page.createCDPSession();
    let [files, bytes] = [0, 0];
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      files++;
      bytes += encodedDataLength;
    });
    await session.send("Network.enable");
    const { hostname, port } = server.webAddress;
    const begun = performance.now();
    await page.goto(`http://${hostname}:${port}/`, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("#answer");
    const formMs = performance.now() - begun;
    await page.type("#answer", `ann${n}`);
    const entered = performance.now();
    await page.keyboard.press("Enter");
    await page.waitForFunction(`document.querySelectorAll("article").length === ${PAGE_MESSAGES}`);
    const roomMs = performance.now() - entered;
    console.log(
      `the form after ${formMs.toFixed(0)} ms, the room with ${PAGE_MESSAGES} messages after ` +
        `${roomMs.toFixed(0)} ms more; ${files} files, ${(bytes / 1024).toFixed(1)} KiB with heads`,
    );
    if (formMs + roomMs > MAX_OPEN_MS) faults.push(`it took ${formMs + roomMs} ms`);
  }
  return faults;
}

/** What the page keeps in memory when nothing is left to collect. */
async function memory(tab: Tab): Promise<string> {
  const session = await tab.page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const value = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return `${(value("JSHeapUsedSize") / 1024 ** 2).toFixed(1)} MiB of JavaScript, ` +
    `${value("Nodes")} nodes`;
}

/** Scrolls a room of so many messages from its end to its beginning and back. Returns what was wrong. */
export async function soakScroll(messages: number): Promise<string[]> {
  await using data = await tempFolder();
  await writeLog(data.path, messages);
  await using server = await startWebServer({ data: data.path, args: ["--rate", "0"] });
  await using browser = await TestBrowser.start();
  const tab = await browser.open(server.webAddress);
  await noteArrivals(tab);
  const faults: string[] = [];
  const opened = performance.now();
  await tab.page.reload({ waitUntil: "domcontentloaded" });
  await tab.page.waitForSelector("#answer");
  const asked = performance.now();
  await tab.enter("ann");
  await tab.shows(`message ${messages}`);
  const entered = performance.now();
  console.log(`at first: ${await memory(tab)}`);
  console.log(
    `opened: the nickname is asked for after ${(asked - opened).toFixed(0)} ms; ` +
      `the room is there ${
        (entered - asked).toFixed(0)
      } ms after that, three letters typed by then`,
  );
  if (entered - opened > MAX_OPENING_MS) faults.push(`opening took ${entered - opened} ms`);
  for (const end of [1, messages]) {
    const start = performance.now();
    const { rows, moved, gaps } = await scrollTo(tab, end);
    const s = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`to message ${end}: ${s} s, at most ${rows} rows, ${moved.toFixed(2)} px moved`);
    console.log(`  ${await memory(tab)}`);
    if (rows > MAX_WINDOW_ITEMS) faults.push(`${rows} rows at once`);
    if (moved >= 1) faults.push(`a row moved by ${moved} px`);
    if (gaps > 0) faults.push(`${gaps} gaps`);
  }
  await using bob = await enter(server, "bob", { history: 0 });
  const times: number[] = [];
  for (let n = 1; n <= TIMED; n++) {
    await bob.say(`timed ${n}`);
    times.push((await arrival(tab, messages + n)).ms);
  }
  times.sort((one, other) => one - other);
  const [middle = 0, most = 0, worst = 0] = [times[TIMED / 2], times[0.9 * TIMED], times.at(-1)];
  console.log(
    `one more row: ${middle.toFixed(1)} ms, nine of ten within ${most.toFixed(1)} ms, ` +
      `the slowest ${worst.toFixed(1)} ms`,
  );
  if (most > MAX_APPEND_MS) faults.push(`one of ten rows took ${most} ms and more`);
  return faults;
}

/** Lets the network fall silent, as it does when a machine sleeps or changes its Wi-Fi. */
async function soakSleep(
  tab: Tab,
  server: WebServer,
  relay: Relay,
  said: readonly string[],
): Promise<string[]> {
  await using bob = await enter(server, "bob");
  relay.stall();
  for (const text of ["one", "two"]) await bob.say(text);
  await tab.say("three");
  const start = performance.now();
  relay.mend();
  const all = [...said, "one", "two", "three"];
  const last = `document.querySelectorAll("article").length === ${all.length}`;
  await tab.until("all after the silence", last, MAX_SILENCE_MS);
  await tab.live();
  const s = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`a silent network: all is there ${s} s after it is back, without a reload`);
  const texts = await tab.texts();
  return texts.join() === all.join() ? [] : [`after the silence the page has ${texts}`];
}

/** Leaves a tab hidden for so long. Returns what was wrong. */
export async function soakHidden(minutes: number): Promise<string[]> {
  await using server = await startWebServer();
  await using browser = await TestBrowser.start(REAL_THROTTLING);
  await using profile: Profile = await browser.profile();
  await using relay = new Relay(server.webAddress);
  const tab = await profile.open(relay.address);
  await noteArrivals(tab);
  await tab.page.reload();
  await tab.enter("ann");
  await (await profile.context.newPage()).bringToFront();
  await countTicks(tab);
  const before = await ticks(tab);
  const delays: number[] = [];
  const said: string[] = [];
  for (const until = performance.now() + minutes * 60_000; performance.now() < until;) {
    await pause(BETWEEN_MESSAGES_MS);
    const text = `message ${said.length + 1}`;
    // one who says this alone: a guest does not answer whether it is still there
    await using bob = await enter(server, "bob");
    const sent = Date.now();
    const { id } = await bob.say(text);
    said.push(text);
    delays.push((await arrival(tab, id)).came - sent);
  }
  const { ran, wanted } = await ticks(tab);
  const slowest = Math.max(...delays);
  console.log(
    `${minutes} minutes hidden: ${said.length} messages after at most ${slowest.toFixed(0)} ms; ` +
      `a timer of 100 ms ran ${ran} of ${Math.round(wanted - before.wanted)} times`,
  );
  const faults: string[] = [];
  const title = await tab.page.title();
  if (title !== `(${said.length}) #lobby`) faults.push(`the title is ${title}`);
  await tab.page.bringToFront();
  await tab.live();
  const texts = await tab.texts();
  if (texts.join() !== said.join()) faults.push(`the page has ${texts}`);
  if (/left .*nick=ann/.test(server.process.stderr)) faults.push("it was cut");
  faults.push(...await soakSleep(tab, server, relay, said));
  return faults;
}
