/** A network that drops, stalls, splits and half-closes, between people who talk at full speed. */

import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { LineClient } from "../support/lines.ts";
import { type Address, joinArgs, runChat, startServer } from "../support/process.ts";
import { Chance } from "./support/chance.ts";
import { messages } from "./support/data.ts";
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

Deno.test("A cut between hello and welcome: the client has its nickname back at once, and says what it had to", async () => {
  await using server = await startServer();
  using gate = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = gate.addr;
  const client = runChat(joinArgs({ address: { hostname, port } }, "--nick", "ann"), {
    stdin: "hi\n",
  });
  // the server takes this connection for alive all the time: no FIN tells it otherwise
  await using dead = await deafAfterHello(await gate.accept(), server.address);
  await forward(await gate.accept(), server.address);
  assertEquals((await client).code, 0, (await client).stderr);
  assertEquals((await dead.nextFrame("error")).code, "replaced");
  const said = await messages(server.data);
  assertEquals(said.map(({ nick, text }) => `${nick}: ${text}`), ["ann: hi"]);
  await server.process.stop("SIGTERM");
  assertMatch(server.process.stderr, /joined.*ann[^]*joined.*ann/, "both connections got in");
});

/** Hands the client's hello to the server, and cuts the client off when the answer comes. */
async function deafAfterHello(client: Deno.Conn, address: Address): Promise<LineClient> {
  const server = new LineClient(await Deno.connect(address));
  await client.write(new TextEncoder().encode(`${await server.next("NICKNAME_REQUEST")}\n`));
  const buffer = new Uint8Array(4096);
  const count = await client.read(buffer) ?? 0;
  await server.send(buffer.subarray(0, count));
  await server.nextFrame("welcome");
  client.close();
  return server;
}

/** Hands on all that either side says, until both have ended. */
async function forward(client: Deno.Conn, address: Address): Promise<void> {
  const server = await Deno.connect(address);
  // when one direction has ended in order, the other breaks
  await Promise.allSettled([
    client.readable.pipeTo(server.writable),
    server.readable.pipeTo(client.writable),
  ]);
}
