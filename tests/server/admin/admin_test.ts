import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Admin } from "../../../server/admin/admin.ts";
import { Bans } from "../../../server/access/bans.ts";
import type { ServerBan } from "../../../server/storage/server_ban.ts";
import { MAX_REASON_BYTES, MAX_SERVER_BANS } from "../../../server/limits.ts";
import { Hub } from "../../../server/chat/hub.ts";
import { banRefusal } from "../../../server/chat/ban_refusal.ts";
import { Refused } from "../../../server/chat/member.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { FakeMember } from "../fakes/member.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

const ENGLISH = phrasesOf("en");
const { admin: say } = ENGLISH;

/** Where connections come from. */
const ADDRESSES = ["127.0.0.1", "192.0.2.9", "10.1.2.3", "2001:db8::9", "2001:db8:1::9"];

/** A member who comes from an address. */
class Guest extends FakeMember {
  readonly address: string | undefined;

  constructor(address?: string) {
    super();
    this.address = address;
  }
}

async function setUp(banned: readonly ServerBan[] = []) {
  const folder = await Deno.makeTempDir({ prefix: "chat-admin-" });
  const path = `${folder}/bans.json`;
  const clock = new VirtualClock(Date.UTC(2026, 10, 23));
  await Deno.writeTextFile(path, JSON.stringify(banned));
  const bans = await Bans.load(path, clock);
  const hub = new Hub({
    backbone: new MemoryBackbone(),
    phrases: ENGLISH.server,
    banOf: (nick) => bans.ofNick(nick),
    clock,
    warn: () => {},
  });
  const printed: string[] = [];
  const dismissed: string[] = [];
  let quits = 0;
  const admin = new Admin({
    hub,
    bans,
    phrases: ENGLISH,
    clock,
    dismiss: (isBanned, terms) => {
      const those = ADDRESSES.filter(isBanned).join(" ");
      dismissed.push(`${those}: ${banRefusal(terms, ENGLISH.server).message}`);
    },
    quit: () => quits++,
  });
  return {
    ...{ hub, bans, clock, path, dismissed },
    quits: () => quits,
    /** Types a line; what was printed then. */
    type: async (line: string) => {
      printed.length = 0;
      await admin.line(line, (text) => printed.push(text));
      return [...printed];
    },
    enter: async (nick: string, address?: string, room = "lobby") => {
      const guest = new Guest(address);
      const entered = await hub.enter(guest, nick, room, { count: 0 });
      entered?.slot.fill("");
      return guest;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("Admin shows who is here, from where, in which rooms, and not itself", async () => {
  await using t = await setUp();
  assertEquals(await t.type("/who"), ["Nobody is here"]);
  await t.enter("ann", "192.0.2.1");
  await t.enter("bob lee", undefined, "games");
  assertEquals(await t.type(" /who "), ["ann  192.0.2.1  #lobby", "bob lee  ?  #games"]);
});

Deno.test("Admin sends someone away by any spelling of the nickname", async () => {
  await using t = await setUp();
  const ann = await t.enter("Ann Lee", "192.0.2.1");
  assertEquals(await t.type("/kick ann lee"), ["Ann Lee was disconnected"]);
  assertEquals(ann.told.expelled, [[undefined, "server", ""]]);
  assertEquals(await t.type("/kick nobody"), ['Nobody here is called "nobody"']);
  assertEquals(await t.type("/kick server"), ['Nobody here is called "server"']);
});

Deno.test("Admin bans a nickname and where it comes from, and takes that back", async () => {
  await using t = await setUp();
  const eve = await t.enter("eve", "192.0.2.9");
  assertEquals(await t.type("/ban eve"), ["eve, 192.0.2.9: banned"]);
  assertEquals(eve.told.expelled.length, 1);
  assertEquals(t.dismissed, ["192.0.2.9: You are banned from this server"]);
  t.hub.leave(eve);
  for (const alike of ["eve", "EVE", "еvе"]) {
    const error = assertThrows(() => t.hub.rename(new Guest(), alike), Refused);
    assertEquals(error.code, "banned");
  }
  assertEquals(t.bans.ofAddress("192.0.2.9")?.nick, "eve");
  assertEquals(await t.type("/bans"), ["eve, 192.0.2.9: banned"]);
  assertEquals(await t.type("/unban Eve"), ["eve, 192.0.2.9: no longer banned"]);
  assertEquals(t.bans.ofAddress("192.0.2.9"), undefined);
  assertEquals(await t.type("/unban eve"), ["eve is not banned"]);
  assertEquals(await t.type("/bans"), ["Nobody is banned"]);
});

Deno.test("Admin bans for a time", async () => {
  await using t = await setUp();
  const [said] = await t.type("/ban 192.0.2.7 for 2h");
  assertEquals(said, "192.0.2.7: banned until 2026-11-23T02:00:00.000Z");
  await t.clock.advance(2 * 3_600_000 - 1);
  assertEquals(t.bans.ofAddress("192.0.2.7")?.address, "192.0.2.7");
  await t.clock.advance(1);
  assertEquals(t.bans.ofAddress("192.0.2.7"), undefined);
  assertEquals(await t.type("/bans"), ["Nobody is banned"]);
  for (const time of ["0h", "2", "h", "2y", "123456d"]) {
    const [refusal] = await t.type(`/ban eve for ${time}`);
    assertStringIncludes(refusal!, `Cannot ban for "${time}"`);
  }
});

Deno.test("Admin bans all of an IPv6 network, a nickname nobody has, and never this machine", async () => {
  await using t = await setUp();
  await t.type("/ban 2001:db8::5");
  assertEquals(t.bans.ofAddress("2001:db8::ffff:1")?.address, "2001:db8::/64");
  assertEquals(t.bans.ofAddress("2001:db8:1::5"), undefined);
  assertEquals(await t.type("/unban 2001:db8::7"), ["2001:db8::/64: no longer banned"]);
  assertEquals(await t.type("/ban mallory"), ["mallory: banned", say.absent("mallory")]);
  await t.enter("pat", "127.0.0.1");
  assertEquals(await t.type("/ban pat"), ["pat: banned", say.ownAddress]);
  assertEquals(t.bans.ofAddress("127.0.0.1"), undefined);
  for (const own of ["127.0.0.1", "127.0.0.0/8", "127.8.9.10", "::1", "[::ffff:127.0.0.1]"]) {
    assertEquals(await t.type(`/ban ${own} for 2h flood`), [say.ownMachine(own)], own);
    assertEquals(t.bans.ofAddress("127.0.0.1"), undefined, own);
    assertEquals(t.bans.ofAddress("::1"), undefined, own);
  }
  assertEquals(await t.type("/ban server"), ['Nobody here is called "server"']);
});

Deno.test("Admin gives the reason to those who are sent away or kept out", async () => {
  await using t = await setUp();
  const noc = await t.enter("noc");
  const two = await t.enter("ann marie");
  const ann = await t.enter("ann");
  await t.type("/kick noc being rude");
  assertEquals(noc.told.expelled, [[undefined, "server", "being rude"]]);
  await t.type("/kick ann marie too loud");
  assertEquals(two.told.expelled, [[undefined, "server", "too loud"]]);
  assertEquals(ann.told.expelled, []);
  const eve = await t.enter("eve", "192.0.2.9");
  const until = "2026-11-23T02:00:00.000Z";
  const wanted = [`eve, 192.0.2.9: banned until ${until} (spam)`];
  assertEquals(await t.type("/ban eve for 2h spam"), wanted);
  assertEquals(eve.told.expelled, [[undefined, "server", "spam"]]);
  assertEquals(t.dismissed, [`192.0.2.9: You are banned from this server until ${until}: spam`]);
  assertEquals(await t.type("/bans"), wanted);
  assertEquals(JSON.parse(await Deno.readTextFile(t.path)), [
    { nick: "eve", address: "192.0.2.9", reason: "spam", until },
  ]);
  const long = "x".repeat(MAX_REASON_BYTES + 1);
  for (const command of ["kick", "ban"]) {
    assertEquals(await t.type(`/${command} ann ${long}`), [say.reasonTooLong(MAX_REASON_BYTES)]);
  }
  await t.type(`/kick ann ${long.slice(1)}`);
  assertEquals(ann.told.expelled.length, 1);
});

Deno.test("Admin bans a range of addresses, and never this machine with it", async () => {
  await using t = await setUp();
  assertEquals(await t.type("/ban 10.9.9.9/8 for 1d scanners"), [
    "10.0.0.0/8: banned until 2026-11-24T00:00:00.000Z (scanners)",
  ]);
  assertEquals(await t.type("/ban 2001:db8::/32"), ["2001:db8::/32: banned"]);
  assertEquals(t.dismissed.map((line) => line.split(": ", 1)[0]), [
    "10.1.2.3",
    "2001:db8::9 2001:db8:1::9",
  ]);
  assertEquals(t.bans.ofAddress("10.255.0.1")?.reason, "scanners");
  assertEquals(await t.type("/unban 10.1.2.3"), [say.bannedWithin("10.1.2.3", "10.0.0.0/8")]);
  assertEquals(await t.type("/unban 10.0.0.0/8"), ["10.0.0.0/8: no longer banned"]);
  await t.type("/ban 0.0.0.0/0");
  assertEquals(t.bans.ofAddress("192.0.2.9")?.address, "0.0.0.0/0");
  assertEquals(t.bans.ofAddress("127.0.0.1"), undefined);
});

Deno.test("Admin takes an address in any spelling, and back in any other", async () => {
  await using t = await setUp();
  for (const text of ["2001:db8::5", "[2001:DB8::7]", "2001:db8::/64", "2001:db8:0:0::/64"]) {
    assertEquals(await t.type(`/ban ${text}`), ["2001:db8::/64: banned"]);
    assertEquals(t.bans.list.length, 1);
    assertEquals(await t.type("/unban [2001:db8::1]"), ["2001:db8::/64: no longer banned"]);
  }
  assertEquals(await t.type("/ban fe80::1%eth0"), ["fe80::/64: banned"]);
  assertEquals(await t.type("/unban fe80::1%eth0"), ["fe80::/64: no longer banned"]);
  assertEquals(await t.type("/ban ::ffff:192.0.2.1"), ["192.0.2.1: banned"]);
});

Deno.test("Admin says nothing that came in another encoding than UTF-8", async () => {
  await using t = await setUp();
  await t.enter("ann");
  assertEquals(await t.type("/say \ufffd\ufffd"), [ENGLISH.server.notUtf8]);
  assertEquals(t.hub.room("lobby")!.last, 0, "nobody was told");
});

Deno.test("Admin refuses to ban what can be neither a nickname nor an address", async () => {
  await using t = await setUp();
  const neither = [
    ...["300.1.1.1", "10.0.0.*", "10.0.0.0/33", "10.0.0", "192.0.2.7:6667", "[2001:db8::1]:80"],
    ...["2001:db8::/129", "1:2:3:4:5:6:7:8:9"],
  ];
  for (const text of neither) {
    assertEquals(await t.type(`/ban ${text}`), [say.neither(text)], text);
  }
  assertEquals((await t.type(`/ban ${"x".repeat(100)}`)).length, 1);
  assertEquals(t.bans.list, []);
});

Deno.test("Admin bans who has such a nickname, though it looks like an address", async () => {
  await using t = await setUp();
  await t.enter("300.1.1.1", "192.0.2.9");
  assertEquals(await t.type("/ban 300.1.1.1"), ["300.1.1.1, 192.0.2.9: banned"]);
});

Deno.test("Admin bans a nickname of several words that nobody has, where it stands in quotes", async () => {
  await using t = await setUp();
  assertEquals(await t.type('/ban "ann lee" for 1h rude'), [
    "ann lee: banned until 2026-11-23T01:00:00.000Z (rude)",
    say.absent("ann lee"),
  ]);
  assertEquals(await t.type('/ban "ann lee"'), ["ann lee: banned", say.absent("ann lee")]);
  assertEquals(await t.type("/unban ann lee"), ["ann lee: no longer banned"]);
});

Deno.test("Admin says something in every room, under a nickname that nobody else can have", async () => {
  await using t = await setUp();
  const ann = await t.enter("ann");
  const bob = await t.enter("bob", undefined, "games");
  assertEquals(await t.type("/say back in   five\x1b[31m"), []);
  await settled();
  for (const guest of [ann, bob]) assertEquals(guest.lines.at(-1), "#1 server: back in   five");
  assertThrows(() => t.hub.rename(ann, "Server"), Refused);
  assertThrows(() => t.hub.rename(ann, "ѕеrvеr"), Refused);
  t.hub.direct(ann, "server", "help!", "");
  assertEquals(await t.type(""), []);
});

Deno.test("Admin tells what it does not understand, and goes on", async () => {
  await using t = await setUp();
  assertEquals(await t.type("hello"), [say.beginWithSlash]);
  assertEquals(await t.type("/nope"), [say.noSuchCommand("nope")]);
  assertEquals(await t.type("/constructor"), [say.noSuchCommand("constructor")]);
  assertEquals(await t.type("/kick"), ["Usage: /kick NICK [REASON]"]);
  assertEquals(await t.type("/who me"), ["Usage: /who"]);
  assertEquals((await t.type("/help")).length, Object.keys(say.commands).length);
  assertEquals((await t.type(`/say ${"x".repeat(10_000)}`)).length, 1);
  assertEquals(t.quits(), 0);
  await t.type("/quit");
  assertEquals(t.quits(), 1);
});

Deno.test("Admin tells that a ban is not written down", async () => {
  await using t = await setUp();
  await Deno.remove(t.path);
  await Deno.mkdir(t.path);
  const printed = await t.type("/ban mallory");
  assertEquals(printed[0], "mallory: banned");
  assertStringIncludes(printed.at(-1)!, "cannot be saved");
  assertEquals(t.bans.ofNick("mallory")?.nick, "mallory");
});

Deno.test("Admin refuses a ban too many, and says that it does not hold", async () => {
  await using t = await setUp(
    Array.from({ length: MAX_SERVER_BANS }, (_, i) => ({ nick: `n${i}` })),
  );
  assertEquals(await t.type("/ban mallory"), ["Cannot keep more than 1000 bans"]);
  assertEquals(t.bans.ofNick("mallory"), undefined);
});
