import { assertEquals } from "@std/assert";
import { MAX_KNOWN_ROOMS, MAX_KNOWN_USERS } from "../../../client/limits.ts";
import type { KnownRoom, KnownUser } from "../../../client/link/recalled_session.ts";
import { readRoomState, withUser, writeRoomState } from "../../../client/memory/room_state.ts";

const LOBBY: KnownRoom = { room: "lobby", since: 7, sinceTs: "2026-11-22T21:00:00.000Z", log: "a" };
const ANN: KnownUser = { nick: "ann", secret: "s", rooms: [LOBBY, { room: "dev", since: 0 }] };

Deno.test("readRoomState understands what was written, and nothing else", () => {
  const state = { users: [{ ...ANN, joined: ["lobby"] }], ignored: ["eve"], quiet: ["dev"] };
  assertEquals(readRoomState(writeRoomState(state)), state);
  for (const text of ["", "{", "null", "[]", '{"v":2,"users":[]}', '{"v":1,"users":1}']) {
    assertEquals(readRoomState(text), undefined, text);
  }
  const rooms = [null, { room: 1, since: 1 }, { room: "a", since: -1 }, { room: "b", since: 0.5 }, {
    room: "c",
    since: 3,
    sinceTs: 1,
    log: 2,
  }];
  const damaged = JSON.stringify({
    v: 1,
    quiet: [1, {}],
    users: [7, { nick: 1 }, { nick: "ann", secret: 1, joined: ["x", 1], rooms }],
  });
  assertEquals(readRoomState(damaged), {
    users: [{ nick: "ann", joined: ["x"], rooms: [{ room: "c", since: 3 }] }],
    ignored: [],
    quiet: [],
  });
});

Deno.test("withUser keeps the rooms in which the user was not this time, and other users", () => {
  const bob: KnownUser = { nick: "bob", rooms: [LOBBY] };
  const now: KnownUser = { nick: "ann", secret: "s", rooms: [{ ...LOBBY, since: 9 }] };
  assertEquals(withUser([ANN, bob], now), [
    bob,
    { ...now, rooms: [{ room: "dev", since: 0 }, { ...LOBBY, since: 9 }] },
  ]);
});

Deno.test("withUser forgets those that were used longest ago where there are too many", () => {
  const rooms = Array.from({ length: MAX_KNOWN_ROOMS }, (_, n) => ({ room: `r${n}`, since: n }));
  const full = withUser([{ nick: "ann", rooms }], { nick: "ann", rooms: [] });
  assertEquals(full[0]?.rooms.length, MAX_KNOWN_ROOMS);
  const [user] = withUser(full, { nick: "ann", rooms: [LOBBY] });
  assertEquals(user?.rooms.length, MAX_KNOWN_ROOMS);
  assertEquals([user?.rooms[0]?.room, user?.rooms.at(-1)?.room], ["r1", "lobby"]);
  const users = Array.from({ length: MAX_KNOWN_USERS }, (_, n) => ({ nick: `n${n}`, rooms: [] }));
  const more = withUser(users, ANN);
  assertEquals(more.length, MAX_KNOWN_USERS);
  assertEquals([more[0]?.nick, more.at(-1)?.nick], ["n1", "ann"]);
});
