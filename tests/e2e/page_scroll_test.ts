/** Reading on the page: nothing moves, whatever comes above and below. */

import { assert, assertEquals, assertLess } from "@std/assert";
import { PAGE_MESSAGES } from "../../client/limits.ts";
import { browserTest, type Profile, type Tab } from "./support/browser.ts";
import { enter, type Guest } from "./support/guest.ts";
import { drawn, IS_AT_END, movedPixels, readAt, rowCount } from "./support/reading.ts";
import { tempFolder } from "./support/temp.ts";
import { startWebServer } from "./support/web.ts";
import { writeLog } from "./support/written_log.ts";

/** Ann at the page, in a room with a long past, and bob at a terminal. */
async function meet(
  profile: Profile,
  past: number,
  test: (ann: Tab, bob: Guest) => Promise<void>,
): Promise<void> {
  await using data = await tempFolder();
  await writeLog(data.path, past);
  await using server = await startWebServer({ data: data.path, args: ["--rate", "0"] });
  await using bob = await enter(server, "bob");
  const ann = await profile.open(server.webAddress);
  await ann.enter("ann");
  await test(ann, bob);
  assertEquals(ann.console, []);
}

browserTest("page: reading", {
  "five pages up: 0 px move when older messages come; a button leads back": (profile) =>
    meet(profile, 2_000, async (ann, bob) => {
      assertEquals(await rowCount(ann), PAGE_MESSAGES);
      assert(await ann.read(IS_AT_END));
      for (let pages = 2; pages <= 6; pages++) {
        await readAt(ann, 300);
        await ann.until(
          `page ${pages}`,
          `document.querySelectorAll("article").length >= ${pages * PAGE_MESSAGES}`,
        );
        assertLess(await movedPixels(ann), 1, `page ${pages}`);
      }
      const ids = await ann.read<number[]>(
        `[...document.querySelectorAll("article")].map((row) => Number(row.dataset.id))`,
      );
      assertEquals(ids, Array.from(ids, (_, i) => 2_000 - ids.length + 1 + i));
      await bob.say("the newest");
      await ann.page.click('[title="To the end"]');
      await ann.until("the end", IS_AT_END);
      await ann.until("no button", `document.querySelector(".pills") === null`);
      assertEquals((await ann.texts()).at(-1), "the newest");
    }),

  "scrolled up: 0 px move when others talk, come, go and change the topic": (profile) =>
    meet(profile, 300, async (ann, bob) => {
      await readAt(ann, 1_500);
      for (let n = 0; n < 30; n++) {
        await bob.say(`short ${n}`);
        await ann.shows(`short ${n}`);
      }
      await bob.say(Array(15).fill("long ").join("\n"));
      await bob.say("wide".repeat(300));
      await bob.send({ type: "topic", topic: "something else" });
      await bob.send({ type: "nick", nick: "robert" });
      await ann.shows("something else");
      await ann.until(
        "the new name",
        `document.querySelector("aside").innerText.includes("robert")`,
      );
      assertLess(await movedPixels(ann), 1);
      await ann.shows("32 new");
    }),

  "at the end: one stays there, whatever comes": (profile) =>
    meet(profile, 300, async (ann, bob) => {
      for (const text of ["short", Array(15).fill("long ").join("\n"), "the last"]) {
        await bob.say(text);
      }
      await ann.shows("the last");
      await drawn(ann);
      assert(await ann.read(IS_AT_END));
      await ann.page.keyboard.type("a line");
      for (let lines = 0; lines < 5; lines++) await ann.press("Enter", "Shift");
      await drawn(ann);
      assert(await ann.read(IS_AT_END));
      await ann.press("PageUp");
      await ann.until("scrolled up", `document.querySelector(".log").scrollTop < -100`);
      await ann.press("PageDown");
      await ann.until("the end", IS_AT_END);
      // who writes sees what was written
      await ann.press("PageUp");
      await ann.until("scrolled up", `document.querySelector(".log").scrollTop < -100`);
      await ann.press("Enter");
      await bob.next((line) => line.includes("a line"));
      await ann.until("the end", IS_AT_END);
    }),
});
