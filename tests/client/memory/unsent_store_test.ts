import { assert, assertEquals } from "@std/assert";
import { MAX_UNSENT_FILES } from "../../../client/limits.ts";
import { SYSTEM_FILES } from "../../../client/memory/files.ts";
import { UnsentStore, type UnsentStoreOptions } from "../../../client/memory/unsent_store.ts";
import { unsentStateOf } from "../../../client/memory/unsent_state.ts";
import { Session } from "../../../client/link/session.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

/** A folder of its own, with stores in it. */
async function setUp() {
  const folder = await Deno.makeTempDir();
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const options: UnsentStoreOptions = {
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
      const store = await UnsentStore.open(options);
      assert(store !== undefined);
      return store;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function sessionWith(...texts: string[]): Session {
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  session.resume = "secret";
  session.markUpTo("lobby", 7);
  for (const text of texts) session.outbox.add({ kind: "say", text });
  return session;
}

Deno.test("UnsentStore keeps what a client could not send for the next one", async () => {
  await using t = await setUp();
  const session = sessionWith("one\ntwo");
  session.outbox.markSent("p-1", "ann");
  session.outbox.add({ kind: "room", room: "den" });
  session.outbox.add({ kind: "dm", to: "bob", text: "psst" });
  const store = await t.open();
  assertEquals(await store.load(), undefined);
  store.track(() => unsentStateOf(session, undefined, []));
  store.changed();
  await store.close();
  const again = await t.open();
  assertEquals(await again.load(), {
    nick: "ann",
    resume: "secret",
    room: "lobby",
    since: 7,
    items: [
      { cid: "p-1", command: { kind: "say", text: "one\ntwo" }, nicks: ["ann"], room: "lobby" },
      { cid: "p-3", command: { kind: "dm", to: "bob", text: "psst" }, nicks: [], room: "den" },
    ],
  });
  again.track(() => undefined);
  await again.close();
  assertEquals(await SYSTEM_FILES.read(t.options.path(1), 100), undefined);
  assertEquals(t.clock.pending, 0);
});

Deno.test("UnsentStore writes down only what stays unsent for a while, for the user's eyes alone", async () => {
  await using t = await setUp();
  const session = sessionWith();
  const store = await t.open();
  store.track(() => unsentStateOf(session, undefined, []));
  session.outbox.changed = () => store.changed();
  session.outbox.add({ kind: "say", text: "quick" });
  session.outbox.remove("p-1");
  await t.clock.advance(200);
  session.outbox.add({ kind: "say", text: "stays" });
  await t.clock.advance(199);
  assertEquals(await SYSTEM_FILES.read(t.options.path(1), 1000), undefined);
  await t.clock.advance(1);
  await store.close();
  const { mode } = await Deno.stat(t.options.path(1));
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o777, 0o600);
});

Deno.test("UnsentStore is one for each running client", async () => {
  await using t = await setUp();
  const first = await t.open();
  const second = await t.open();
  for (const [store, text] of [[first, "one"], [second, "two"]] as const) {
    const session = sessionWith(text);
    store.track(() => unsentStateOf(session, undefined, []));
    store.changed();
  }
  await first.close();
  await second.close();
  const third = await t.open();
  assertEquals((await third.load())?.items.map(({ command }) => command), [{
    kind: "say",
    text: "one",
  }]);
  third.track(() => undefined);
  await third.close();
});

Deno.test("UnsentStore has MAX_UNSENT_FILES files, and no more", async () => {
  await using t = await setUp();
  const stores: UnsentStore[] = [];
  for (let i = 0; i < MAX_UNSENT_FILES; i++) stores.push(await t.open());
  assertEquals(await UnsentStore.open(t.options), undefined);
  for (const store of stores) await store.close();
  assertEquals(t.failures, []);
});

Deno.test("UnsentStore never stops the chat", async () => {
  await using t = await setUp();
  await Deno.writeTextFile(`${t.folder}/state`, "a file where a folder should be");
  assertEquals(await UnsentStore.open(t.options), undefined);
  assertEquals(t.failures.length, 1);
  await settled();
});
