import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { Connection, type ConnectionOptions } from "../../../client/link/connection.ts";
import { MAX_SEND_QUEUE_BYTES, PLAIN_GREETING_SILENCE_MS } from "../../../client/limits.ts";
import { PlainDialect } from "../../../client/link/plain_dialect.ts";
import { Session } from "../../../client/link/session.ts";
import { FakePeer, msgFrame, welcomeFrame } from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

function setUp(
  pieceBytes = Infinity,
  plain: ConnectionOptions["plain"] | null = (context) => new PlainDialect(context),
) {
  const peer = new FakePeer(pieceBytes);
  const clock = new VirtualClock();
  const events = new LinkEvents();
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  const connection = new Connection({
    transport: peer,
    plain: plain ?? undefined,
    clock,
    session,
    catchUp: { most: Infinity, newest: Infinity },
    emit: events.emit,
    drained: () => undefined,
  });
  return { peer, clock, events, session, connection };
}

Deno.test("Connection gives up on a server that says nothing", async () => {
  const { clock, connection } = setUp();
  const ending = connection.run();
  await clock.advance(10_000);
  assertEquals(await ending, { reason: { code: "silent" }, final: false });
  assertEquals(clock.pending, 0);
});

Deno.test("Connection gives up on a server that does not answer hello", async () => {
  const { peer, clock, connection } = setUp();
  const ending = connection.run();
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  await clock.advance(20_000);
  assertEquals((await ending).reason, { code: "silent" });
  assertEquals(clock.pending, 0);
});

Deno.test("Connection takes the old server for none where it cannot speak with it", async () => {
  for (const rest of ["", "Welcome\n"]) {
    const { peer, clock, connection } = setUp(Infinity, null);
    const ending = connection.run();
    peer.send(`NICKNAME_REQUEST${rest}`);
    await clock.advance(PLAIN_GREETING_SILENCE_MS);
    assertEquals(await ending, { reason: { code: "no_chat_server" }, final: false });
    assertEquals(clock.pending, 0);
  }
});

Deno.test("Connection survives whatever bytes a server sends", async () => {
  const word = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constantFrom(...["NICKNAME_REQUEST", "\n", "{", "}", "\r\n", "SERVER_SHUTDOWN", "    | "]),
    fc.json(),
    fc.constantFrom(
      ...[
        welcomeFrame({ last: 9 }),
        welcomeFrame({ last: 0, room: "den" }),
        msgFrame(3, { old: true }),
        { ...msgFrame(1), id: Number.MAX_SAFE_INTEGER },
        msgFrame(0),
        { type: "live" },
        { type: "history", first: 0, last: 0, count: 0 },
        { type: "error", code: "__proto__", message: "x" },
        { type: "error", code: "bad_room", message: "x", cid: "p-1" },
        { type: "renamed", ts: "", nick: "ann", to: "" },
        { type: "who", room: "", count: 9, nicks: ["x"], more: true },
        { type: "__proto__" },
      ].map((frame) => `${JSON.stringify(frame)}\n`),
    ),
  );
  const scripts = fc.record({
    words: fc.array(word, { maxLength: 25 }),
    greets: fc.boolean(),
    pieceBytes: fc.integer({ min: 1, max: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(scripts, async ({ words, greets, pieceBytes }) => {
      const { peer, clock, events, session, connection } = setUp(pieceBytes);
      session.outbox.add({ kind: "say", text: "x" });
      const ending = connection.run();
      peer.send(`${greets ? "NICKNAME_REQUEST\n" : ""}${words.join("")}`);
      await settled();
      peer.end();
      await ending;
      assertEquals(clock.pending, 0, "a timer was left over");
      const { ids } = events;
      const numbered = ids.filter((id) => id > 0);
      assert(numbered.every((id, i) => i === 0 || id !== numbered[i - 1]));
    }),
    { numRuns: 300 },
  );
});

Deno.test("Connection breaks off with a server that asks and never reads", async () => {
  const { peer, connection } = setUp();
  const ending = connection.run();
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send(welcomeFrame(), { type: "live" });
  peer.stuck = true;
  const ping = '{"type":"ping","n":1}\n';
  // the answer to each is as long
  const enough = "\n" + ping.repeat(Math.ceil(MAX_SEND_QUEUE_BYTES / ping.length) + 1);
  peer.send(enough);
  assertEquals((await ending).reason, { code: "silent" });
});
