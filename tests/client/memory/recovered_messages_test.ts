import { assert, assertEquals } from "@std/assert";
import { Link } from "../../../client/link/link.ts";
import { RecoveredMessages } from "../../../client/memory/recovered_messages.ts";
import { RecalledSession } from "../../../client/link/recalled_session.ts";
import type { UnsentItem, UnsentState } from "../../../client/memory/unsent_state.ts";
import { FakeServer, msgFrame, oldFrames, welcomeFrame } from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

function item(cid: string, text: string, fields: Partial<UnsentItem> = {}): UnsentItem {
  return { cid, command: { kind: "say", text }, nicks: [], room: "lobby", ...fields };
}

/** A client that starts where another one ended. */
function setUp(left: UnsentState, nick = "ann") {
  const server = new FakeServer();
  const session = new RecalledSession({ nick, room: "lobby", prefix: "new" });
  session.restore(left);
  const recovered = new RecoveredMessages(left.items, session);
  const events = new LinkEvents();
  const link = new Link({
    dial: server.dial,
    clock: new VirtualClock(),
    random: () => 0.5,
    session,
    catchUp: { most: 3, newest: 3 },
    emit: (event) => {
      recovered.on(event);
      events.emit(event);
    },
  });
  const done = link.run();
  return {
    server,
    session,
    recovered,
    events,
    link,
    async [Symbol.asyncDispose]() {
      link.leave(0);
      await done;
    },
  };
}

Deno.test("RecoveredMessages goes on with the session before, and finds out what the server has already", async () => {
  const doubtful = item("old-1", "stored?", { nicks: ["ann"] });
  const unsent = item("old-2", "unsent");
  const left = { nick: "ann", resume: "r", room: "lobby", since: 5, items: [doubtful, unsent] };
  await using t = setUp(left);
  const own = msgFrame(6, { nick: "ann", cid: "old-1", text: "stored?", old: true });
  const { peer, hello } = await t.server.welcome({ last: 15 }, [own, ...oldFrames(7, 15)]);
  assertEquals([hello.resume, hello.since], ["r", 5]);
  await t.events.next("caught_up");
  assertEquals(t.events.ids.length, 10, "what may hold the doubtful one is not left out");
  assertEquals(t.recovered.items, [unsent]);
  t.recovered.resend(t.link);
  const wanted = { type: "say", room: "lobby", cid: "old-2", text: "unsent" } as const;
  assertEquals(await peer.next("say"), wanted);
  peer.send(msgFrame(16, { nick: "ann", cid: "old-2" }));
  await t.events.next("acknowledged");
  await settled();
  assertEquals([peer.rest(), t.recovered.items, t.session.outbox.size], [[], [], 0]);
});

Deno.test("RecoveredMessages takes a message of another under the same cid for what it is", async () => {
  const doubtful = item("old-1", "stored?", { nicks: ["ann"] });
  await using t = setUp({ nick: "ann", room: "lobby", since: 0, items: [doubtful] });
  await t.server.welcome({ last: 1 }, [msgFrame(1, { nick: "bob", cid: "old-1", old: true })]);
  await t.events.next("caught_up");
  assertEquals(t.recovered.items, [doubtful]);
});

Deno.test("RecoveredMessages sends each message to its room, and comes back", async () => {
  const items = [item("o-1", "here"), item("o-2", "there", { room: "den" })];
  await using t = setUp({ nick: "ann", room: "lobby", items });
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  t.recovered.resend(t.link);
  const here = await peer.next("say");
  peer.send(msgFrame(1, { nick: "ann", cid: here.cid }));
  assertEquals((await peer.next("join")).room, "den");
  peer.send(welcomeFrame({ room: "den" }), { type: "live" });
  const there = await peer.next("say");
  assertEquals(there.text, "there");
  peer.send(msgFrame(1, { nick: "ann", cid: there.cid }));
  assertEquals((await peer.next("join")).room, "lobby");
});

Deno.test("RecoveredMessages is forgotten when the user says so", async () => {
  await using t = setUp({ nick: "ann", room: "lobby", items: [item("o-1", "x")] });
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  let changes = 0;
  t.session.outbox.changed = () => void changes++;
  t.recovered.discard();
  await settled();
  assertEquals([t.recovered.items, peer.rest(), changes], [[], [], 1]);
});

Deno.test("Session does not go on with the session of another nickname", async () => {
  const left = { nick: "ann", resume: "r", room: "lobby", since: 5, items: [item("o-1", "x")] };
  await using t = setUp(left, "bob");
  const { hello } = await t.server.welcome();
  assert(hello.resume === undefined && hello.since === undefined);
});
