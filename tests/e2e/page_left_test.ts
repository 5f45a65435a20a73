/** A tab that goes on to another page, which the browser keeps for the way back. */

import { assertEquals } from "@std/assert";
import { browserTest } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

browserTest("page: one follows a link", {
  "and has left; back again one is there, and has missed nothing": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    await bob.say("one");
    await ann.shows("one");
    await ann.page.keyboard.type("a draft");
    await ann.read("void (globalThis.isSamePage = true)");
    await ann.page.goto("data:text/html,another page");
    // much sooner than the server gives up on somebody who does not answer
    await bob.next((line) => line.includes(`"type":"left"`) && line.includes(`"nick":"ann"`));
    await bob.say("two");
    await ann.page.goBack();
    await ann.live();
    await ann.shows("two");
    assertEquals(await ann.read("globalThis.isSamePage"), true, "the browser has kept the page");
    assertEquals(await ann.texts(), ["one", "two"]);
    assertEquals(await ann.draft, "a draft");
    assertEquals(ann.console, []);
  },
});
