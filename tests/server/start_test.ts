import { assertEquals, assertRejects } from "@std/assert";
import { SystemClock } from "../../runtime/clock.ts";
import { SERVE, type ServeFlags } from "../../server/options.ts";
import { startServer } from "../../server/start.ts";
import { StorageError } from "../../server/storage/backbone.ts";
import { phrasesOf } from "../support/phrases.ts";

const DEFAULTS = Object.fromEntries(
  Object.entries(SERVE.flags).map(([name, { fallback }]) => [name, fallback]),
) as ServeFlags;

/** Starts a server on a data folder; what it is and its clock. */
async function start(data: string, flags: Partial<ServeFlags> = {}) {
  const clock = new SystemClock();
  const all = { ...DEFAULTS, port: 0, ...flags };
  const server = await startServer({
    flags: all,
    data,
    phrases: phrasesOf("en"),
    log: () => {},
    clock,
  });
  return { clock, server, [Symbol.asyncDispose]: () => server.close() };
}

async function temporary() {
  const path = await Deno.makeTempDir({ prefix: "chat-start-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("startServer lets go of all parts before the one that fails, whichever that is", async () => {
  await using data = await temporary();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const failures: readonly [Partial<ServeFlags>, string][] = [
    [{ port }, "ListenError"],
    [{ "irc-port": port }, "ListenError"],
    [{ "irc-port": 0, "metrics-port": port }, "ListenError"],
    [{ "irc-port": 0, "server-name": "two words" }, "RangeError"],
    [{ cert: "no-such-file", key: "no-such-file" }, "TlsError"],
    [{ "oper-file": "no-such-file" }, "AccessError"],
    [{ "web-port": 6667 }, "AccessError"],
  ];
  for (const [flags, name] of failures) {
    const { name: seen } = await assertRejects(() => start(data.path, flags), Error);
    assertEquals(seen, name, JSON.stringify(flags));
    // the data folder is free again, and no socket or timer is left: the test's sanitizers look
    await using again = await start(data.path);
    assertEquals(again.server.hub.count, 0);
  }
});

Deno.test("startServer refuses a data folder that another server has, and its bans if they are damaged", async () => {
  await using data = await temporary();
  {
    await using _first = await start(data.path);
    await assertRejects(() => start(data.path), StorageError);
  }
  await Deno.writeTextFile(`${data.path}/bans.json`, "{");
  await assertRejects(() => start(data.path), StorageError, "bans.json");
  await Deno.remove(`${data.path}/bans.json`);
  await using _again = await start(data.path);
});

Deno.test("RunningServer.close closes every port, once, and leaves no timer", async () => {
  await using data = await temporary();
  const { clock, server } = await start(data.path, { "irc-port": 0, "metrics-port": 0 });
  const ports = [server.addr, server.ircAddr, server.metricsAddr].map((addr) => addr!.port);
  assertEquals(new Set(ports).size, 3);
  await Promise.all([server.close(), server.close()]);
  assertEquals(clock.pending, 0);
  for (const port of ports) Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("startServer says that it drains from the wish to stop until its last client has gone", async () => {
  await using data = await temporary();
  const { server } = await start(data.path, { "metrics-port": 0 });
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${server.metricsAddr!.port}/healthz`);
    return [answer.status, await answer.text()];
  };
  assertEquals(await health(), [200, "ok\n"]);
  using client = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const read = () => client.read(new Uint8Array(4_096));
  await read(); // the greeting: the server knows of the client
  const closed = server.close();
  while (await read() !== null); // the goodbye, and the end of what the server says
  assertEquals(await health(), [503, "draining\n"]);
  client.close();
  await closed;
  await assertRejects(health, TypeError);
});
