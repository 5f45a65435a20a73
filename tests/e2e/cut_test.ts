/** A network that drops, stalls, splits and half-closes, between people who talk at full speed. */

import { assertGreater } from "@std/assert";
import { startServer } from "../support/process.ts";
import { Chance } from "./support/chance.ts";
import { Faithful } from "./support/faithful.ts";
import { FAULTS, Proxy } from "./support/proxy.ts";
import { assertNothingLost } from "./support/verdict.ts";

/** How often each fault has to strike; more of them find rarer moments. */
const TIMES = Number(Deno.env.get("CHAT_TEST_ROUNDS") ?? 25);

Deno.test(`Cuts of every kind, ${TIMES} times each: nothing lost, nothing twice`, async () => {
  const chance = Chance.announced("cut test");
  await using server = await startServer({ args: ["--rate", "0"] });
  await using proxy = new Proxy(server.address, chance);
  await using clients = new AsyncDisposableStack();
  let talking = true;
  const address = () => Promise.resolve(proxy.address);
  const next = () => talking ? chance.text() : undefined;
  const everyone = ["ann", "bob", "carol", "dave"].map((nick, n) =>
    clients.use(new Faithful({ nick, address, next, eager: n % 2 === 0 }))
  );
  await proxy.untilStruck(TIMES);
  talking = false;
  proxy.heal();
  await Promise.all(everyone.map((client) => client.until("the rest", () => client.settled)));
  const last = Math.max(...everyone.map(({ seen }) => seen.length));
  await Promise.all(
    everyone.map((client) => client.until("all the others said", () => client.seen.length >= last)),
  );
  const connections = everyone.reduce((sum, client) => sum + client.connections, 0);
  console.log(`${last} messages, ${connections} connections`);
  assertGreater(connections, TIMES * (FAULTS.length - 1) / 2);
  await clients.disposeAsync();
  await server.process.stop("SIGTERM");
  await assertNothingLost(server.data, everyone);
});
