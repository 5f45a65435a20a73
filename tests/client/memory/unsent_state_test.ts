import { assert, assertEquals } from "@std/assert";
import { Session } from "../../../client/link/session.ts";
import {
  readUnsentState,
  unsentStateOf,
  writeUnsentState,
} from "../../../client/memory/unsent_state.ts";

function sessionWith(...texts: string[]): Session {
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  session.resume = "secret";
  session.markUpTo("lobby", 7);
  for (const text of texts) session.outbox.add({ kind: "say", text });
  return session;
}

Deno.test("readUnsentState understands what was written, and nothing else", () => {
  const state = unsentStateOf(sessionWith("x"), undefined, []);
  assert(state !== undefined);
  assertEquals(readUnsentState(writeUnsentState(state)), { state, isWhole: true });
  for (const text of ["", "{", "null", "[]", '{"v":2}', '{"v":1,"nick":1,"room":"a","items":[]}']) {
    assertEquals(readUnsentState(text), { state: undefined, isWhole: false }, text);
  }
  const damaged = JSON.stringify({
    v: 1,
    nick: "ann",
    room: "lobby",
    since: -0.5,
    resume: 7,
    items: [null, { cid: 1 }, { cid: "c", room: "r", nicks: [1, "a"], wish: { kind: "nick" } }, {
      cid: "c",
      room: "r",
      nicks: [1, "a"],
      wish: { kind: "say", text: "t", extra: 1 },
    }],
  });
  const { state: rest, isWhole } = readUnsentState(damaged);
  assertEquals(isWhole, false);
  assertEquals(rest, {
    nick: "ann",
    room: "lobby",
    resume: undefined,
    since: undefined,
    items: [{ cid: "c", room: "r", nicks: ["a"], command: { kind: "say", text: "t" } }],
  });
});

Deno.test("unsentStateOf holds on to an earlier session until this one has taken its place", () => {
  const left = { nick: "ann", resume: "old", room: "lobby", since: 3 };
  const item = {
    cid: "o-1",
    command: { kind: "say", text: "x" },
    nicks: [],
    room: "lobby",
  } as const;
  const other = new Session({ nick: "bob", room: "lobby", prefix: "p" });
  assertEquals(unsentStateOf(other, left, [item]), { ...left, items: [item] });
  const same = new Session({ nick: "ann", room: "lobby", prefix: "p" });
  assertEquals(unsentStateOf(same, left, [item]), { ...left, items: [item] });
  same.resume = "new";
  same.markUpTo("lobby", 9);
  const taken = { nick: "ann", resume: "new", room: "lobby", since: 9 };
  assertEquals(unsentStateOf(same, left, [item]), { ...taken, items: [item] });
  assertEquals(unsentStateOf(same, left, []), undefined);
});
