import { assertEquals } from "@std/assert";
import { RECENT_BYTES, RECENT_MESSAGES } from "../../../../server/limits.ts";
import { Remembered } from "../../../../server/storage/postgres/remembered.ts";
import type { EventRow } from "../../../../server/storage/postgres/rows.ts";

function rowOf(pos: number, kind = "m", text: string | null = `${pos}`): EventRow {
  return {
    ...{ room: 1, pos, id: null, ms: pos, kind, node: 1, seq: pos, session: 7, nick: "ann" },
    ...{ cid: `c${pos}`, text, extra: null },
  };
}

function positions({ said }: Remembered): number[] {
  return said.map(({ pos }) => pos);
}

Deno.test("Remembered has what can be said again: messages and topics, those of the tail first", () => {
  const remembered = new Remembered("lobby", [rowOf(1), rowOf(2, "j", null), rowOf(3, "t", null)]);
  const row = rowOf(4);
  remembered.add({ pos: 4, ms: 4, session: 7, row });
  remembered.add({ pos: 5, ms: 5, session: 7, row: rowOf(5, "l", null) });
  assertEquals(positions(remembered), [1, 3, 4]);
  assertEquals(remembered.said.at(-1), { pos: 4, ms: 4, session: 7, row });
});

Deno.test("Remembered keeps the newest that fit, by their number and by the length of their texts", () => {
  const many = new Remembered(
    "lobby",
    Array.from({ length: RECENT_MESSAGES }, (_, at) => rowOf(at + 1)),
  );
  assertEquals(many.said.length, RECENT_MESSAGES);
  many.add({ pos: 5_000, ms: 1, session: 7, row: rowOf(5_000) });
  assertEquals([many.said.length, many.said[0]!.pos], [RECENT_MESSAGES, 2]);
  const long = new Remembered("lobby", [
    rowOf(1, "m", "x".repeat(RECENT_BYTES - 1)),
    rowOf(2, "m", "y"),
  ]);
  assertEquals(positions(long), [1, 2]);
  long.add({ pos: 3, ms: 3, session: 7, row: rowOf(3, "m", "z") });
  assertEquals(positions(long), [2, 3]);
});
