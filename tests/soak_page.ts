/** The page in a browser for long: a whole room scrolled through, and minutes in a hidden tab. */

import { MAX_WINDOW_ITEMS } from "../client/limits.ts";
import { type Profile, TestBrowser } from "./e2e/support/browser.ts";
import { enter } from "./e2e/support/guest.ts";
import {
  arrival,
  countTicks,
  noteArrivals,
  REAL_THROTTLING,
  ticks,
} from "./e2e/support/hidden_tab.ts";
import { scrollTo } from "./e2e/support/long_scroll.ts";
import { tempFolder } from "./e2e/support/temp.ts";
import { startWebServer } from "./e2e/support/web.ts";
import { writeLog } from "./e2e/support/written_log.ts";
import { pause } from "./support/pause.ts";

/** Messages that are timed at the end of a full window. */
const TIMED = 50;

/** The longest that it may take from opening the page to reading what was said last. */
const MAX_OPENING_MS = 1_000;

/** The longest that nine of ten messages may take from the WebSocket to their rows. */
const MAX_APPEND_MS = 50;

/** Longer than the server is silent before it asks whether the page is there. */
const BETWEEN_MESSAGES_MS = 45_000;

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

/** Leaves a tab hidden for so long. Returns what was wrong. */
export async function soakHidden(minutes: number): Promise<string[]> {
  await using server = await startWebServer();
  await using browser = await TestBrowser.start(REAL_THROTTLING);
  await using profile: Profile = await browser.profile();
  const tab = await profile.open(server.webAddress);
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
  return faults;
}
