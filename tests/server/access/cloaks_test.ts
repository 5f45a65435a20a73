import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { Cloaks } from "../../../server/access/cloaks.ts";
import { StorageError } from "../../../server/storage/backbone.ts";

const cloaks = new Cloaks("key");

Deno.test("Cloaks are the same for one owner of an address, whatever the nickname", () => {
  for (
    const [one, same] of [
      ["192.0.2.1", "192.0.2.1"],
      ["192.0.2.1", "::ffff:192.0.2.1"],
      ["2001:db8::1", "2001:db8:0:0:ffff::2"],
      ["fe80::1%eth0", "fe80::2%eth1"],
    ] as const
  ) assertEquals(cloaks.of(one, "ann"), cloaks.of(same, "bob"), `${one} ${same}`);
});

Deno.test("Cloaks tell owners apart, people on this machine by nickname, and servers by their keys", () => {
  const all = [
    cloaks.of("192.0.2.1", "ann"),
    cloaks.of("192.0.2.2", "ann"),
    cloaks.of("2001:db8::1", "ann"),
    cloaks.of("2001:db8:0:1::1", "ann"),
    cloaks.of("127.0.0.1", "ann"),
    cloaks.of("127.0.0.1", "bob"),
    new Cloaks("another").of("192.0.2.1", "ann"),
  ];
  assertEquals(new Set(all).size, all.length);
  for (const cloak of all) assertMatch(cloak, /^hidden-[0-9a-f]{10}$/);
  for (const address of ["127.0.0.1", "127.9.9.9", "::1"]) {
    assertEquals(cloaks.of(address, "Bob"), cloaks.ofNick("bob"), "the same person comes back");
  }
  assertNotEquals(cloaks.ofNick("192.0.2.1"), cloaks.of("192.0.2.1", "ann"));
});

Deno.test("Cloaks.load makes a key once, for its owner alone, and keeps it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-cloaks-" });
  const path = `${folder}/cloak-key`;
  const first = (await Cloaks.load(path)).ofNick("ann");
  assertEquals((await Cloaks.load(path)).ofNick("ann"), first);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  await Deno.remove(path);
  assertNotEquals((await Cloaks.load(path)).ofNick("ann"), first);
  await Deno.writeFile(path, new Uint8Array([0xff, 0xfe]));
  await assertRejects(() => Cloaks.load(path), StorageError);
  assertEquals((await Deno.readFile(path)).length, 2, "what cannot be read stays as it is");
  await Deno.remove(folder, { recursive: true });
});
