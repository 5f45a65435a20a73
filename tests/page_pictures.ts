/**
 * Makes the pictures of the page for the READMEs: `deno task pictures`. A server with rooms in which people
 * have talked, and a real browser that looks at them: on a desk and on a phone, in light and dark colours.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type Tab, TestBrowser } from "./e2e/support/browser.ts";
import { enter } from "./e2e/support/guest.ts";
import { tempFolder } from "./e2e/support/temp.ts";
import { startWebServer } from "./e2e/support/web.ts";

/** The pictures by their names in `docs/`. */
export const PICTURES = {
  "page": { width: 1280, height: 800 },
  "page-dark": { width: 1280, height: 800, dark: true },
  "page-phone": { width: 390, height: 844, touch: true },
  "page-phone-dark": { width: 390, height: 844, touch: true, dark: true },
} as const;

/** How much of a photo's detail is kept: letters stay sharp. */
const QUALITY = 82;

/** What was said, and how many minutes after the first message. */
const TALK: readonly (readonly [minute: number, nick: string, text: string, action?: true])[] = [
  [0, "ann", "Morning! Is the build green again?"],
  [1, "tom", "Looking now, one moment"],
  [3, "max", "Not here. This is all I get:"],
  [3, "max", 'TypeError: cannot read "port" of undefined\n    at listen (server.ts:41:17)'],
  [
    6,
    "tom",
    "Found it: the option lost its default. See http://build.lan/runs/2381 (the second log)",
  ],
  [7, "ann", "makes coffee ☕ for you two", true],
  [9, "eve", "The new label printer is on the wiki: http://wiki.lan/printer"],
  [10, "eve", "Paper is in the left drawer"],
  [18, "tom", "Fixed and pushed ✔"],
  [19, "max", "Green. Спасибо, tom!"],
  [41, "eve", "ann: shall we show it at the demo on Friday?"],
];

const ASIDE: typeof TALK = [
  [2, "tom", "Anyone for lunch at twelve?"],
  [4, "max", "Yes, if it is not the canteen"],
];

async function writeRoom(data: string, room: string, talk: typeof TALK): Promise<void> {
  const folder = `${data}/rooms/${room}`;
  await Deno.mkdir(folder, { recursive: true });
  const start = Date.UTC(2026, 4, 12, 7, 31);
  const lines = talk.map(([minute, nick, text, action], i) => {
    const ts = new Date(start + minute * 60_000 + i * 10).toISOString();
    return JSON.stringify({ id: i + 1, ts, type: "msg", nick, text, cid: `c-${i}`, action }) + "\n";
  });
  await Deno.writeTextFile(`${folder}/${"1".padStart(20, "0")}.ndjson`, lines.join(""));
}

/** Draws all pictures. */
async function draw(): Promise<void> {
  await using data = await tempFolder();
  await writeRoom(data.path, "lobby", TALK);
  await writeRoom(data.path, "lunch", ASIDE);
  await using server = await startWebServer({ data: data.path });
  await using guests = new AsyncDisposableStack();
  const tom = guests.use(await enter(server, "tom"));
  for (const nick of ["max", "eve", "build-bot"]) guests.use(await enter(server, nick));
  const lena = guests.use(await enter(server, "лена", { room: "lunch" }));
  await tom.send({ type: "topic", topic: "Release on Friday · build: http://build.lan" });
  await tom.settled();
  await using browser = await TestBrowser.start({ env: { ...Deno.env.toObject(), TZ: "UTC" } });
  for (const [name, look] of Object.entries(PICTURES)) {
    await using profile = await browser.profile();
    const tab = await profile.open(server.webAddress, { ...look, language: "en-GB" });
    await tab.enter("ann");
    await say(tab, "/join lunch");
    await tab.shows("canteen");
    await say(tab, "/join lobby");
    await tab.shows("demo on Friday");
    await lena.say("I come too");
    await tab.until("the others' room", `document.querySelector(".badge") !== null`);
    await tab.page.keyboard.type("eve: yes, and");
    const path = fileURLToPath(new URL(`../docs/${name}.webp`, import.meta.url));
    await tab.page.screenshot({ path, type: "webp", quality: QUALITY });
  }
}

/** Sends with the button: on a phone Enter begins a line. */
async function say(tab: Tab, text: string): Promise<void> {
  await tab.page.type("textarea", text);
  await tab.page.click(".send");
}

if (import.meta.main) await draw();
