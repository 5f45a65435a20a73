/** Under which addresses the page works: one of the network, without TLS, and with a certificate of its own. */

import { assertEquals, assertRejects } from "@std/assert";
import { browserTest, type Profile, Tab } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { layCable } from "./support/network.ts";
import { startWebServer } from "./support/web.ts";

/** An address of this machine that is not loopback; a network is made where there is none. */
async function networkAddress(): Promise<AsyncDisposable & { readonly host: string }> {
  const own = Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  if (own === undefined) return await layCable();
  return { host: own.address, [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function onTheNetwork(profile: Profile): Promise<void> {
  let network;
  try {
    network = await networkAddress();
  } catch (cause) {
    if (Deno.env.get("CI") === "true") throw cause;
    return console.warn(`Not tried: this machine has loopback alone, and ${cause}`);
  }
  await using made = network;
  await using server = await startWebServer({ args: ["--host", made.host] });
  await using bob = await enter(server, "bob");
  const ann = await profile.open(server.webAddress);
  assertEquals(await ann.read("isSecureContext"), false);
  await ann.enter("ann");
  await ann.say("from the network");
  await bob.next((line) => line.includes("from the network"));
  await bob.say("I see");
  await ann.shows("I see");
  assertEquals(await ann.texts(), ["from the network", "I see"]);
  // it could not notify: so it does not offer to
  assertEquals(await ann.read(`document.querySelector(".tool[aria-pressed]")`), null);
  await ann.page.reload();
  await ann.live();
  await ann.until("all", `document.querySelectorAll("article").length === 2`);
  // Chromium says of one header that it heeds it only where the page is encrypted
  assertEquals(ann.console.filter((line) => !line.includes("Cross-Origin-Opener-Policy")), []);
}

browserTest("page: addresses", {
  "one of the network, without TLS": onTheNetwork,

  "a password is asked for only where nobody reads along": async (profile) => {
    const folder = await Deno.makeTempFile();
    await Deno.writeTextFile(folder, "open sesame\n");
    try {
      await using server = await startWebServer({ args: ["--password-file", folder] });
      const ann = await profile.open(server.webAddress);
      await ann.page.waitForSelector("#answer");
      await ann.page.type("#answer", "ann");
      await ann.press("Enter");
      await ann.page.waitForSelector("input[type=password]");
      // the field has the focus
      await ann.page.keyboard.type("wrong");
      await ann.press("Enter");
      await ann.shows("The password is wrong.");
      await ann.page.$eval("#answer", (field) => (field as { value?: string }).value = "");
      await ann.page.type("#answer", "open sesame");
      await ann.press("Enter");
      await ann.live();
    } finally {
      await Deno.remove(folder);
    }
  },

  "a certificate of its own, accepted by a click": async (profile) => {
    await using server = await startWebServer({ args: ["--tls"] });
    const address = `https://127.0.0.1:${server.webAddress.port}/`;
    const ann = new Tab(await profile.context.newPage());
    await assertRejects(() => ann.page.goto(address), Error, "ERR_CERT_AUTHORITY_INVALID");
    await ann.page.click("#details-button");
    await Promise.all([ann.page.waitForNavigation(), ann.page.click("#proceed-link")]);
    await ann.enter("ann");
    assertEquals(await ann.read("[isSecureContext, location.protocol]"), [true, "https:"]);
    await ann.say("encrypted");
    await ann.until("the echo", `document.querySelectorAll("article").length === 1`);
    assertEquals(await ann.read(`document.querySelector(".tool[aria-pressed]") !== null`), true);
    // once accepted, it is for all tabs
    const other = new Tab(await profile.context.newPage());
    await other.page.goto(address);
    await other.enter("anna");
    await other.shows("encrypted");
    assertEquals(other.console, []);
  },
});
