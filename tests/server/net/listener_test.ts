import { assert, assertEquals } from "@std/assert";
import { GOODBYE_MS, HELLO_TIMEOUT_MS, SHUTDOWN_MS } from "../../../server/limits.ts";
import { phrases } from "../../../i18n/phrases.ts";
import { Census } from "../../../server/net/connection_count.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { Listener } from "../../../server/net/listener.ts";
import type { AcceptedSocket, NetAddress } from "../../../server/net/socket.ts";
import { FakeServer } from "../fakes/line.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { settled } from "../../support/virtual_clock.ts";

/** A socket that has come in from an address. */
class FakeConn extends FakeSocket implements AcceptedSocket {
  readonly remoteAddr: NetAddress;

  constructor(hostname: string, port = 5000) {
    super();
    this.remoteAddr = { hostname, port };
  }

  /** The line with which it was sent away, if it was. */
  get refusal(): string | undefined {
    const text = this.writer.text;
    return text.startsWith("{") ? JSON.parse(text).message : undefined;
  }
}

/** A listener whose clients come when a test says so. */
function setup({ maxClients = 0, perAddress = 0 } = {}) {
  const server = new FakeServer();
  const log: string[] = [];
  const waiting: PromiseWithResolvers<AcceptedSocket>[] = [];
  let closed = false;
  const acceptor = {
    addr: { hostname: "127.0.0.1", port: 1 },
    accept: () => {
      const next = Promise.withResolvers<AcceptedSocket>();
      if (closed) next.reject(new Deno.errors.BadResource("Listener has been closed"));
      waiting.push(next);
      return next.promise;
    },
    close: () => {
      closed = true;
      waiting.at(-1)?.reject(new Deno.errors.BadResource("Listener has been closed"));
    },
  };
  const listener = new Listener(acceptor, {
    hub: server.hub,
    log: (level, event, fields) => void log.push(`${level} ${event} ${fields?.peer ?? ""}`.trim()),
    census: new Census(),
    rate: 0,
    maxClients,
    perAddress,
    clock: server.clock,
    secret: server.secret,
    door: chatDoor(phrases("en").server, 0),
  });
  const running = listener.run();
  /** Someone connects; what they get. */
  const connect = async (hostname = "192.0.2.1", fast = true) => {
    const conn = new FakeConn(hostname);
    conn.writer.fast = fast;
    const asked = waiting.length;
    waiting.at(-1)!.resolve(conn);
    while (waiting.length === asked) await settled();
    return conn;
  };
  const fail = async (cause: Error) => {
    waiting.at(-1)!.reject(cause);
    await settled();
  };
  const close = async () => {
    const closing = listener.close();
    await server.clock.advance(SHUTDOWN_MS);
    await closing;
    await running;
    assertEquals(server.clock.pending, 0);
  };
  return { server, log, connect, fail, close, listener };
}

Deno.test("Listener greets who comes, and knows when they are gone", async () => {
  const { log, connect, close } = setup();
  const [four, six] = [await connect("192.0.2.1"), await connect("2001:db8::1")];
  assertEquals(four.writer.text, "NICKNAME_REQUEST\n");
  await four.hangUp();
  await six.hangUp();
  assertEquals(log, [
    "info accepted 192.0.2.1:5000",
    "info accepted [2001:db8::1]:5000",
    "info closed 192.0.2.1:5000",
    "info closed [2001:db8::1]:5000",
  ]);
  await close();
});

Deno.test("Listener takes as many clients as it may and not one more, until one is gone", async () => {
  const { log, connect, close } = setup({ maxClients: 3 });
  const conns = [await connect(), await connect(), await connect("127.0.0.1")];
  const fourth = await connect("127.0.0.1");
  assertEquals(fourth.refusal, phrases("en").server.full(3));
  assertEquals([fourth.closed, conns.some(({ closed }) => closed)], [true, false]);
  assert(log.includes("warn refused 127.0.0.1:5000"));
  await conns[0]!.hangUp();
  assertEquals((await connect()).refusal, undefined);
  assert((await connect()).closed);
  await close();
});

Deno.test("Listener takes as many of one address as it may and not one more; loopback is exempt", async () => {
  const { connect, close } = setup({ perAddress: 2 });
  const first = await connect("192.0.2.1");
  await connect("192.0.2.1");
  const third = await connect("192.0.2.1");
  assertEquals(third.refusal, phrases("en").server.perAddress(2));
  assertEquals((await connect("192.0.2.2")).refusal, undefined);
  for (const loopback of ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"]) {
    for (let i = 0; i < 4; i++) assertEquals((await connect(loopback)).refusal, undefined);
  }
  await first.hangUp();
  assertEquals((await connect("192.0.2.1")).refusal, undefined);
  assert((await connect("::ffff:192.0.2.1")).closed);
  await close();
});

Deno.test("Listener counts the network of an IPv6 address, which one customer has to themselves", async () => {
  const { connect, close } = setup({ perAddress: 1 });
  assertEquals((await connect("2001:db8:0:1::1")).refusal, undefined);
  assert((await connect("2001:db8:0:1:ffff::2")).refusal !== undefined);
  assertEquals((await connect("2001:db8:0:2::1")).refusal, undefined);
  await close();
});

Deno.test("Listener with bounds of 0 has none", async () => {
  const { connect, close } = setup();
  for (let i = 0; i < 300; i++) assertEquals((await connect()).refusal, undefined);
  await close();
});

Deno.test("Listener does not wait for one that is refused and takes nothing", async () => {
  const { server, connect, close } = setup({ maxClients: 1 });
  await connect();
  const stuck = await connect("192.0.2.9", false);
  await server.clock.advance(GOODBYE_MS - 1);
  assertEquals(stuck.closed, false);
  await server.clock.advance(1);
  assertEquals(stuck.closed, true);
  await close();
});

Deno.test("Listener goes on after an accept that failed, after a pause", async () => {
  const { server, log, connect, fail, close } = setup();
  await fail(new Error("too many open files"));
  assertEquals(log, ["error not accepted"]);
  await server.clock.advance(100);
  assertEquals((await connect()).writer.text, "NICKNAME_REQUEST\n");
  await close();
});

Deno.test("Listener looks at the deadlines of all its connections", async () => {
  const { server, connect, close } = setup();
  const conns = [await connect(), await connect()];
  await server.clock.advance(HELLO_TIMEOUT_MS + 2000);
  assertEquals(conns.map(({ closed }) => closed), [true, true]);
  await close();
});

Deno.test("Listener.close accepts no more and tells everyone, for SHUTDOWN_MS at most", async () => {
  const { server, connect, listener } = setup();
  const polite = await connect();
  await polite.send("ann\n");
  const stuck = await connect();
  await stuck.send("bob\n");
  stuck.polite = false;
  stuck.writer.fast = false;
  await polite.send("hi\n");
  let over = false;
  const closing = listener.close().then(() => over = true);
  await settled();
  assert(polite.closed && polite.writer.text.endsWith("SERVER_SHUTDOWN"));
  assertEquals([over, stuck.closed], [false, false]);
  await server.clock.advance(SHUTDOWN_MS);
  assertEquals([over, stuck.closed, server.hub.count], [true, true, 0]);
  await closing;
});

Deno.test("Listener takes in one client a turn, however many wait: those who are gone make room", async () => {
  const server = new FakeServer();
  const census = new Census();
  let accepted = 0;
  let most = 0;
  let closed = false;
  const listener = new Listener(
    {
      addr: { hostname: "127.0.0.1", port: 1 },
      accept: () => {
        if (closed) return Promise.reject(new Deno.errors.BadResource("Listener has been closed"));
        if (++accepted === 500) listener.close();
        most = Math.max(most, census.total);
        const conn = new FakeConn("127.0.0.1");
        conn.hangUp();
        return Promise.resolve(conn);
      },
      close: () => closed = true,
    },
    {
      ...{ hub: server.hub, log: () => {}, census, rate: 0, maxClients: 0, perAddress: 0 },
      ...{ clock: server.clock, secret: server.secret },
      door: chatDoor(phrases("en").server, 0),
    },
  );
  await listener.run();
  assert(most <= 5, `${most} at once`);
});
