/** Two tabs of one person. */

import { assertEquals } from "@std/assert";
import { ABANDONED_MS } from "../../client/limits.ts";
import { browserTest, type Profile } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { Relay } from "./support/relay.ts";
import { startWebServer, type WebServer } from "./support/web.ts";

const REPLACED = "This chat is open in another tab.";

/** A tab says something that cannot be sent, and is closed. */
async function leaveUnsent(profile: Profile, server: WebServer, text: string): Promise<void> {
  await using relay = new Relay(server.webAddress);
  // the storage belongs to the address: so another tab of it looks on meanwhile
  const tab = await profile.open(relay.address);
  await tab.enter("ann");
  relay.cut();
  await tab.shows("Not connected");
  await tab.say(text);
  await tab.until("kept", `Object.keys(localStorage).some((key) => key.includes("outbox"))`);
  // a tab counts as closed when it has said nothing for a while: as if that had passed
  await tab.page.goto("about:blank");
  relay.mend();
  const other = await profile.open(relay.address);
  await other.read(`(() => {
    for (const key of Object.keys(localStorage).filter((each) => each.includes("outbox"))) {
      const kept = JSON.parse(localStorage.getItem(key));
      kept.at -= ${ABANDONED_MS + 1_000};
      localStorage.setItem(key, JSON.stringify(kept));
    }
  })()`);
  await tab.page.close();
  await other.page.reload();
  await other.enter("anna");
  await other.shows("1 message of a closed tab was not sent.");
  await other.read(
    `[...document.querySelectorAll(".banner button")]
      .find((button) => button.textContent === ${JSON.stringify(text)}).click()`,
  );
  await other.until("no banner", `!document.body.innerText.includes("closed tab")`);
  await other.page.reload();
  await other.live();
  assertEquals((await other.text()).includes("closed tab"), false);
}

browserTest("page: two tabs", {
  "one session is in one of them; the other can take it back": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    const first = await profile.open(server.webAddress);
    await first.enter("ann");
    await bob.nextFrame("joined");
    await first.say("from the first");
    await first.until("the echo", `document.querySelectorAll("article").length === 1`);
    const second = await first.duplicate();
    await second.live();
    await first.shows(REPLACED);
    await second.say("from the second");
    await bob.next((line) => line.includes("from the second"));
    await first.page.bringToFront();
    await first.page.click(".banner button");
    await first.live();
    await second.shows(REPLACED);
    await first.say("taken back");
    await bob.next((line) => line.includes("taken back"));
    const all = ["from the first", "from the second", "taken back"];
    await first.until("all", `document.querySelectorAll("article").length === 3`);
    assertEquals(await first.texts(), all);
    // they do not fight: the second is still out after the first has talked
    assertEquals((await second.text()).includes(REPLACED), true);
    assertEquals(bob.texts, all);
    assertEquals([bob.frames("joined").length, bob.frames("left").length], [1, 0]);
  },

  "each has a name, a draft and a room of its own": async (profile) => {
    await using server = await startWebServer();
    const first = await profile.open(server.webAddress);
    await first.enter("ann");
    await first.page.keyboard.type("a draft of the first");
    const second = await profile.open(server.webAddress, { room: "corner" });
    await second.enter("anna");
    assertEquals(await second.draft, "");
    await second.page.keyboard.type("of the second");
    await first.page.reload();
    await first.live();
    assertEquals(await first.draft, "a draft of the first");
    assertEquals(await first.read("document.querySelector('h1').innerText"), "#lobby");
    await second.page.reload();
    await second.live();
    assertEquals(await second.draft, "of the second");
    assertEquals(await second.read("document.querySelector('h1').innerText"), "#corner");
  },

  "what a closed one could not send is offered: it is sent": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await leaveUnsent(profile, server, "Send now");
    await bob.settled();
    assertEquals(bob.texts, ["Send now"]);
  },

  "what a closed one could not send is offered: it is deleted": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await leaveUnsent(profile, server, "Delete");
    await bob.settled();
    assertEquals(bob.texts, []);
  },
});
