import { assertEquals, assertRejects } from "@std/assert";
import { MAX_SERVER_BANS } from "../../../server/limits.ts";
import { StorageError } from "../../../server/storage/backbone.ts";
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
  await assertRejects(() => full.add({ nick: "one more" }), RangeError);
  await full.add({ nick: "Eve" });
  assertEquals(full.list.length, MAX_SERVER_BANS);
});

Deno.test("Bans that cannot be read keep the server from starting: nobody comes in by that", async () => {
  await using t = await folder();
  for (const text of ["", "{}", "[1]", "[{}]", '[{"nick":7}]', '[{"nick":"a","until":"soon"}]']) {
    await Deno.writeTextFile(t.file, text);
    await assertRejects(() => t.load(), StorageError, "Cannot read the bans", text);
  }
});
