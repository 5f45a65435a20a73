/** Browsers that mean harm, while two bystanders talk: one at a terminal, one on the page. */

import { enter } from "./support/guest.ts";
import { enterWeb, startWebServer } from "./support/web.ts";
import { withstand } from "./support/withstand.ts";

/** What the attackers must have been told, where they must have been told anything. */
const ATTACKS: Record<string, RegExp | undefined> = {
  "requests in a loop": /told closed/,
  "slow requests": undefined,
  "pings of WebSocket": undefined,
  "empty fragments": undefined,
  "fragments of one byte": undefined,
  "messages that are too large": undefined,
};

Deno.test("Two bystanders talk on, whatever others do to the web port", async (t) => {
  await using server = await startWebServer({ args: ["--rate", "100"] });
  await using ann = await enter(server, "ann");
  await using bob = await enterWeb(server, "bob");
  await withstand(t, server, [ann, bob], ATTACKS, server.webAddress);
});
