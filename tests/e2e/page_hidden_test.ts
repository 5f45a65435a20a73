/** A tab that is not looked at, with the throttling of a real browser. The long form is in the soak. */

import { assertEquals, assertLess } from "@std/assert";
import { browserTest } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { countTicks, REAL_THROTTLING, ticks } from "./support/hidden_tab.ts";
import { Relay } from "./support/relay.ts";
import { startWebServer } from "./support/web.ts";

browserTest("page: a hidden tab", {
  "its timers are slow, its messages are not": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    await (await profile.context.newPage()).bringToFront();
    await ann.until("hidden", "document.hidden");
    const before = await ticks(ann);
    await countTicks(ann);
    for (const text of ["one", "two", "three"]) await bob.say(text);
    await ann.until("the title", `document.title === "(3) #lobby"`);
    await ann.until("some ticks", "globalThis.ticks >= 3");
    const { ran, wanted } = await ticks(ann);
    assertLess(ran, (wanted - before.wanted) / 2, "the browser slows it down");
    assertEquals(await ann.texts(), ["one", "two", "three"]);
    await ann.page.bringToFront();
    await ann.until("the line", `document.querySelector(".marker") !== null`);
    assertEquals(ann.console, []);
  },

  "cut meanwhile: it is connected as soon as one looks": async (profile) => {
    await using server = await startWebServer();
    await using relay = new Relay(server.webAddress);
    await using bob = await enter(server, "bob");
    const ann = await profile.open(relay.address);
    await ann.enter("ann");
    await ann.until("the title", `document.title === "#lobby"`);
    await (await profile.context.newPage()).bringToFront();
    await ann.until("hidden", "document.hidden");
    relay.cut();
    await ann.shows("Not connected");
    for (const text of ["one", "two"]) await bob.say(text);
    relay.mend();
    await ann.page.bringToFront();
    await ann.live();
    await ann.shows("two");
    assertEquals(await ann.texts(), ["one", "two"]);
  },
}, REAL_THROTTLING);
