import { assert, assertEquals } from "@std/assert";
import type { Member } from "../../../server/chat/member.ts";
import { MAX_INVITED } from "../../../server/limits.ts";
import { Rules } from "../../../server/chat/rules.ts";

/** Someone of whom the rules look at the name alone. */
function someone(nick: string, where = "chat@hidden"): Member {
  return { nick, where } as Member;
}

function ban(rules: Rules, mask: string) {
  return rules.bans.add({ mask, by: "op", at: 0 });
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

Deno.test("Rules: who is banned is kept out and silent, but for an exception", () => {
  const rules = new Rules(0);
  const bar = someone("Bar");
  ban(rules, "ba*!*@*");
  assert(rules.isBanned(bar));
  assert(!rules.maySpeak(bar, true));
  rules.banExceptions.add({ mask: "*ar!*@*", by: "op", at: 0 });
  assert(!rules.isBanned(bar));
  assertEquals(rules.barrier(bar, 1), undefined);
  assert(rules.maySpeak(bar, true));
  assert(rules.isBanned(bar, "baz"), "by the name they want to have");
});

Deno.test("Rules: who fits an exception need not be invited, and is kept out by a ban", () => {
  const rules = new Rules(0);
  rules.flags.add("inviteOnly");
  rules.inviteExceptions.add({ mask: "b*!*@*", by: "op", at: 0 });
  assertEquals(rules.barrier(someone("bob"), 1), undefined);
  assertEquals(rules.barrier(someone("ann"), 1), "inviteOnly");
  assertEquals(rules.barrier(someone("ann"), 1, { nick: "bob" }), undefined);
  ban(rules, "bob!*@*");
  assertEquals(rules.barrier(someone("bob"), 1), "banned");
});

Deno.test("Rules know who is invited, until they have come", () => {
  const rules = new Rules(0);
  const ann = someone("ann");
  assert(!rules.isInvited(ann));
  rules.invite(ann);
  assert(rules.isInvited(ann));
  rules.entered(ann);
  assert(!rules.isInvited(ann));
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

Deno.test("Rules read back from their state are the same: for the sessions of several servers", () => {
  const rules = new Rules(7);
  const [ann, bob] = [{ ...someone("ann"), session: 1 }, { ...someone("bob"), session: 2 }];
  rules.operators.add(ann);
  rules.voiced.add(bob);
  rules.flags.add("inviteOnly");
  rules.key = "k";
  rules.limit = 3;
  ban(rules, "Eve!*@*");
  rules.inviteExceptions.add({ mask: "joe!*@*", by: "op", at: 1 });
  rules.invite(bob);
  const again = new Rules(8, JSON.parse(JSON.stringify(rules.state)));
  assertEquals(again.state, rules.state);
  assert(again.operators.has({ ...someone("anna"), session: 1 }), "whatever the session is called");
  assert(again.isInvited(bob));
  again.replace(bob, { ...someone("bob"), session: 2 });
  assert(again.voiced.has(bob), "who goes on with a session keeps its rights");
  assertEquals(new Rules(9, {}).state, new Rules(9).state);
});

Deno.test("Rules keep the newest invitations of sessions, a bounded number", () => {
  const rules = new Rules(0);
  const guests = Array.from({ length: MAX_INVITED + 1 }, (_, session) => ({
    ...someone(`g${session}`),
    session,
  }));
  for (const guest of guests.slice(0, -1)) rules.invite(guest);
  assert(rules.isInvited(guests[0]!));
  rules.invite(guests.at(-1)!);
  assert(!rules.isInvited(guests[0]!));
  assert(rules.isInvited(guests[1]!) && rules.isInvited(guests.at(-1)!));
});
