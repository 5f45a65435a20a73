import { assert, assertEquals } from "@std/assert";
import { MAX_BANS } from "../../../server/limits.ts";
import { Masks } from "../../../server/chat/masks.ts";
import type { Member } from "../../../server/chat/member.ts";

/** Someone of whom the masks look at the name alone. */
function someone(nick: string, where = "chat@hidden"): Member {
  return { nick, where } as Member;
}

function add(masks: Masks, mask: string) {
  return masks.add({ mask, by: "op", at: 0 });
}

Deno.test("Masks are for all names that look alike, and are taken back by any of them", () => {
  const masks = new Masks();
  assertEquals(add(masks, "BAR!*@*"), "done");
  assertEquals(add(masks, "bar!*@*"), "known");
  assert(masks.fit(someone("Bar")));
  assert(masks.fit({ nick: "bar" } as Member), "also who has come through another door");
  assert(!masks.fit(someone("barn")));
  assert(masks.fit(someone("x"), "bar"), "by the name they want to have");
  assertEquals(masks.remove("bar!*@*"), "BAR!*@*");
  assertEquals(masks.remove("bar!*@*"), undefined);
  assert(!masks.fit(someone("bar")));
});

Deno.test("Masks look at the user and the host, too, in small letters", () => {
  const masks = new Masks();
  add(masks, "*!Joe@h?dden");
  assert(masks.fit(someone("any", "joe@hidden")));
  assert(!masks.fit(someone("any", "jo@hidden")));
});

Deno.test("Masks are so many and no more, oldest first", () => {
  const masks = new Masks();
  for (let i = 0; i < MAX_BANS; i++) assertEquals(add(masks, `n${i}!*@*`), "done");
  assertEquals(add(masks, "one-more!*@*"), "full");
  assertEquals(masks.all.length, MAX_BANS);
  assertEquals(masks.all[0]?.mask, "n0!*@*");
});
