import { assert, assertEquals } from "@std/assert";
import { ACCEPT_RETRY_MS, HELLO_TIMEOUT_MS, SHUTDOWN_MS } from "../../../server/limits.ts";
import type { Door } from "../../../server/dialects/dialect.ts";
import { ircDoor } from "../../../server/dialects/irc/dialect.ts";
import { Admission, type AdmissionOptions } from "../../../server/net/admission.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { Listener } from "../../../server/net/listener.ts";
import type { AcceptedSocket, NetAddress } from "../../../server/net/socket.ts";
import { FakeServer } from "../fakes/server.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { settled } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** A socket that has come in from an address. */
class FakeConn extends FakeSocket implements AcceptedSocket {
  readonly remoteAddr: NetAddress;

  constructor(hostname: string, port = 5000) {
    super();
    this.remoteAddr = { hostname, port };
  }
}

/** A listener whose clients come when a test says so. */
function setup(
  bounds: Partial<AdmissionOptions> = {},
  openDoor: (server: FakeServer) => Door = ({ services }) => chatDoor(services),
) {
  const server = new FakeServer();
  const { phrases } = server.services;
  const admission = new Admission({ maxClients: 0, perAddress: 0, phrases, ...bounds });
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
    log: (level, event, fields) => void log.push(`${level} ${event} ${fields?.peer ?? ""}`.trim()),
    admission,
    phrases,
    rate: 0,
    clock: server.clock,
    door: openDoor(server),
  });
  const running = listener.run();
  /** Someone connects; what they get. */
  const connect = async (conn = new FakeConn("192.0.2.1")) => {
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
  const [four, six] = [await connect(), await connect(new FakeConn("2001:db8::1"))];
  assertEquals(four.writer.text, "NICKNAME_REQUEST\n");
  await four.hangUp();
  await six.hangUp();
  assertEquals(log, [
    "debug accepted 192.0.2.1:5000",
    "debug accepted [2001:db8::1]:5000",
    "debug closed 192.0.2.1:5000",
    "debug closed [2001:db8::1]:5000",
  ]);
  await close();
});

Deno.test("Listener counts its clients until they are gone", async () => {
  const { log, connect, close } = setup({ maxClients: 2 });
  const conns = [await connect(), await connect()];
  const third = await connect(new FakeConn("127.0.0.1"));
  assertEquals([third.closed, conns.some(({ closed }) => closed)], [true, false]);
  assert(log.includes("warn refused 127.0.0.1:5000"));
  await conns[0]!.hangUp();
  assertEquals((await connect()).writer.text, "NICKNAME_REQUEST\n");
  assert((await connect()).closed);
  await close();
});

Deno.test("Listener refuses in the language of its door, also through TLS", async () => {
  const doors: readonly [(server: FakeServer) => Door, (code: string, why: string) => string][] = [
    [
      ({ services }) => chatDoor(services),
      (code, message) => `${JSON.stringify({ type: "error", code, message })}\n`,
    ],
    [
      ({ services, irc }) => ircDoor(services, irc),
      (_code, message) => `ERROR :Closing link: ${message}\r\n`,
    ],
  ];
  const say = phrasesOf("en").server;
  const refusals: readonly [Partial<AdmissionOptions>, string, string][] = [
    [{ maxClients: 1 }, "full", say.full(1)],
    [{ perAddress: 1 }, "full", say.perAddress(1)],
    [{ banOf: () => ({}) }, "banned", say.youAreBanned(undefined, undefined)],
  ];
  for (const [openDoor, line] of doors) {
    for (const [bounds, code, message] of refusals) {
      const { connect, close } = setup(bounds, openDoor);
      await connect();
      for (const handshake of [undefined, () => Promise.resolve()]) {
        const conn = new FakeConn("192.0.2.1");
        if (handshake !== undefined) conn.handshake = handshake;
        await connect(conn);
        assertEquals([conn.writer.text, conn.closed], [line(code, message), true]);
      }
      await close();
    }
  }
});

Deno.test("Listener does not wait for one that is refused and takes nothing", async () => {
  const { connect, close } = setup({ maxClients: 1 });
  await connect();
  const stuck = new FakeConn("192.0.2.9");
  stuck.writer.fast = false;
  await connect(stuck);
  assertEquals((await connect(new FakeConn("192.0.2.8"))).closed, true);
  assertEquals(stuck.closed, false);
  await close();
  assertEquals(stuck.closed, true);
});

Deno.test("Listener goes on after an accept that failed, after a pause", async () => {
  const { server, log, connect, fail, close } = setup();
  await fail(new Error("too many open files"));
  assertEquals(log, ["error not accepted"]);
  await server.clock.advance(ACCEPT_RETRY_MS);
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

Deno.test("Listener closes at once a socket that was accepted while it closed", async () => {
  const { services, clock } = new FakeServer();
  const { phrases, log } = services;
  const admission = new Admission({ maxClients: 0, perAddress: 0, phrases });
  const accepted = Promise.withResolvers<AcceptedSocket>();
  const addr = { hostname: "127.0.0.1", port: 1 };
  const listener = new Listener(
    { addr, accept: () => accepted.promise, close: () => {} },
    { admission, phrases, log, rate: 0, clock, door: chatDoor(services) },
  );
  listener.run();
  const conn = new FakeConn("192.0.2.1");
  accepted.resolve(conn);
  await listener.close();
  assertEquals([conn.closed, conn.writer.text, clock.pending], [true, "", 0]);
});

Deno.test("Listener takes in one client a turn, however many wait: those who are gone make room", async () => {
  const { services, clock } = new FakeServer();
  const { phrases, log } = services;
  const admission = new Admission({ maxClients: 0, perAddress: 0, phrases });
  let accepted = 0;
  let most = 0;
  let closed = false;
  const listener = new Listener(
    {
      addr: { hostname: "127.0.0.1", port: 1 },
      accept: () => {
        if (closed) return Promise.reject(new Deno.errors.BadResource("Listener has been closed"));
        if (++accepted === 500) listener.close();
        most = Math.max(most, admission.connections.total);
        const conn = new FakeConn("127.0.0.1");
        conn.hangUp();
        return Promise.resolve(conn);
      },
      close: () => closed = true,
    },
    { admission, phrases, log, rate: 0, clock, door: chatDoor(services) },
  );
  await listener.run();
  assert(most <= 5, `${most} at once`);
});
