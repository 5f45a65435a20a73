import { assertEquals } from "@std/assert";
import { fitted, type Frame, sameFrame } from "../../../client/tty/frame.ts";
import { span } from "../../../client/tty/style.ts";

const frame = (rows: number, cursor: number): Frame => ({
  rows: Array.from({ length: rows }, (_, i) => [span(`${i}`)]),
  cursor: { row: cursor, column: 1 },
});

Deno.test("fitted: a frame as high as the screen stays, of one row more the first goes", () => {
  const size = { columns: 80, rows: 5 };
  assertEquals(fitted(frame(5, 2), size), frame(5, 2));
  const { rows, cursor } = fitted(frame(6, 2), size);
  assertEquals(rows, frame(6, 2).rows.slice(1));
  assertEquals(cursor, { row: 1, column: 1 });
});

Deno.test("fitted: the cursor's row never goes", () => {
  const { rows, cursor } = fitted(frame(6, 0), { columns: 80, rows: 5 });
  assertEquals(rows, frame(6, 0).rows.slice(0, 5));
  assertEquals(cursor.row, 0);
});

Deno.test("sameFrame: texts, looks and the cursor count", () => {
  const row = (text: string, dim: boolean, column: number): Frame => ({
    rows: [[span(text, { dim })]],
    cursor: { row: 0, column },
  });
  assertEquals(sameFrame(row("a", true, 1), row("a", true, 1)), true);
  assertEquals(sameFrame(row("a", true, 1), row("b", true, 1)), false);
  assertEquals(sameFrame(row("a", true, 1), row("a", false, 1)), false);
  assertEquals(sameFrame(row("a", true, 1), row("a", true, 2)), false);
  assertEquals(sameFrame(frame(1, 0), frame(2, 0)), false);
});
