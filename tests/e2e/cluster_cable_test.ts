/**
 * A server of a cluster whose cable to the database is pulled: nobody tells it or the database, neither by a
 * FIN nor by an RST. In a network namespace.
 */

import { assertEquals } from "@std/assert";
import { STALLED_MS } from "../../client/limits.ts";
import { chatCommand } from "../support/command.ts";
import { needsPostgres } from "../support/postgres.ts";
import { listening, Process, startChat } from "../support/process.ts";
import { Cluster } from "./support/cluster.ts";
import { connect, enter, type Frame } from "./support/guest.ts";
import { type Machine, makeMachine, whyNoCable } from "./support/network.ts";
import { Relay } from "./support/relay.ts";
import { tempFolder } from "./support/temp.ts";

/** For connecting, and for a busy machine. */
const PATIENCE_MS = 20_000;

const { ignore } = needsPostgres();
const noCable = ignore ? undefined : await whyNoCable();
if (noCable !== undefined) console.warn(`Tests ignored: no network can be made here: ${noCable}`);

/** On a machine: forwards connections to its own loopback to another one. */
const FORWARD = `const [hostname, port] = Deno.args;
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log("port " + listener.addr.port);
for await (const near of listener) {
  void (async () => {
    const far = await Deno.connect({ hostname, port: Number(port) });
    await Promise.all([near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)]);
  })().catch(() => {}).finally(() => { try { near.close(); } catch { /* it is closed */ } });
}`;

/** The port of the machine's loopback that leads over its cable to the database. */
async function wayToDatabase(
  machine: Machine,
  relay: Relay,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  const { hostname, port } = relay.address;
  const command = [Deno.execPath(), "eval", FORWARD, hostname, `${port}`];
  const forward = cleanup.use(await Process.start([...machine.inside, ...command]));
  return (await forward.waitForOutput(/port (\d+)/))[1]!;
}

Deno.test({
  ignore: ignore || noCable !== undefined,
  name:
    "A server whose cable to the database is pulled: its clients go on elsewhere, it writes nothing more",
  async fn() {
    await using cleanup = new AsyncDisposableStack();
    await using cluster = await Cluster.start({});
    const two = await cluster.node("--cluster-unsafe");
    await using machine = await makeMachine();
    await using folder = await tempFolder();
    const target = { hostname: "127.0.0.1", port: cluster.postgres.primary.port };
    await using relay = new Relay(target, machine.serviceHost);
    const port = await wayToDatabase(machine, relay, cleanup);
    const url = `postgres://chat@127.0.0.1:${port}/${cluster.database}?sslmode=disable`;
    const flags = ["--cluster", url, "--cluster-unsafe", "--host", machine.host, "--port", "0"];
    await using one = await Process.start([
      ...[...machine.inside, ...chatCommand(), "serve", "--data", `${folder.path}/one`, ...flags],
    ]);
    const address = await listening(one);
    await using bob = await enter(two, "bob");
    // one that stays, and one that knows where to go
    await using eve = await enter({ address }, "eve");
    await eve.say("before", "e-1");
    const list = [address, two.address].map(({ hostname, port }) => `${hostname}:${port}`).join();
    await using ann = await startChat(["join", list, "--nick", "ann", "--frames"]);
    await ann.waitForOutput(/"type":"live"/);
    await bob.next(/"joined".*"ann"/);

    await machine.reach(false);
    await ann.write('{"type":"say","cid":"a-1","text":"after"}\n');
    await eve.send({ type: "say", cid: "e-2", text: "cut off" });
    await bob.next(/"after"/, STALLED_MS + PATIENCE_MS);
    await ann.waitForOutput(/"cid":"a-1"/, PATIENCE_MS);
    // the others take her for gone, and her name is free, while she knows nothing of it
    assertEquals((await bob.nextFrame("left", PATIENCE_MS)).nick, "eve");
    await using again = await connect(two.address);
    await again.hello({ nick: "eve" });
    await again.say("taken");
    assertEquals(eve.texts, ["before"], "nothing is shown that is not stored");

    await machine.reach(true);
    // it was removed: it sends its members away, and does not write what it had
    await eve.next(/"shutdown"|"error"/, PATIENCE_MS);
    await bob.say("end");
    await ann.waitForOutput(/"text":"end"/, PATIENCE_MS);
    await again.settled();
    const texts = (frames: Frame[]) => frames.map(({ text }) => text);
    assertEquals(texts(bob.frames("msg")), ["before", "after", "taken", "end"]);
    assertEquals(bob.frames("msg").map(({ id }) => id), [1, 2, 3, 4]);
  },
});
