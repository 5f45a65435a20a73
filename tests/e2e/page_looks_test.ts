/** What the page looks like on a phone, in the dark, with the system's own colours, and in Russian. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { browserTest, type Tab } from "./support/browser.ts";
import { enter, type Guest } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

/** Texts and names that stretch, overlap or turn what is around them, where they can. */
const WIDE_TEXTS = [
  "w".repeat(2_000),
  `https://127.0.0.1/${"path/".repeat(100)}`,
  "日本".repeat(300),
  `a\u202Eb\u2067c ${"e\u0301\u0302\u0303".repeat(50)}`,
  Array(100).fill("\tline").join("\n"),
];

async function talkWide(guest: Guest): Promise<void> {
  for (const text of WIDE_TEXTS) await guest.say(text);
  await guest.send({ type: "topic", topic: "t".repeat(150) });
  await guest.settled();
}

/** Nothing is wider than the window: no element, no scroll bar. */
async function assertNarrow(tab: Tab, where: string): Promise<void> {
  const [page, window] = await tab.read<number[]>(
    `[document.documentElement.scrollWidth, innerWidth]`,
  );
  assert(page! <= window!, `${where}: ${page} of ${window} px`);
  assertEquals(await tab.read(BESIDE), [], where);
}

/** Texts of which a part is beside the window, and could not be read. */
const BESIDE =
  `[...document.querySelectorAll(".text, .nick, .notice, .topic, h1")].filter((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const { overflow } = getComputedStyle(each);
  return overflow === "visible" &&
    [...range.getClientRects()].some(({ left, right }) => left < 0 || right > innerWidth);
}).map((each) => each.textContent.slice(0, 20))`;

/** Visible controls that are too small for a finger. */
const SMALL = `[...document.querySelectorAll("button, input, textarea")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.className || each.tagName, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 36 || height < 36)
  .map(([name, { width, height }]) => name + " " + width + " x " + height)`;

browserTest("page: looks", {
  "on a phone: nothing is too wide, nothing too small, Enter makes a line": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "b".repeat(32));
    await talkWide(bob);
    const ann = await profile.open(server.webAddress, { width: 390, height: 844, touch: true });
    await ann.page.waitForSelector("#answer");
    await assertNarrow(ann, "the way in");
    assertEquals(await ann.read(SMALL), []);
    await ann.enter("ann");
    await ann.shows("line");
    await assertNarrow(ann, "the room");
    assertEquals(await ann.read(SMALL), []);
    assertEquals(
      await ann.read(`getComputedStyle(document.querySelector("textarea")).fontSize`),
      "16px",
    );
    await ann.page.tap("textarea");
    await ann.page.keyboard.type("one");
    await ann.press("Enter");
    await ann.page.keyboard.type("two");
    assertEquals(await ann.draft, "one\ntwo");
    await ann.page.tap(".send");
    assertEquals((await bob.next((line) => line.includes("one"))).includes("one\\ntwo"), true);
    for (const drawer of ["rooms", "people"]) {
      await ann.page.tap(`#open-${drawer}`);
      await ann.until("the drawer", `document.querySelector(".side.${drawer}").checkVisibility()`);
      await assertNarrow(ann, drawer);
      assertEquals(await ann.read(SMALL), []);
      await ann.page.tap(`#open-${drawer}`);
      await ann.until("no drawer", `!document.querySelector(".side.${drawer}").checkVisibility()`);
    }
    await server.process.stop("SIGKILL");
    await ann.shows("Not connected");
    await assertNarrow(ann, "not connected");
    assertEquals(await ann.read(SMALL), []);
  },

  "a name or text that turns or stacks letters stays in its own place": async (profile) => {
    await using server = await startWebServer();
    const nick = "\u05D0\u05D1 (moc.elpmaxe)";
    await using eve = await enter(server, nick);
    await talkWide(eve);
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    await ann.say("the last");
    await ann.endsWith("the last");
    await assertNarrow(ann, "the room");
    assertEquals(
      await ann.read(`[...document.querySelectorAll("article .nick, aside li > *")]
        .filter(({ tagName }) => tagName !== "BDI").length`),
      0,
    );
    // a text is in its own column, however it is written
    assertEquals(
      await ann.read(`[...document.querySelectorAll("article")].filter((row) => {
        const text = row.querySelector(".text").getBoundingClientRect();
        const { left, right } = row.getBoundingClientRect();
        return text.left < left || text.right > right;
      }).length`),
      0,
    );
    assertEquals(ann.console, []);
  },

  "in the dark, and with the system's own colours": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await bob.say("ann: good evening");
    const brightness = (tab: Tab) =>
      tab.read<number>(`getComputedStyle(document.body).backgroundColor.match(/\\d+/g)
        .reduce((sum, part) => sum + Number(part), 0)`);
    const light = await profile.open(server.webAddress);
    assert(await brightness(light) > 700);
    const dark = await profile.open(server.webAddress, { dark: true });
    assert(await brightness(dark) < 120);
    const forced = await profile.open(server.webAddress, { forcedColours: true });
    await forced.enter("ann");
    await forced.shows("good evening");
    assertEquals(
      await forced.read(`["article.named", ".shown .room"].map((each) =>
        getComputedStyle(document.querySelector(each)).outlineStyle)`),
      ["solid", "solid"],
    );
  },

  "in Russian: no English is left": async (profile) => {
    await using server = await startWebServer({ args: ["--lang", "ru"] });
    await using bob = await enter(server, "боб");
    const ann = await profile.open(server.webAddress, { language: "ru-RU" });
    await ann.page.waitForSelector("#answer");
    assertEquals(await ann.read("document.documentElement.lang"), "ru");
    const words = async () => {
      const names = await ann.read<string>(
        `[...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((each) =>
          ["aria-label", "title", "placeholder"].map((name) => each.getAttribute(name) ?? ""))
          .join("\\n")`,
      );
      return `${await ann.text()}\n${names}`;
    };
    const assertRussian = async () => {
      const rest = (await words()).replace(/^chat$|lobby/gm, "");
      assertEquals(rest.match(/[a-z]{2,}.*/gi) ?? [], []);
      assertMatch(rest, /[а-яё]{3}/);
    };
    await assertRussian();
    await ann.enter("аня");
    await bob.say("привет");
    await ann.shows("привет");
    await ann.say("/nonsense");
    await ann.until("the sentence", `document.querySelector(".field-state").innerText !== ""`);
    await ann.page.$eval("textarea", (field) => (field as { select?: () => void }).select?.());
    await ann.page.keyboard.type("/me");
    await ann.press("Enter");
    await bob.send({ type: "join", room: "угол" });
    await bob.settled();
    await bob[Symbol.asyncDispose]();
    await ann.until("who left", `document.querySelector(".notice") !== null`);
    const [before] = (await words()).match(/Usage|Unknown/) ?? [];
    assertEquals(before, undefined);
    await server.process.stop("SIGKILL");
    await ann.until("the banner", `document.querySelector("main .banner:not(.empty)") !== null`);
    assertMatch(await ann.text(), /Нет связи: сервер [а-яё ]+\./);
  },
});
