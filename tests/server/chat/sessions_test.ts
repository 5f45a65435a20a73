import { assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../server/storage/backbone.ts";
import type { NameLog } from "../../../server/storage/cluster.ts";
import { type Member, Refused } from "../../../server/chat/member.ts";
import { orUnavailable, Sessions } from "../../../server/chat/sessions.ts";
import { settled } from "../../support/virtual_clock.ts";
import { FakeMember } from "../fakes/member.ts";
import { phrasesOf } from "../../support/phrases.ts";

const EN = phrasesOf("en").server;

function setup(log: Partial<NameLog> = {}) {
  const told: unknown[] = [];
  const sessions = new Sessions({
    claim: () => Promise.resolve(7),
    resume: () => Promise.resolve(undefined),
    rename: () => Promise.resolve(true),
    release: (session) => told.push(["released", session]),
    describe: (session, { away }) => told.push(["described", session, away]),
    tell: () => Promise.resolve("told"),
    watch: () => {},
    ...log,
  }, EN);
  return { sessions, told };
}

Deno.test("Sessions.rename begins a session with the first nickname, which is here when it is kept", async () => {
  const { sessions } = setup();
  const ann: Member = new FakeMember();
  assertEquals([await sessions.rename(ann, "ann"), ann.session], [true, 7]);
  assertEquals(sessions.here(7), undefined);
  sessions.keep(ann);
  assertEquals(sessions.here(7), ann);
  assertEquals(await sessions.rename(ann, "anna"), true);
});

Deno.test("Sessions.rename gives a nickname back when the member has left meanwhile", async () => {
  const { sessions, told } = setup();
  const ann: Member = new FakeMember();
  const renaming = sessions.rename(ann, "ann");
  sessions.left(ann, []);
  await renaming;
  await settled();
  assertEquals([ann.session, told], [undefined, [["released", 7]]]);
});

Deno.test("Sessions.begin goes on with a session, its secret and its away message, or is told that it is taken", async () => {
  const named = { session: 9, isHeld: true, isSeated: true, away: "lunch" };
  const { sessions } = setup({
    resume: (_nick, _room, secret) => Promise.resolve(secret === "old" ? named : undefined),
  });
  const ann: Member = new FakeMember();
  assertEquals(await sessions.begin(ann, "ann", { room: "lobby", resume: "wrong" }), undefined);
  assertEquals(await sessions.begin(ann, "ann", { room: "lobby", resume: "old" }), named);
  assertEquals([ann.session, ann.resume, ann.away], [9, "old", "lunch"]);
});

Deno.test("Sessions.passOn gives a session to another connection, and describes one from elsewhere", () => {
  const { sessions, told } = setup();
  const [before, after]: [Member, Member] = [new FakeMember(), new FakeMember()];
  Object.assign(before, { session: 7, address: "10.0.0.1" });
  Object.assign(after, { away: "lunch" });
  sessions.passOn(before, after);
  assertEquals([before.session, after.session, sessions.here(7)], [undefined, 7, after]);
  assertEquals(told, [["described", 7, "lunch"]]);
});

Deno.test("Sessions.end releases the nickname behind what the rooms were asked for", async () => {
  const { sessions, told } = setup();
  const ann: Member = new FakeMember();
  await sessions.rename(ann, "ann");
  const room = Promise.withResolvers<void>();
  sessions.end(ann, [{ settled: () => room.promise }]);
  await settled();
  assertEquals(told, []);
  room.resolve();
  await settled();
  assertEquals(told, [["released", 7]]);
});

Deno.test("orUnavailable refuses what cannot be asked now, and passes on what is a fault of ours", async () => {
  const lost = Promise.reject(new StorageError("unreachable", "no database"));
  assertEquals((await assertRejects(() => orUnavailable(lost, EN), Refused)).code, "unavailable");
  await assertRejects(() => orUnavailable(Promise.reject(new TypeError("x")), EN), TypeError);
});
