import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { MAX_NICK_BYTES } from "../../../protocol/limits.ts";
import { Failure } from "../../../server/failure.ts";
import {
  MAX_PRIVATE_FILE_BYTES,
  MAX_REASON_BYTES,
  MAX_SERVER_BANS,
} from "../../../server/limits.ts";
import { type StorageCode, StorageError } from "../../../server/storage/backbone.ts";
import type { BanLog, BanWatcher } from "../../../server/storage/cluster.ts";
import type { ServerBan } from "../../../server/storage/server_ban.ts";
import { Bans } from "../../../server/access/bans.ts";

const NOW = Date.UTC(2026, 10, 23);

async function folder() {
  const path = await Deno.makeTempDir({ prefix: "chat-bans-" });
  return {
    file: `${path}/bans.json`,
    load: (now = NOW) => Bans.load(`${path}/bans.json`, { date: () => now }),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("Bans are there again after a restart, for their owner alone to read", async () => {
  await using t = await folder();
  const bans = await t.load();
  await Promise.all([
    bans.add({ nick: "eve", address: "192.0.2.1" }),
    bans.add({ address: "2001:db8::1", until: new Date(NOW + 1).toISOString() }),
  ]);
  const again = await t.load();
  assertEquals(again.list, bans.list);
  assertEquals(again.list.length, 2);
  assertEquals((await t.load(NOW + 1)).list, [{ nick: "eve", address: "192.0.2.1" }]);
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(t.file)).mode! & 0o777, 0o600);
});

Deno.test("Bans keep one of each kind, and no more than their bound", async () => {
  await using t = await folder();
  const bans = await t.load();
  await bans.add({ nick: "eve" });
  await bans.add({ nick: "EVE", until: new Date(NOW + 1).toISOString() });
  assertEquals(bans.list.map(({ nick }) => nick), ["EVE"]);
  const many = Array.from(
    { length: MAX_SERVER_BANS - 1 },
    (_, i) => ({ address: `10.0.${i >> 8}.${i & 255}` }),
  );
  await Deno.writeTextFile(t.file, JSON.stringify([{ nick: "eve" }, ...many]));
  const full = await t.load();
  const error = assertThrows(() => full.add({ nick: "one more" }), Failure);
  assertEquals([error.code, error.data], ["too_many_bans", { limit: MAX_SERVER_BANS }]);
  await full.add({ nick: "Eve" });
  assertEquals(full.list.length, MAX_SERVER_BANS);
});

Deno.test("Bans that cannot be read keep the server from starting: nobody comes in by that", async () => {
  await using t = await folder();
  const cases: [text: string, code: StorageCode, entry?: number][] = [
    ["", "bans_unreadable"],
    ["[", "bans_unreadable"],
    ["[\0]", "bans_unreadable"],
    [`["${"x".repeat(MAX_PRIVATE_FILE_BYTES)}"]`, "bans_unreadable"],
    ["{}", "bans_no_list"],
    ["[1]", "bans_entry", 1],
    ["[{}]", "bans_entry", 1],
    ['[{"nick":"eve"},{"nick":7}]', "bans_entry", 2],
    ['[{"nick":"a","until":"soon"}]', "bans_entry", 1],
  ];
  for (const [text, code, entry] of cases) {
    await Deno.writeTextFile(t.file, text);
    const error = await assertRejects(() => t.load(), StorageError);
    assertEquals(error.code, code);
    const data = entry === undefined ? { path: t.file } : { path: t.file, entry };
    assertEquals(error.data, data);
  }
});

Deno.test("Bans are read from a file that an editor of Windows has written", async () => {
  await using t = await folder();
  await Deno.writeTextFile(t.file, '\ufeff[{"nick":"eve"}]\r\n');
  assertEquals((await t.load()).list, [{ nick: "eve" }]);
});

Deno.test("Bans fit their file, as many and as long as they may be", async () => {
  await using t = await folder();
  const longest = {
    nick: '"'.repeat(MAX_NICK_BYTES),
    address: "2001:0db8:0000:0000:0000:0000:0000:0000/64",
    until: new Date(NOW).toISOString(),
    reason: '"'.repeat(MAX_REASON_BYTES),
  };
  const all = Array(MAX_SERVER_BANS).fill(longest);
  await Deno.writeTextFile(t.file, JSON.stringify(all, undefined, 2));
  assertEquals((await t.load(NOW - 1)).list.length, MAX_SERVER_BANS);
});

/** A log of bans that a test holds in its hand. */
class FakeBanLog implements BanLog {
  list: ServerBan[] = [];
  answer: boolean | Error = true;
  watcher: BanWatcher | undefined;

  add(ban: ServerBan): Promise<boolean> {
    if (this.answer instanceof Error) return Promise.reject(this.answer);
    if (this.answer) this.watcher?.added(ban);
    return Promise.resolve(this.answer);
  }

  remove(bans: readonly ServerBan[]): Promise<void> {
    if (this.answer instanceof Error) return Promise.reject(this.answer);
    for (const ban of bans) this.watcher?.removed(ban);
    return Promise.resolve();
  }

  watch(watcher: BanWatcher): readonly ServerBan[] {
    this.watcher = watcher;
    return this.list;
  }
}

Deno.test("Bans of several servers: those of the others apply here and are told, those made here are not", async () => {
  const log = new FakeBanLog();
  log.list = [{ nick: "old" }];
  const told: ServerBan[] = [];
  const bans = Bans.shared(log, { date: () => NOW }, (ban) => told.push(ban));
  await bans.add({ nick: "eve" });
  log.watcher!.added({ address: "192.0.2.0/24" });
  assertEquals(told, [{ address: "192.0.2.0/24" }]);
  assertEquals(bans.ofAddress("192.0.2.9"), { address: "192.0.2.0/24" });
  log.watcher!.removed({ nick: "OLD" });
  assertEquals(bans.ofNick("old"), undefined);
  assertEquals(await bans.remove("eve"), [{ nick: "eve" }]);
  assertEquals(bans.list, [{ address: "192.0.2.0/24" }]);
});

Deno.test("Bans of several servers: what cannot be shared is said, a ban holds here, a lifted one too", async () => {
  const log = new FakeBanLog();
  const bans = Bans.shared(log, { date: () => NOW }, () => {});
  await bans.add({ nick: "eve" });
  log.answer = new StorageError("unreachable", {});
  const error = await assertRejects(() => bans.add({ nick: "bob" }), StorageError);
  assertEquals(error.code, "ban_not_shared");
  assertEquals((await assertRejects(() => bans.remove("eve"), StorageError)).code, "unreachable");
  assertEquals(bans.list, [{ nick: "eve" }, { nick: "bob" }]);
  log.answer = false;
  const full = await assertRejects(() => bans.add({ nick: "joe" }), Failure);
  assertEquals([full.code, bans.ofNick("joe")], ["too_many_bans", undefined]);
});

Deno.test("Bans of a file go to those that several servers share, once", async () => {
  await using t = await folder();
  await Deno.writeTextFile(t.file, `[{"nick":"eve","until":"${new Date(NOW + 1).toUTCString()}"}]`);
  const log = new FakeBanLog();
  const shared = Bans.shared(log, { date: () => NOW - 1e6 }, () => {});
  const own = await t.load(NOW - 1e6);
  await own.handOver(shared);
  assertEquals(shared.list, [{ nick: "eve", until: new Date(NOW).toISOString() }]);
  assertEquals((await t.load()).list, []);
});
