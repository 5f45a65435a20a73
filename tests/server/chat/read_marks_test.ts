import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  MAX_READ_MARKS,
  MAX_READ_SESSIONS,
  MAX_SESSION_ROOMS,
  READ_MARKS_MS,
} from "../../../server/limits.ts";
import type { MarkLog, ReadMark } from "../../../server/storage/cluster.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { ReadMarks } from "../../../server/chat/read_marks.ts";

/** Marks on a clock that the test sets. */
function setup() {
  const t = { now: Date.UTC(2026, 10, 23), changes: 0 };
  const options = { clock: { date: () => t.now }, changed: () => void t.changes++ };
  return Object.assign(t, { open: () => new ReadMarks(options) });
}

Deno.test("ReadMarks keeps how far each session has read in each room, and never goes back", () => {
  const t = setup();
  const marks = t.open();
  marks.note("ann's", "dev", 7);
  marks.note("ann's", "dev", 7);
  marks.note("ann's", "dev", 3);
  marks.note("ann's", "lobby", 2);
  marks.note("bob's", "dev", 9);
  assertEquals(
    [["ann's", "dev"], ["ann's", "lobby"], ["bob's", "dev"], ["bob's", "lobby"], ["eve's", "dev"]]
      .map(([secret, room]) => marks.find(secret!, room!)),
    [7, 2, 9, undefined, undefined],
  );
  // what changes nothing need not be saved
  assertEquals(t.changes, 3);
});

Deno.test("ReadMarks has no secret in what it saves, and reads it again", () => {
  const t = setup();
  const marks = t.open();
  marks.note("the secret of ann", "dev", 7);
  marks.note("the secret of ann", "__proto__", 1);
  const text = marks.toText();
  assertEquals(text.includes("secret"), false);
  const again = t.open();
  again.load(text);
  assertEquals([again.toText(), t.changes], [text, 2]);
  assertEquals(again.find("the secret of ann", "__proto__"), 1);
});

Deno.test("ReadMarks takes in nothing but what it has saved", () => {
  const bad = ["", "null", '{"k":1}', '{"k":{"at":"?","rooms":{}}}', "[[]]"];
  for (const text of [...bad, '{"k":{"at":"2026-11-23T00:00:00Z","rooms":{"dev":"7"}}}']) {
    assertThrows(() => setup().open().load(text), Error, undefined, text);
  }
});

Deno.test("ReadMarks forgets a session that was not heard of for READ_MARKS_MS", () => {
  const t = setup();
  const marks = t.open();
  marks.note("ann's", "dev", 7);
  t.now += READ_MARKS_MS;
  assertEquals(marks.find("ann's", "dev"), 7);
  t.now++;
  assertEquals([marks.find("ann's", "dev"), marks.toText()], [undefined, "{}\n"]);
  marks.note("bob's", "dev", 1);
  assertEquals(marks.sessions, 1);
  // it begins anew
  marks.note("ann's", "dev", 2);
  assertEquals(marks.find("ann's", "dev"), 2);
});

Deno.test("ReadMarks keeps MAX_READ_SESSIONS sessions, those that were heard of last", () => {
  const marks = setup().open();
  for (let i = 1; i <= MAX_READ_SESSIONS; i++) marks.note(`s${i}`, "dev", 1);
  marks.note("s1", "dev", 2);
  assertEquals(marks.sessions, MAX_READ_SESSIONS);
  marks.note("one more", "dev", 1);
  assertEquals(marks.sessions, MAX_READ_SESSIONS);
  assertEquals(["s1", "s2", "s3", "one more"].map((secret) => marks.find(secret, "dev")), [
    2,
    undefined,
    1,
    1,
  ]);
});

Deno.test("ReadMarks keeps MAX_SESSION_ROOMS rooms of a session, and MAX_READ_MARKS of all", () => {
  const marks = setup().open();
  for (let i = 1; i <= MAX_SESSION_ROOMS; i++) marks.note("s0", `r${i}`, 1);
  assertEquals(marks.find("s0", "r1"), 1);
  marks.note("s0", "one-more", 1);
  assertEquals([marks.find("s0", "r1"), marks.find("s0", "r2")], [undefined, 1]);
  const full = MAX_READ_MARKS / MAX_SESSION_ROOMS;
  for (let s = 1; s < full; s++) {
    for (let i = 1; i <= MAX_SESSION_ROOMS; i++) marks.note(`s${s}`, `r${i}`, 1);
  }
  assertEquals([marks.sessions, marks.find("s0", "r2")], [full, 1]);
  marks.note("one more", "dev", 1);
  assertEquals([marks.sessions, marks.find("s0", "r2")], [full, undefined]);
});

Deno.test("ReadMarks of several servers: what is news is told, what the others know is learned", async () => {
  const saved: [reader: string, ReadMark][] = [];
  let known: readonly ReadMark[] | Error = [{ room: "lobby", id: 7 }, { room: "dev", id: 1 }];
  const log: MarkLog = {
    load: () => known instanceof Error ? Promise.reject(known) : Promise.resolve(known),
    save: (reader, mark) => void saved.push([reader, mark]),
  };
  const marks = new ReadMarks({ clock: new VirtualClock(), log });
  marks.note("secret", "dev", 3);
  marks.note("secret", "dev", 2);
  assertEquals(saved.map(([, mark]) => mark), [{ room: "dev", id: 3 }]);
  assert(!saved[0]![0].includes("secret"));
  await marks.prepare("secret");
  assertEquals([marks.find("secret", "lobby"), marks.find("secret", "dev")], [7, 3]);
  assertEquals(saved.length, 1, "what came from the others is not told again");
  known = new Error("no database");
  await marks.prepare("secret");
  assertEquals(marks.find("secret", "lobby"), 7);
  assertEquals(new ReadMarks({ clock: new VirtualClock() }).prepare("secret"), undefined);
});
