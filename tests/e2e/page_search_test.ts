/** The search of the page: what is found, where a click leads, what is marked. */

import { assertEquals } from "@std/assert";
import { browserTest, type Tab } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";
import { startWebServer } from "./support/web.ts";
import { writeLog } from "./support/written_log.ts";

const HITS = `[...document.querySelectorAll(".hit .text")].map((text) => text.textContent)`;

/** What is marked in the log. */
const MARKED = `[...CSS.highlights.get("found") ?? []]
  .filter((range) => range.startContainer.parentElement.closest("article"))
  .map((range) => range.toString())`;

/** The ids of the messages that can be seen. */
const IN_SIGHT = `(() => {
  const { top, bottom } = document.querySelector(".log").getBoundingClientRect();
  return [...document.querySelectorAll("article")].filter((row) => {
    const place = row.getBoundingClientRect();
    return place.top >= top && place.bottom <= bottom;
  }).map((row) => Number(row.dataset.id));
})()`;

async function searches(tab: Tab, words: string): Promise<void> {
  await tab.page.keyboard.type(words);
  await tab.press("Enter");
}

browserTest("page: search", {
  "a word that was said long ago is found, shown in its place, and marked": async (profile) => {
    await using data = await tempFolder();
    await writeLog(data.path, 3_000);
    await using server = await startWebServer({ data: data.path });
    const tab = await profile.open(server.webAddress);
    await tab.enter("bob");
    await tab.page.click("#open-search");
    await searches(tab, "MESSAGE 77");
    await tab.until("hits", `document.querySelectorAll(".hit").length === 11`);
    assertEquals((await tab.read<string[]>(HITS)).slice(0, 2), ["message 779", "message 778"]);
    await tab.shows("#lobby");
    await tab.page.click("li:nth-child(11) .hit");
    await tab.until("message 77 in sight", `${IN_SIGHT}.includes(77)`);
    assertEquals(await tab.read(MARKED), ["message", "77"]);
    assertEquals(tab.console, []);
  },

  "with the keyboard alone, and over a link": async (profile) => {
    await using server = await startWebServer();
    await using ann = await enter(server, "ann");
    await ann.say("see https://example.com/Fuchsia for the füchse");
    const tab = await profile.open(server.webAddress);
    await tab.enter("bob");
    await tab.say("/search fuchs");
    await tab.until("a hit", `document.querySelectorAll(".hit").length === 1`);
    // from the field to what was found
    await tab.press("Tab");
    await tab.press("Enter");
    await tab.until("marks", `${MARKED}.length === 2`);
    assertEquals(await tab.read(MARKED), ["Fuchs", "füchs"]);
    await tab.press("Escape");
    await tab.until("no marks", `${MARKED}.length === 0`);
    assertEquals(await tab.read("document.activeElement.id"), "open-search");
    assertEquals(await tab.read(`document.querySelector(".hit")`), null);
    assertEquals(tab.console, []);
  },

  "on a phone the log is seen after a choice, and the search is there again": async (profile) => {
    await using server = await startWebServer();
    await using ann = await enter(server, "ann");
    await ann.say("a red fox");
    const tab = await profile.open(server.webAddress, { width: 390, height: 844 });
    await tab.enter("bob");
    await tab.page.click("#open-search");
    await searches(tab, "fox");
    await tab.until("a hit", `document.querySelectorAll(".hit").length === 1`);
    await tab.page.click(".hit");
    await tab.until("the log", `document.querySelector(".side.people").offsetWidth === 0`);
    assertEquals(await tab.read(MARKED), ["fox"]);
    await tab.page.click("#open-search");
    await tab.until("the search", `document.querySelectorAll(".hit").length === 1`);
    await tab.press("Escape");
    await tab.until("no marks", `${MARKED}.length === 0`);
  },

  "nothing found, in Russian": async (profile) => {
    await using server = await startWebServer();
    const tab = await profile.open(server.webAddress, { language: "ru-RU" });
    await tab.enter("bob");
    await tab.page.click("#open-search");
    await searches(tab, "fox");
    await tab.shows("Ничего не найдено");
  },
});
