import { assertEquals } from "@std/assert";
import { encodeFrame } from "../../../../protocol/frames.ts";
import type { Draft } from "../../../../server/storage/journal.ts";
import { draftRow, storedOf } from "../../../../server/storage/postgres/rows.ts";

const TS = "2026-11-30T06:00:00.007Z";
const place = { id: 3, ms: Date.parse(TS) };

const drafts: Draft[] = [
  { type: "msg", nick: "ann", text: "two\nlines", cid: "c-1" },
  { type: "msg", nick: "ann", text: "waves", cid: "c-2", action: true, notice: true },
  { type: "joined", nick: "ann", resumed: true },
  { type: "joined", nick: "ann" },
  { type: "left", nick: "ann", reason: "sleep", by: "eve" },
  { type: "left", nick: "ann" },
  { type: "renamed", nick: "ann", to: "anna" },
  { type: "topic", nick: "ann", topic: "" },
];
for (const draft of drafts) {
  Deno.test(`An event is the same after it was a row: ${JSON.stringify(draft)}`, () => {
    const row = JSON.parse(JSON.stringify(draftRow(draft, " 1.1")));
    const { event, line } = storedOf({ ...row, ...place });
    const id = draft.type === "msg" ? { id: 3 } : {};
    assertEquals(event, { ...draft, ...id, ts: TS } as typeof event);
    assertEquals(line, encodeFrame(event));
  });
}

Deno.test("A draft without a cid has one of the node in its row, which nobody is shown", () => {
  const row = draftRow({ type: "msg", nick: "ann", text: "hi", cid: "" }, " 1.2");
  assertEquals(row.cid, " 1.2");
  const { event } = storedOf({ ...row, ...place });
  assertEquals(event.type === "msg" && event.cid, "");
});

Deno.test("What PostgreSQL cannot store is replaced before it comes there", () => {
  const row = draftRow({ type: "msg", nick: "ann", text: "a\0b\ud800", cid: "c" }, "");
  assertEquals(row.text, "a\ufffdb\ufffd");
});

Deno.test("Who has left the chat, and not a room alone, is known beside the event", () => {
  const left: Draft = { type: "left", nick: "ann", reason: "sleep" };
  const row = JSON.parse(JSON.stringify(draftRow(left, " 1.1", true)));
  const { event, line, isQuit } = storedOf({ ...row, ...place });
  assertEquals([event, isQuit], [{ ...left, ts: TS }, true]);
  assertEquals(line, encodeFrame(event));
  assertEquals(storedOf({ ...draftRow(left, " 1.1"), ...place }).isQuit, undefined);
});
