/** The connection of the page breaks: nothing is missing afterwards, and nothing is there twice. */

import { assertEquals } from "@std/assert";
import { browserTest } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { Relay } from "./support/relay.ts";
import { tempFolder } from "./support/temp.ts";
import { startWebServer } from "./support/web.ts";

browserTest("page: after a cut nothing is missing and nothing is there twice", {
  "three lines written meanwhile, and two of others": async (profile) => {
    await using server = await startWebServer();
    await using relay = new Relay(server.webAddress);
    await using bob = await enter(server, "bob");
    const tab = await profile.open(relay.address);
    await tab.enter("ann");
    await tab.say("before");
    await bob.next((line) => line.includes("before"));
    relay.cut();
    await tab.shows("Not connected");
    for (const text of ["one", "two", "three"]) await tab.say(text);
    await tab.until("on their way", `document.querySelectorAll(".pending").length === 3`);
    for (const text of ["bob's first", "bob's second"]) await bob.say(text);
    relay.mend();
    const all = ["before", "bob's first", "bob's second", "one", "two", "three"];
    await tab.until("all", `document.querySelectorAll("article").length === ${all.length}`);
    await tab.live();
    assertEquals(await tab.texts(), all);
    assertEquals(await tab.read(`document.querySelectorAll(".pending").length`), 0);
    await bob.settled();
    assertEquals(bob.texts, all);
  },

  "a line that arrived, and whose answer was lost": async (profile) => {
    await using server = await startWebServer();
    await using relay = new Relay(server.webAddress);
    await using bob = await enter(server, "bob");
    const tab = await profile.open(relay.address);
    await tab.enter("ann");
    relay.mute();
    await tab.say("only once");
    await bob.next((line) => line.includes("only once"));
    await tab.until("on its way", `document.querySelectorAll(".pending").length === 1`);
    relay.cut();
    await tab.shows("Not connected");
    relay.mend();
    await tab.live();
    await tab.say("the next");
    await bob.next((line) => line.includes("the next"));
    await tab.until("both", `document.querySelectorAll("article").length === 2`);
    assertEquals(await tab.texts(), ["only once", "the next"]);
    assertEquals(bob.texts, ["only once", "the next"]);
  },

  "a reload while there is no connection, with a draft and unsent lines": async (profile) => {
    await using data = await tempFolder();
    const args = ["--web-port", `${lastingPort()}`];
    const first = await startWebServer({ data: data.path, args });
    const tab = await profile.open(first.webAddress);
    await tab.enter("ann");
    await first[Symbol.asyncDispose]();
    await tab.shows("Not connected");
    await tab.say("unsent");
    await tab.page.keyboard.type("a draft");
    await using second = await startWebServer({ data: data.path, args });
    await using bob = await enter(second, "bob");
    await tab.page.reload();
    await tab.live();
    await bob.next((line) => line.includes("unsent"));
    assertEquals(await tab.draft, "a draft");
    await tab.press("Enter");
    await bob.next((line) => line.includes("a draft"));
    assertEquals(bob.texts, ["unsent", "a draft"]);
    await tab.until("both", `document.querySelectorAll("article").length === 2`);
    assertEquals(await tab.texts(), ["unsent", "a draft"]);
  },

  "the server is killed in the middle of a word: one goes on typing": async (profile) => {
    await using data = await tempFolder();
    const args = ["--web-port", `${lastingPort()}`];
    const first = await startWebServer({ data: data.path, args });
    const tab = await profile.open(first.webAddress);
    await tab.enter("ann");
    await tab.page.focus("textarea");
    const { keyboard } = tab.page;
    await keyboard.type("half a sen");
    await first.process.stop("SIGKILL");
    await keyboard.type("ten");
    await tab.shows("Not connected");
    await keyboard.type("ce");
    await using second = await startWebServer({ data: data.path, args });
    await using bob = await enter(second, "bob");
    await tab.live();
    await keyboard.press("Enter");
    await bob.next((line) => line.includes("half a sentence"));
    assertEquals(bob.texts, ["half a sentence"]);
    await first[Symbol.asyncDispose]();
  },
});
