/** The line "New messages" on the page: before the first that one has not seen, wherever one is. */

import { assertEquals } from "@std/assert";
import { browserTest, type Profile, type Tab } from "./support/browser.ts";
import { enter, type Guest } from "./support/guest.ts";
import { IS_AT_END, markedId, readAt, rowCount } from "./support/reading.ts";
import { startWebServer, type WebServer } from "./support/web.ts";

/** A room where bob has said something, and ann not yet looked in. */
async function room(
  said: number,
  test: (server: WebServer, bob: Guest) => Promise<void>,
): Promise<void> {
  await using server = await startWebServer({ args: ["--rate", "0"] });
  await using bob = await enter(server, "bob");
  await talk(bob, said);
  await test(server, bob);
}

async function talk(bob: Guest, count: number): Promise<void> {
  const acknowledged = bob.frames("msg").length + count;
  for (let n = 1; n <= count; n++) {
    await bob.send({ type: "say", cid: crypto.randomUUID(), text: `message ${n}` });
  }
  while (bob.frames("msg").length < acknowledged) await bob.nextFrame("msg");
}

/** Brings another tab to the front, so that these are hidden. */
async function lookAway(profile: Profile): Promise<void> {
  await (await profile.context.newPage()).bringToFront();
}

/** Resolves when the title is this one. */
function titled(tab: Tab, title: string): Promise<void> {
  return tab.until(`the title ${title}`, `document.title === ${JSON.stringify(title)}`);
}

/** Resolves when the line is there: the title says at once what the rows show in the next frame. */
function marked(tab: Tab): Promise<void> {
  return tab.until("the line", `document.querySelector(".marker") !== null`);
}

const hasDot = (tab: Tab) =>
  tab.read<boolean>(`decodeURIComponent(document.querySelector("link[rel=icon]").href)
    .includes("<circle")`);

/** Resolves when it is kept that all was seen up to this message. */
function kept(tab: Tab, id: number): Promise<void> {
  return tab.until("what was seen", `localStorage.getItem("chat.seen.lobby") === "${id}"`);
}

browserTest("page: new messages", {
  "the first time nothing is new": (profile) =>
    room(120, async (server) => {
      const ann = await profile.open(server.webAddress);
      await ann.enter("ann");
      await ann.shows("message 120");
      assertEquals([await markedId(ann), await ann.page.title()], [undefined, "#lobby"]);
      assertEquals(await ann.read(`document.querySelector(".pills")`), null);
    }),

  "in a hidden tab: counted, marked after a look back and a reload, read after a while": (
    profile,
  ) =>
    room(3, async (server, bob) => {
      const ann = await profile.open(server.webAddress);
      await ann.enter("ann");
      await kept(ann, 3);
      await lookAway(profile);
      await talk(bob, 1);
      await bob.say("ann: are you there?");
      await titled(ann, "(2, @1) #lobby");
      assertEquals(await hasDot(ann), true);
      await ann.page.bringToFront();
      await marked(ann);
      assertEquals(await markedId(ann), 4);
      await ann.page.reload();
      await ann.live();
      await ann.shows("are you there?");
      assertEquals([await markedId(ann), await rowCount(ann)], [4, 5]);
      assertEquals(await ann.page.title(), "(2, @1) #lobby");
      await titled(ann, "#lobby");
      assertEquals([await markedId(ann), await hasDot(ann)], [undefined, false]);
      await kept(ann, 5);
    }),

  "while one was away, more than a page: a button leads to the first": (profile) =>
    room(3, async (server, bob) => {
      const ann = await profile.open(server.webAddress);
      await ann.enter("ann");
      await kept(ann, 3);
      await ann.page.close();
      await talk(bob, 250);
      const again = await profile.open(server.webAddress);
      await again.enter("ann");
      await titled(again, "(250) #lobby");
      await again.shows("250 new");
      assertEquals(await markedId(again), undefined, "the first is not loaded yet");
      await again.page.click(".pill.new");
      await marked(again);
      assertEquals(await markedId(again), 4);
      const { top, bottom } = await again.read<{ top: number; bottom: number }>(
        `document.querySelector(".marker").getBoundingClientRect().toJSON()`,
      );
      assertEquals(top > 50 && bottom < 700, true, "it is in sight");
      await again.until(
        "later ones",
        `document.querySelector(".log").scrollBy(0, 400), document.querySelectorAll("article").length >= 200`,
      );
      assertEquals(await markedId(again), 4, "later ones have come");
      await again.say("now I have read it");
      await titled(again, "#lobby");
      await again.until("no line", `document.querySelector(".marker") === null`);
      await kept(again, 254);
    }),

  "while one reads older ones: counted on a button, marked, and the mark stays": (profile) =>
    room(350, async (server, bob) => {
      const ann = await profile.open(server.webAddress);
      await ann.enter("ann");
      await readAt(ann, 1_200);
      await talk(bob, 3);
      await ann.shows("3 new");
      await titled(ann, "(3) #lobby");
      await marked(ann);
      assertEquals(await markedId(ann), 351);
      for (let pages = 2; pages <= 3; pages++) {
        await readAt(ann, 300);
        await ann.until(
          `page ${pages}`,
          `document.querySelectorAll("article").length > ${pages * 100}`,
        );
        assertEquals(await markedId(ann), 351, "older ones have come");
      }
      await ann.page.click(".pill.new");
      await ann.until(
        "in sight",
        `document.querySelector(".marker").getBoundingClientRect().top > 50`,
      );
      await ann.until("the end", `document.querySelector(".pills") === null`);
      assertEquals([await markedId(ann), await ann.read(IS_AT_END)], [351, true]);
      await titled(ann, "#lobby");
    }),

  "read in one tab is read in the other": (profile) =>
    room(1, async (server, bob) => {
      const ann = await profile.open(server.webAddress);
      await ann.enter("ann");
      await kept(ann, 1);
      const anna = await profile.open(server.webAddress);
      await anna.enter("anna");
      await lookAway(profile);
      await talk(bob, 2);
      await titled(ann, "(2) #lobby");
      await titled(anna, "(2) #lobby");
      await anna.page.bringToFront();
      await anna.say("I have read it");
      await titled(ann, "#lobby");
    }),
});
