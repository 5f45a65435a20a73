/** The page for those who do not see it or use no mouse: what a screen reader is told, and axe-core. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import axe from "axe-core";
import type { SerializedAXNode } from "puppeteer-core";
import { browserTest, type Tab, type TabOptions } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

/** Lets axe-core look at the page. It must find nothing. */
async function assertAccessible(tab: Tab, where: string): Promise<void> {
  await tab.page.evaluate(axe.source);
  const found = await tab.read<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    `axe.run().then(({ violations }) => violations)`,
  );
  const faults = found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`)
  );
  assertEquals(faults, [], where);
}

/** All nodes of a tree of accessibility. */
function* nodesOf(node: SerializedAXNode): Generator<SerializedAXNode> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

async function lookAround(tab: Tab): Promise<void> {
  await tab.page.waitForSelector("#answer");
  await assertAccessible(tab, "the way in");
}

browserTest("page: accessibility", {
  "axe-core finds nothing: light, dark, a phone, the drawers, without a connection": async (
    profile,
  ) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await using _guests = await enter(server, "carol");
    const looks: TabOptions[] = [{}, { dark: true }, { width: 390, height: 844, touch: true }];
    const tabs: Tab[] = [];
    for (const [i, look] of looks.entries()) {
      const tab = await profile.open(server.webAddress, look);
      tabs.push(tab);
      await lookAround(tab);
      await tab.enter(`ann ${i}`);
      for (const text of ["look at https://127.0.0.1/ and", "more", `ann ${i}: a mention`]) {
        await bob.say(text);
      }
      await bob.send({ type: "say", cid: `me-${i}`, text: "waves", action: true });
      await bob.send({ type: "dm", cid: `dm-${i}`, to: `ann ${i}`, text: "a secret" });
      await bob.send({ type: "topic", topic: `topic ${i}` });
      await tab.shows("a secret");
      await tab.shows(`topic ${i}`);
      await tab.page.type("textarea", "/nonsense");
      await tab.page.click(".send");
      await tab.shows("/nonsense");
      await assertAccessible(tab, `the room, ${JSON.stringify(look)}`);
      await tab.page.click("#open-search");
      await tab.page.keyboard.type("look");
      await tab.press("Enter");
      await tab.until("what is found", `document.querySelector(".hit") !== null`);
      await assertAccessible(tab, `the search, ${JSON.stringify(look)}`);
      await tab.page.click("#open-search");
    }
    const phone = tabs.at(-1)!;
    for (const drawer of ["rooms", "people"]) {
      await phone.page.tap(`#open-${drawer}`);
      await phone.until("it", `document.querySelector(".side.${drawer}").checkVisibility()`);
      await assertAccessible(phone, drawer);
      await phone.page.tap(`#open-${drawer}`);
    }
    await server.process.stop("SIGKILL");
    for (const [i, tab] of tabs.entries()) {
      await tab.page.bringToFront();
      await tab.shows("Not connected");
      await assertAccessible(tab, `not connected, ${i}`);
    }
  },

  "the tree: a log that is not read out, messages by name and time, fields with names": async (
    profile,
  ) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await bob.say("hello");
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    await ann.shows("hello");
    const tree = await ann.page.accessibility.snapshot({ interestingOnly: false });
    const nodes = [...nodesOf(tree!)];
    const named = (role: string) =>
      nodes.filter((node) => node.role === role).map(({ name = "" }) => name);
    assertEquals(named("log"), ["#lobby"]);
    assertEquals(await ann.read(`document.querySelector("[role=log]").ariaLive`), "off");
    assertEquals(named("article").length, 1);
    assertMatch(named("article")[0]!, /^bob, \d\d?:\d\d/);
    assertEquals(named("textbox"), ["Room name", "Message to #lobby"]);
    assertEquals(named("navigation"), ["Rooms"]);
    assertEquals(named("complementary"), ["People"]);
    for (const role of ["button", "textbox", "searchbox"]) {
      assert(named(role).every((name) => name !== ""), `${role}: ${named(role)}`);
    }
  },

  "one sentence is said for what comes, none for what was said before": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await bob.say("long ago");
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    await ann.shows("long ago");
    await ann.read(`void new MutationObserver(() =>
      (globalThis.said ??= []).push(document.querySelector(".unseen").textContent))
      .observe(document.querySelector(".unseen"), { childList: true, characterData: true, subtree: true })`);
    await ann.say("my own");
    for (const text of ["one", "two", "three"]) await bob.say(text);
    await ann.until("all", `globalThis.said?.at(-1)?.includes("three")`);
    const said = await ann.read<string[]>("globalThis.said");
    assert(said.length <= 3 && !said.join().includes("long ago"), said.join("\n"));
    assert(!said.join().includes("my own"));
    assertMatch(said.at(-1)!, /^(?:bob: three|[23] messages, the last from bob: three)$/);
  },

  "keys alone: the focus is seen, and comes back from a closed drawer": async (profile) => {
    await using server = await startWebServer();
    const ann = await profile.open(server.webAddress, { width: 800 });
    await ann.enter("ann");
    await ann.page.focus("#open-people");
    await ann.press("Enter");
    await ann.until("the drawer", `document.querySelector(".side.people").checkVisibility()`);
    await ann.page.focus(".people input");
    await ann.press("Escape");
    await ann.until("no drawer", `!document.querySelector(".side.people").checkVisibility()`);
    assertEquals(await ann.read("document.activeElement.id"), "open-people");
    const seen: string[] = [];
    for (let i = 0; i < 12; i++) {
      await ann.press("Tab");
      const [name, outline] = await ann.read<[string, string]>(
        `[document.activeElement.className || document.activeElement.tagName,
          getComputedStyle(document.activeElement).outlineStyle]`,
      );
      if (name === "BODY") continue;
      assertEquals(outline, "solid", name);
      seen.push(name);
    }
    assert(seen.includes("TEXTAREA") && seen.includes("log"), seen.join());
  },
});
