import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MAX_UNSENT_FILES } from "../../../client/limits.ts";
import { UnsentStore, type UnsentStoreOptions } from "../../../client/memory/unsent_store.ts";
import { unsentStateOf, writeUnsentState } from "../../../client/memory/unsent_state.ts";
import { Session } from "../../../client/link/session.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function setUp() {
  const files = new MemoryFiles();
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const setAside: string[] = [];
  const options: UnsentStoreOptions = {
    path: (number) => `/state/${number}.json`,
    files,
    clock,
    failed: (error) => failures.push(error),
    setAside: (path) => setAside.push(path),
  };
  const open = async () => {
    const store = await UnsentStore.open(options);
    assert(store !== undefined);
    return store;
  };
  return { files, clock, failures, setAside, options, open };
}

function sessionWith(...texts: string[]): Session {
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  session.resume = "secret";
  session.markUpTo("lobby", 7);
  for (const text of texts) session.outbox.add({ kind: "say", text });
  return session;
}

Deno.test("UnsentStore keeps what a client could not send for the next one", async () => {
  const t = setUp();
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
  assertEquals(t.files.texts.get("/state/1.json"), undefined);
  assertEquals(t.clock.pending, 0);
});

Deno.test("UnsentStore writes down only what stays unsent for a while", async () => {
  const t = setUp();
  const session = sessionWith();
  const store = await t.open();
  store.track(() => unsentStateOf(session, undefined, []));
  session.outbox.changed = () => store.changed();
  session.outbox.add({ kind: "say", text: "quick" });
  session.outbox.remove("p-1");
  await t.clock.advance(200);
  session.outbox.add({ kind: "say", text: "stays" });
  await t.clock.advance(199);
  assertEquals(t.files.texts.get("/state/1.json"), undefined);
  await t.clock.advance(1);
  await store.close();
  assertStringIncludes(t.files.texts.get("/state/1.json") ?? "", "stays");
  assertEquals(t.files.writes, 1);
});

Deno.test("UnsentStore is one for each running client", async () => {
  const t = setUp();
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
  assertEquals((await third.load())?.items.map(({ command }) => command), [
    { kind: "say", text: "one" },
    { kind: "say", text: "two" },
  ]);
  third.track(() => undefined);
  await third.close();
});

Deno.test("UnsentStore has MAX_UNSENT_FILES files, and no more", async () => {
  const t = setUp();
  const stores: UnsentStore[] = [];
  for (let i = 0; i < MAX_UNSENT_FILES; i++) stores.push(await t.open());
  assertEquals(await UnsentStore.open(t.options), undefined);
  for (const store of stores) await store.close();
  assertEquals(t.failures, []);
});

Deno.test("UnsentStore never stops the chat: a failure is told once", async () => {
  const t = setUp();
  const store = await t.open();
  t.files.error = new Error("no");
  assertEquals(await store.load(), undefined);
  store.track(() => unsentStateOf(sessionWith("x"), undefined, []));
  await store.close();
  assertEquals(t.failures.length, 1);
  assertEquals(await UnsentStore.open(t.options), undefined);
  assertEquals(t.failures.length, 2);
});

const item = (cid: string, text: string) => ({
  cid,
  command: { kind: "say" as const, text },
  nicks: [],
  room: "lobby",
});
const stateOf = (nick: string, ...items: ReturnType<typeof item>[]) =>
  writeUnsentState({ nick, room: "lobby", resume: undefined, since: 3, items });

Deno.test("UnsentStore takes what every client has left that does not run any more", async () => {
  const t = setUp();
  t.files.texts.set("/state/2.json", stateOf("bob", item("b-1", "two")));
  t.files.texts.set("/state/3.json", stateOf("carol", item("c-1", "three")));
  t.files.texts.set(`/state/${MAX_UNSENT_FILES}.json`, stateOf("dan", item("d-1", "last")));
  const running = await t.files.lock("/state/3.json.lock");
  const store = await t.open();
  const state = await store.load();
  assertEquals(state?.items.map(({ cid }) => cid), ["b-1", "d-1"]);
  assertEquals([...t.files.texts.keys()].sort(), ["/state/1.json", "/state/3.json"]);
  store.track(() => state);
  await store.close();
  running?.();
  const next = await t.open();
  assertEquals((await next.load())?.items.map(({ cid }) => cid), ["b-1", "d-1", "c-1"]);
  await next.close();
});

Deno.test("UnsentStore keeps a file that it cannot read as a whole under another name, and says so once", async () => {
  const whole = stateOf("ann", item("a-1", "kept"), item("a-2", "precious"));
  const files: [text: string, readable: string[]][] = [
    [whole.slice(0, -40), []],
    ['{"v":2,"nick":"ann","messages":[{"text":"precious"}]}', []],
    [whole.replace('"say",\n    "text": "precious"', '"poll",\n    "text": "precious"'), ["a-1"]],
  ];
  for (const [text, readable] of files) {
    const t = setUp();
    t.files.texts.set("/state/1.json", text);
    const store = await t.open();
    const state = await store.load();
    assertEquals(state?.items.map(({ cid }) => cid) ?? [], readable);
    store.track(() => state);
    await store.close();
    assertEquals(t.setAside.length, 1, text);
    assertEquals(t.files.texts.get(t.setAside[0]!), text);
    assertEquals(t.files.texts.has("/state/1.json"), readable.length > 0);
    assertEquals(t.failures, []);
  }
});
