/** The page of a server of a cluster: it names the pages of the others when its own server is lost. */

import { assertEquals } from "@std/assert";
import { needsPostgres } from "../support/postgres.ts";
import { needsBrowser, TestBrowser } from "./support/browser.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";

Deno.test({
  ignore: needsPostgres().ignore || needsBrowser().ignore,
  name: "page: when its server is lost, it leads to the page of another one, in the same room",
  async fn() {
    await using cluster = await Cluster.start({ standby: true });
    const [two, one] = await cluster.openTwo();
    await using bob = await enter(two, "bob");
    await using browser = await TestBrowser.start();
    await using profile = await browser.profile();
    const tab = await profile.open(one.webAddress);
    await tab.enter("ann");
    await tab.say("before");
    await bob.next((line) => line.includes("before"));
    one.process.signal("SIGKILL");
    await tab.shows("Not connected");
    const url = `http://127.0.0.1:${two.webAddress.port}/`;
    await tab.until("a link", `document.querySelectorAll(".banner a").length === 1`);
    assertEquals(await tab.read(`document.querySelector(".banner a").href`), url);
    await bob.say("meanwhile");
    const there = await profile.open(two.webAddress);
    await there.enter("anna");
    await there.until("all", `document.querySelectorAll("article").length === 2`);
    assertEquals(await there.texts(), ["before", "meanwhile"]);
  },
});
