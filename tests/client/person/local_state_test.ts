import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { LinkEvent } from "../../../client/link/events.ts";
import { RecalledSession } from "../../../client/link/recalled_session.ts";
import { DeferredWarnings } from "../../../client/person/deferred_warnings.ts";
import { LocalState } from "../../../client/person/local_state.ts";
import { msgFrame } from "../../support/fake_server.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

const CACHE = "/home/ann/.cache/chat/host_7.txt";
const UNSENT = "/home/ann/.local/state/chat/host_7.unsent.json";

function setUp(files = new MemoryFiles()) {
  const printed: string[] = [];
  const session = new RecalledSession({ nick: "ann", room: "lobby", prefix: "p" });
  const open = (home?: string, cachePath?: string) =>
    LocalState.open(
      {
        system: {
          os: "linux",
          env: (name) => name === "HOME" ? home : undefined,
          files,
          clock: new VirtualClock(),
        },
        session,
        phrases: phrasesOf("en"),
        host: "host",
        port: 7,
      },
      cachePath,
      new DeferredWarnings((text) => printed.push(text), phrasesOf("en").reasons),
    );
  return { files, session, printed, open };
}

const CAUGHT_UP: LinkEvent = {
  type: "caught_up",
  room: "lobby",
  back: false,
  missed: 0,
  skipped: 0,
};

/** What is reported of the recovered messages when these events come. */
function reported(state: LocalState, events: readonly LinkEvent[]): string[] {
  const all: LinkEvent[] = [];
  const emit = state.reporting((event) => all.push(event));
  events.forEach(emit);
  return all.flatMap((event) => event.type === "unsent_found" ? event.items : [])
    .map(({ cid }) => cid);
}

Deno.test("LocalState keeps messages and unsent text in the folders of the system", async () => {
  const first = setUp();
  {
    await using state = await first.open("/home/ann");
    state.watch({ type: "message", room: "lobby", message: msgFrame(1), own: false });
    first.session.outbox.add({ kind: "say", text: "unsent" });
  }
  assertStringIncludes(first.files.texts.get(CACHE) ?? "", "bob: text 1");
  assertStringIncludes(first.files.texts.get(UNSENT) ?? "", "unsent");
  const second = setUp(first.files);
  await using state = await second.open("/home/ann");
  assertEquals(state.cached.length, 1);
  assertEquals(state.recovered.items.map(({ command }) => command), [
    { kind: "say", text: "unsent" },
  ]);
  assertEquals(second.printed, []);
});

Deno.test("LocalState keeps what was typed, unless the user wants no messages kept", async () => {
  const { files, open } = setUp();
  {
    await using none = await open("/home/ann", "none");
    assertEquals(none.typed, undefined);
    await using state = await open("/home/ann");
    state.typed?.add("lobby", "hello");
  }
  await using state = await setUp(files).open("/home/ann");
  assertEquals(state.typed?.of("lobby"), ["hello"]);
  assert(files.texts.has("/home/ann/.local/state/chat/host_7.typed.json"));
});

Deno.test("LocalState reports once which unsent messages the server does not have", async () => {
  const { files, open } = setUp();
  const items = ["a", "b"].map((cid) => ({
    cid,
    wish: { kind: "say", text: cid },
    nicks: ["ann"],
    room: "lobby",
  }));
  files.texts.set(UNSENT, JSON.stringify({ v: 1, nick: "ann", room: "lobby", items }));
  await using state = await open("/home/ann");
  const stored = msgFrame(1, { nick: "ann", cid: "a" });
  const events: LinkEvent[] = [
    { type: "message", room: "lobby", message: stored, own: false },
    CAUGHT_UP,
  ];
  assertEquals(reported(state, [...events, CAUGHT_UP]), ["b"]);
});

Deno.test("LocalState keeps nothing where the system has no folder, but for a cache that is named", async () => {
  const { files, session, open, printed } = setUp();
  {
    await using state = await open(undefined, "/elsewhere/cache");
    state.watch({ type: "message", room: "lobby", message: msgFrame(1), own: false });
    session.outbox.add({ kind: "say", text: "unsent" });
  }
  assertEquals([...files.texts.keys()], ["/elsewhere/cache"]);
  assertEquals(printed, []);
});

Deno.test("LocalState warns of files that cannot be used, and goes on without them", async () => {
  const { files, printed, open } = setUp();
  files.error = new Error("disk on fire");
  await using state = await open("/home/ann");
  assertEquals([state.cached, state.recovered.items], [[], []]);
  assertEquals(printed.length, 4);
  assert(printed.every((text) => text.includes("disk on fire")), printed.join());
});

Deno.test("LocalState tells the next client of the same nickname where this one was", async () => {
  const first = setUp();
  {
    await using _state = await first.open("/home/ann");
    first.session.markUpTo("dev", 7, "2026-11-22T21:00:00.000Z");
    first.session.markLog("dev", "a");
  }
  const second = setUp(first.files);
  await using _state = await second.open("/home/ann");
  second.session.willSignIn();
  assertEquals(second.session.placeOf("dev"), {
    room: "dev",
    since: 7,
    since_ts: "2026-11-22T21:00:00.000Z",
    log: "a",
  });
});

Deno.test("LocalState keeps whom the user does not want to see", async () => {
  const first = setUp();
  {
    await using state = await first.open("/home/ann");
    first.session.markUpTo("lobby", 1);
    state.ignored.toggle("Eve");
    state.quiet.toggle("dev");
  }
  await using state = await setUp(first.files).open("/home/ann");
  assert(state.ignored.has("eve"));
  assert(state.quiet.has("dev"));
});
