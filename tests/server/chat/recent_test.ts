import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { encodeMsg, type MsgFrame } from "../../../protocol/frames.ts";
import { RECENT_BYTES, RECENT_MESSAGES } from "../../../server/limits.ts";
import type { Draft, Stored } from "../../../server/storage/journal.ts";
import { Recent } from "../../../server/chat/recent.ts";

const TS = "2026-11-23T02:15:29.123Z";

function msg(id: number, nick = "ann", cid = `c${id}`, text = `text ${id}`): Stored<MsgFrame> {
  const event: MsgFrame = { id, ts: TS, type: "msg", nick, text, cid };
  return { event, line: encodeMsg(event) };
}

function draft(nick: string, cid: string): Draft {
  return { type: "msg", nick, text: "text", cid };
}

const joined = (nick: string, resumed = false): Draft => {
  return { type: "joined", nick, ...(resumed ? { resumed: true } : {}) };
};
const renamed = (nick: string, to: string): Draft => ({ type: "renamed", nick, to });

/** Takes in an event as a room does: when it is asked for, and when it is durable. */
function happen(recent: Recent, ...events: (Stored<MsgFrame> | Draft)[]): void {
  for (const event of events) {
    if (!("event" in event)) recent.expect(event);
    else {
      recent.expect(event.event);
      recent.apply(event);
    }
  }
}

const ids = (messages: readonly Stored<MsgFrame>[] | undefined) =>
  messages?.map(({ event }) => event.id);

Deno.test("Recent.range gives messages it has, and undefined where one is missing", () => {
  const recent = new Recent();
  assertEquals(recent.range(1, 0), []);
  assertEquals(recent.range(1, 1), undefined);
  happen(recent, msg(5), msg(6), msg(7));
  assertEquals(ids(recent.range(5, 7)), [5, 6, 7]);
  assertEquals(ids(recent.range(6, 6)), [6]);
  assertEquals(recent.range(8, 7), []);
  for (const [first, last] of [[4, 6], [5, 8], [1, 2], [8, 9]] as const) {
    assertEquals(recent.range(first, last), undefined, `${first} to ${last}`);
  }
});

Deno.test("Recent keeps RECENT_MESSAGES messages and not one more", () => {
  const recent = new Recent();
  for (let id = 1; id <= RECENT_MESSAGES; id++) happen(recent, msg(id));
  assertEquals(recent.range(1, RECENT_MESSAGES)?.length, RECENT_MESSAGES);
  happen(recent, msg(RECENT_MESSAGES + 1));
  assertEquals(recent.range(1, 1), undefined);
  assertEquals(recent.range(2, RECENT_MESSAGES + 1)?.length, RECENT_MESSAGES);
});

Deno.test("Recent keeps no more than RECENT_BYTES of lines, but always the newest message", () => {
  const recent = new Recent();
  const line = msg(1, "ann", "c", "x".repeat(7000)).line.length;
  const fit = Math.floor(RECENT_BYTES / line);
  for (let id = 1; id <= fit; id++) happen(recent, msg(id, "ann", `${id}`, "x".repeat(7000)));
  assertEquals(recent.range(1, fit)?.length, fit);
  happen(recent, msg(fit + 1, "ann", "c", "x".repeat(7000)));
  assertEquals(recent.range(1, 1), undefined);
  happen(recent, msg(fit + 2, "ann", "d", "x".repeat(RECENT_BYTES)));
  assertEquals(ids(recent.range(fit + 2, fit + 2)), [fit + 2]);
  assertEquals(recent.range(fit + 1, fit + 2), undefined);
});

Deno.test("Recent.find knows a cid again: not seen, on its way, said", () => {
  const recent = new Recent();
  assertEquals(recent.find("ann", "c1"), undefined);
  recent.expect(draft("ann", "c1"));
  assertEquals(recent.find("ann", "c1"), "on its way");
  const stored = msg(1);
  recent.apply(stored);
  assert(recent.find("ann", "c1") === stored);
});

Deno.test("Recent.find keeps people apart, and not the ways to write one name", () => {
  const recent = new Recent();
  happen(recent, msg(1, "Ann", "c"), msg(2, "bob", "c"));
  assertEquals(ids([recent.find("ann", "c"), recent.find("BOB", "c")] as Stored<MsgFrame>[]), [
    1,
    2,
  ]);
  assertEquals(recent.find("carol", "c"), undefined);
});

Deno.test("Recent.find gives the id of a message whose line is not kept any more", () => {
  const recent = new Recent();
  happen(recent, msg(1, "ann", "c", "first"), msg(2, "bob", "d", "x".repeat(RECENT_BYTES)));
  assertEquals(recent.find("ann", "c"), 1);
});

Deno.test("Recent knows the cids of the last RECENT_MESSAGES messages, and then forgets", () => {
  const recent = new Recent();
  for (let id = 1; id <= RECENT_MESSAGES; id++) happen(recent, msg(id));
  assert(recent.find("ann", "c1") !== undefined);
  happen(recent, msg(RECENT_MESSAGES + 1));
  assertEquals(recent.find("ann", "c1"), undefined);
  assert(recent.find("ann", "c2") !== undefined);
});

Deno.test("Recent forgets in the order of the messages, over thousands of them", () => {
  const recent = new Recent();
  const count = RECENT_MESSAGES * 3 + 17;
  for (let id = 1; id <= count; id++) happen(recent, msg(id, `n${id % 7}`));
  for (const id of [1, count - RECENT_MESSAGES]) {
    assertEquals(recent.find(`n${id % 7}`, `c${id}`), undefined, `${id}`);
  }
  for (const id of [count - RECENT_MESSAGES + 1, count]) {
    assert(recent.find(`n${id % 7}`, `c${id}`) !== undefined, `${id}`);
  }
});

Deno.test("Recent takes messages without a cid, and finds none of them by it", () => {
  const recent = new Recent();
  happen(recent, msg(1, "ann", ""), msg(2, "ann", "c"), msg(3, "ann", ""));
  assertEquals(recent.find("ann", ""), undefined);
  assertEquals(ids(recent.range(1, 3)), [1, 2, 3]);
  assertEquals(ids([recent.find("ann", "c")] as Stored<MsgFrame>[]), [2]);
});

Deno.test("Recent.giveUp lets a message be sent again, and touches no other", () => {
  const recent = new Recent();
  for (const cid of ["a", "b", "c"]) recent.expect(draft("ann", cid));
  recent.giveUp(draft("ann", "a"));
  recent.giveUp(draft("ann", ""));
  assertEquals(recent.find("ann", "a"), undefined);
  assertEquals([recent.find("ann", "b"), recent.find("ann", "c")], ["on its way", "on its way"]);
  recent.expect(draft("ann", "a"));
  recent.apply(msg(1, "ann", "b"));
  recent.apply(msg(2, "ann", "c"));
  recent.apply(msg(3, "ann", "a"));
  const found = ["a", "b", "c"].map((cid) => recent.find("ann", cid)) as Stored<MsgFrame>[];
  assertEquals(ids(found), [3, 1, 2]);
});

Deno.test("Recent forgets someone's cids when they come anew, and keeps them for a session resumed", () => {
  const recent = new Recent();
  happen(recent, joined("ann"), msg(1, "ann", "c"));
  happen(recent, joined("ann", true));
  assert(recent.find("ann", "c") !== undefined);
  happen(recent, joined("Ann"));
  assertEquals(recent.find("ann", "c"), undefined);
});

Deno.test("Recent begins a session when it is asked for, though the disk is slow", () => {
  const recent = new Recent();
  happen(recent, msg(1, "ann", "c"));
  recent.expect(draft("ann", "late"));
  recent.expect(joined("ann"));
  assertEquals(recent.find("ann", "c"), undefined);
  recent.expect(draft("ann", "c"));
  // the message of the session before is durable now, and stays with that session
  recent.apply(msg(2, "ann", "late"));
  assertEquals(recent.find("ann", "late"), undefined);
  assertEquals(recent.find("ann", "c"), "on its way");
  recent.apply(msg(3, "ann", "c"));
  assertEquals(ids([recent.find("ann", "c")] as Stored<MsgFrame>[]), [3]);
});

Deno.test("Recent takes someone's cids along to another name, of messages on their way too", () => {
  const recent = new Recent();
  happen(recent, msg(1, "ann", "c"));
  recent.expect(draft("ann", "d"));
  recent.expect(renamed("ann", "bob"));
  assertEquals(recent.find("ann", "c"), undefined);
  assertEquals(recent.find("bob", "d"), "on its way");
  recent.apply(msg(2, "ann", "d"));
  const found = [recent.find("bob", "c"), recent.find("bob", "d")] as Stored<MsgFrame>[];
  assertEquals(ids(found), [1, 2]);
});

Deno.test("Recent: whoever takes a name over by renaming has none of its cids", () => {
  const recent = new Recent();
  happen(recent, msg(1, "bob", "c"), renamed("ann", "bob"));
  assertEquals(recent.find("bob", "c"), undefined);
  happen(recent, msg(2, "carol", "c"), msg(3, "bob", "c"), renamed("carol", "bob"));
  assertEquals(ids([recent.find("bob", "c")] as Stored<MsgFrame>[]), [2]);
});

Deno.test("Recent: a name written in another way keeps its cids", () => {
  const recent = new Recent();
  happen(recent, msg(1, "ann", "c"), renamed("ann", "Ann"));
  assert(recent.find("Ann", "c") !== undefined);
});

Deno.test("Recent after a hole in the ids gives no message for another's id", () => {
  const recent = new Recent();
  happen(recent, msg(1), msg(2), msg(4), msg(5));
  assertEquals(recent.find("ann", "c2"), 2);
  assertEquals(ids([recent.find("ann", "c5")] as Stored<MsgFrame>[]), [5]);
  assertEquals(ids(recent.range(4, 5)), [4, 5]);
  for (const first of [1, 2, 3]) assertEquals(recent.range(first, 5), undefined, `${first}`);
});

Deno.test("Recent read back from the log knows what it knew before", () => {
  const before = new Recent();
  const events = [
    joined("ann"),
    msg(1, "ann", "a"),
    joined("bob"),
    msg(2, "bob", "a"),
    renamed("bob", "carol"),
    msg(3, "carol", "b"),
    joined("ann"),
    msg(4, "ann", "z"),
    joined("carol", true),
  ];
  happen(before, ...events);
  const after = new Recent();
  happen(after, ...events);
  for (const nick of ["ann", "bob", "carol"]) {
    for (const cid of ["a", "b", "z"]) {
      assertEquals(after.find(nick, cid), before.find(nick, cid), `${nick} ${cid}`);
    }
  }
  assertEquals(after.find("ann", "a"), undefined);
  assertEquals(ids([after.find("carol", "a")] as Stored<MsgFrame>[]), [2]);
});

Deno.test("Recent keeps nothing of people whose messages are forgotten, or never were", () => {
  const recent = new Recent();
  for (let id = 1; id <= 5 * RECENT_MESSAGES; id++) {
    happen(recent, joined(`someone-${id}`), msg(id, `someone-${id}`));
    recent.expect(draft(`unlucky-${id}`, "c"));
    recent.giveUp(draft(`unlucky-${id}`, "c"));
  }
  assertLessOrEqual(recent.sessions, RECENT_MESSAGES);
});
