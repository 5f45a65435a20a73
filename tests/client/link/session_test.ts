import { assert, assertEquals, assertFalse } from "@std/assert";
import { Session } from "../../../client/link/session.ts";
import { MAX_KNOWN_DMS, MAX_KNOWN_ROOMS } from "../../../client/limits.ts";

function newSession(): Session {
  return new Session({ nick: "ann", room: "lobby", prefix: "p" });
}

Deno.test("Session knows a private message again, by its sender and cid", () => {
  const session = newSession();
  assert(session.isNewDm({ nick: "ann", cid: "1" }));
  assertFalse(session.isNewDm({ nick: "ann", cid: "1" }));
  assert(session.isNewDm({ nick: "bob", cid: "1" }));
});

Deno.test("Session remembers MAX_KNOWN_DMS private messages; of one more it forgets the oldest", () => {
  const session = newSession();
  for (let i = 0; i < MAX_KNOWN_DMS; i++) session.isNewDm({ nick: "ann", cid: `${i}` });
  assertFalse(session.isNewDm({ nick: "ann", cid: "0" }));
  session.isNewDm({ nick: "ann", cid: "one more" });
  assert(session.isNewDm({ nick: "ann", cid: "0" }));
});

Deno.test("Session remembers MAX_KNOWN_ROOMS rooms; of one more it forgets the one used least lately", () => {
  const session = newSession();
  for (let i = 0; i < MAX_KNOWN_ROOMS; i++) session.markUpTo(`room-${i}`, 7);
  assertEquals(session.newestId("room-0"), 7);
  session.markUpTo("room-0", 8);
  session.markUpTo("one more", 1);
  assertEquals([session.newestId("room-0"), session.newestId("room-1")], [8, undefined]);
});

Deno.test("Session asks for what is newer than it has, else for the history wanted", () => {
  const session = new Session({ room: "lobby", prefix: "p", history: 3 });
  assertEquals(session.placeOf("den"), { room: "den", history: 3 });
  session.markUpTo("den", 5);
  assertEquals(session.placeOf("den"), { room: "den", since: 5 });
  session.forget("den");
  assertEquals(session.placeOf("den"), { room: "den", history: 3 });
  assertEquals(newSession().placeOf("den"), { room: "den" });
});
