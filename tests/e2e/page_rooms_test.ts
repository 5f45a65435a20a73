/** The rooms of the page: the one in the address, and being in none. */

import { assertEquals } from "@std/assert";
import { browserTest } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

browserTest("page: rooms", {
  "the address names one; what can be none leads to the lobby": async (profile) => {
    await using server = await startWebServer();
    const cases: [room: string, heading: string][] = [["ops", "#ops"], ["%23OPS", "#ops"], [
      "a%20b",
      "#lobby",
    ], ["%ff", "#lobby"]];
    for (const [i, [room, heading]] of cases.entries()) {
      const tab = await profile.open(server.webAddress, { room });
      await tab.enter(`ann ${i}`);
      assertEquals(await tab.read("document.querySelector('h1').innerText"), heading, room);
      assertEquals(await tab.read("location.hash"), heading, room);
    }
  },

  "who leaves the last one can enter another": async (profile) => {
    await using server = await startWebServer();
    const tab = await profile.open(server.webAddress);
    await tab.enter("ann");
    await tab.say("/part");
    await tab.until("no room", `document.querySelector("textarea") === null`);
    assertEquals(await tab.read(`document.querySelector("#answer")`), null);
    await tab.page.type(".door input", "ops");
    await tab.press("Enter");
    await tab.live();
    await using bob = await enter(server, "bob", { room: "ops" });
    await tab.say("here now");
    await bob.next((line) => line.includes("here now"));
    assertEquals(tab.console, []);
  },
});
