import { assert, assertEquals } from "@std/assert";
import { MAX_BANS } from "../../protocol/limits.ts";
import type { Member } from "../../server/member.ts";
import { Rules } from "../../server/rules.ts";

/** Someone of whom the rules look at the name alone. */
function someone(nick: string, where = "chat@hidden"): Member {
  return { nick, where } as Member;
}

function ban(rules: Rules, mask: string) {
  return rules.ban({ mask, by: "op", at: 0 });
}

Deno.test("Rules let everyone in and speak who is in, at first", () => {
  const rules = new Rules(0);
  const ann = someone("ann");
  assertEquals(rules.barrier(ann, 5), undefined);
  assert(rules.maySpeak(ann, true));
  assert(!rules.maySpeak(ann, false), "members only");
});

Deno.test("Rules keep out: without the key, past the limit, not invited, banned", () => {
  const rules = new Rules(0);
  const ann = someone("ann");
  rules.limit = 2;
  assertEquals(rules.barrier(ann, 1), undefined);
  assertEquals(rules.barrier(ann, 2), "full");
  rules.key = "sesame";
  assertEquals(rules.barrier(ann, 1, { key: "other" }), "key");
  assertEquals(rules.barrier(ann, 1, { key: "sesame" }), undefined);
  rules.flags.add("inviteOnly");
  assertEquals(rules.barrier(ann, 1, { key: "sesame" }), "inviteOnly");
  ban(rules, "a*!*@*");
  assertEquals(rules.barrier(ann, 1, { key: "sesame" }), "banned");
});

Deno.test("Rules: an invitation opens every barrier, once", () => {
  const rules = new Rules(0);
  const ann = someone("ann");
  ban(rules, "ann!*@*");
  rules.invite(ann);
  assertEquals(rules.barrier(ann, 1), undefined);
  rules.entered(ann);
  assertEquals(rules.barrier(ann, 1), "banned");
});

Deno.test("Rules: a ban is for all names that look alike, and is taken back by its mask", () => {
  const rules = new Rules(0);
  assertEquals(ban(rules, "BAR!*@*"), "done");
  assertEquals(ban(rules, "bar!*@*"), "known");
  assert(rules.isBanned(someone("Bar")));
  assert(rules.isBanned({ nick: "bar" } as Member), "also who has come through another door");
  assert(!rules.isBanned(someone("barn")));
  assert(rules.isBanned(someone("x"), "bar"), "by the name they want to have");
  assertEquals(rules.unban("bar!*@*"), "BAR!*@*");
  assertEquals(rules.unban("bar!*@*"), undefined);
  assert(!rules.isBanned(someone("bar")));
});

Deno.test("Rules hold so many bans and no more", () => {
  const rules = new Rules(0);
  for (let i = 0; i < MAX_BANS; i++) assertEquals(ban(rules, `n${i}!*@*`), "done");
  assertEquals(ban(rules, "one-more!*@*"), "full");
});

Deno.test("Rules: in a moderated room those speak who hold it or have a voice", () => {
  const rules = new Rules(0);
  const [ann, bob, eve] = [someone("ann"), someone("bob"), someone("eve")];
  rules.flags.add("moderated");
  rules.operators.add(ann);
  rules.voiced.add(bob);
  assertEquals([ann, bob, eve].map((who) => rules.maySpeak(who, true)), [true, true, false]);
  rules.replace(ann, eve);
  assertEquals([ann, bob, eve].map((who) => rules.maySpeak(who, true)), [false, true, true]);
  rules.left(bob);
  assert(!rules.maySpeak(bob, true));
});
