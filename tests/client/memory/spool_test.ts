import { assert, assertEquals } from "@std/assert";
import { SYSTEM_FILES } from "../../../client/memory/files.ts";
import { Spool, type SpoolOptions } from "../../../client/memory/spool.ts";
import {
  readSpoolState,
  spoolStateOf,
  writeSpoolState,
} from "../../../client/memory/spool_state.ts";
import { Session } from "../../../client/link/session.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

/** A folder of its own, with spools in it. */
async function setUp() {
  const folder = await Deno.makeTempDir();
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const options: SpoolOptions = {
    path: (number) => `${folder}/state/${number}.json`,
    files: SYSTEM_FILES,
    clock,
    failed: (error) => failures.push(error),
  };
  return {
    folder,
    clock,
    failures,
    options,
    open: async () => {
      const spool = await Spool.open(options);
      assert(spool !== undefined);
      return spool;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function sessionWith(...texts: string[]): Session {
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  session.resume = "secret";
  session.see("lobby", 7);
  for (const text of texts) session.outbox.add({ kind: "say", text });
  return session;
}

Deno.test("Spool keeps what a client could not send for the next one", async () => {
  await using t = await setUp();
  const session = sessionWith("one\ntwo");
  session.outbox.sent("p-1", "ann");
  session.outbox.add({ kind: "room", room: "den" });
  session.outbox.add({ kind: "dm", to: "bob", text: "psst" });
  const spool = await t.open();
  assertEquals(await spool.load(), undefined);
  spool.keep(() => spoolStateOf(session, undefined, []));
  spool.changed();
  await spool.close();
  const again = await t.open();
  assertEquals(await again.load(), {
    nick: "ann",
    resume: "secret",
    room: "lobby",
    since: 7,
    items: [
      { cid: "p-1", wish: { kind: "say", text: "one\ntwo" }, nicks: ["ann"], room: "lobby" },
      { cid: "p-3", wish: { kind: "dm", to: "bob", text: "psst" }, nicks: [], room: "den" },
    ],
  });
  again.keep(() => undefined);
  await again.close();
  assertEquals(await SYSTEM_FILES.read(t.options.path(1), 100), undefined);
  assertEquals(t.clock.pending, 0);
});

Deno.test("Spool writes down only what stays unsent for a while, for the user's eyes alone", async () => {
  await using t = await setUp();
  const session = sessionWith();
  const spool = await t.open();
  spool.keep(() => spoolStateOf(session, undefined, []));
  session.outbox.changed = () => spool.changed();
  session.outbox.add({ kind: "say", text: "quick" });
  session.outbox.take("p-1");
  await t.clock.advance(200);
  session.outbox.add({ kind: "say", text: "stays" });
  await t.clock.advance(199);
  assertEquals(await SYSTEM_FILES.read(t.options.path(1), 1000), undefined);
  await t.clock.advance(1);
  await spool.close();
  const { mode } = await Deno.stat(t.options.path(1));
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o777, 0o600);
});

Deno.test("Spool is one for each running client", async () => {
  await using t = await setUp();
  const first = await t.open();
  const second = await t.open();
  for (const [spool, text] of [[first, "one"], [second, "two"]] as const) {
    const session = sessionWith(text);
    spool.keep(() => spoolStateOf(session, undefined, []));
    spool.changed();
  }
  await first.close();
  await second.close();
  const third = await t.open();
  assertEquals((await third.load())?.items.map(({ wish }) => wish), [{ kind: "say", text: "one" }]);
  third.keep(() => undefined);
  await third.close();
});

Deno.test("Spool never stops the chat", async () => {
  await using t = await setUp();
  await Deno.writeTextFile(`${t.folder}/state`, "a file where a folder should be");
  assertEquals(await Spool.open(t.options), undefined);
  assertEquals(t.failures.length, 1);
  await settled();
});

Deno.test("readSpoolState understands what was written, and nothing else", () => {
  const state = spoolStateOf(sessionWith("x"), undefined, []);
  assert(state !== undefined);
  assertEquals(readSpoolState(writeSpoolState(state)), state);
  for (const text of ["", "{", "null", "[]", '{"v":2}', '{"v":1,"nick":1,"room":"a","items":[]}']) {
    assertEquals(readSpoolState(text), undefined);
  }
  const damaged = JSON.stringify({
    v: 1,
    nick: "ann",
    room: "lobby",
    since: -0.5,
    resume: 7,
    items: [null, { cid: 1 }, { cid: "c", room: "r", nicks: [1, "a"], wish: { kind: "nick" } }, {
      cid: "c",
      room: "r",
      nicks: [1, "a"],
      wish: { kind: "say", text: "t", extra: 1 },
    }],
  });
  assertEquals(readSpoolState(damaged), {
    nick: "ann",
    room: "lobby",
    resume: undefined,
    since: undefined,
    items: [{ cid: "c", room: "r", nicks: ["a"], wish: { kind: "say", text: "t" } }],
  });
});

Deno.test("spoolStateOf holds on to an earlier session until this one has taken its place", () => {
  const left = { nick: "ann", resume: "old", room: "lobby", since: 3 };
  const item = { cid: "o-1", wish: { kind: "say", text: "x" }, nicks: [], room: "lobby" } as const;
  const other = new Session({ nick: "bob", room: "lobby", prefix: "p" });
  assertEquals(spoolStateOf(other, left, [item]), { ...left, items: [item] });
  const same = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  assertEquals(spoolStateOf(same, left, [item]), { ...left, items: [item] });
  same.resume = "new";
  same.see("lobby", 9);
  const taken = { nick: "ann", resume: "new", room: "lobby", since: 9 };
  assertEquals(spoolStateOf(same, left, [item]), { ...taken, items: [item] });
  assertEquals(spoolStateOf(same, left, []), undefined);
});
