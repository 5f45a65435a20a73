import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { inputRows } from "../../../client/tty/input_rows.ts";
import { graphemes } from "../../../client/tty/graphemes.ts";
import { width } from "../../../client/tty/width.ts";
import { editing } from "./press.ts";

function rowsOf(marked: string, columns: number) {
  return inputRows(editing(marked), columns);
}

Deno.test("inputRows: a row ends before the word that does not fit any more", () => {
  assertEquals(rowsOf("one two three|", 10).rows, ["one two ", "three"]);
  assertEquals(rowsOf("one two|", 7).rows, ["one two"]);
  assertEquals(rowsOf("one two |", 7).rows, ["one two", " "]);
  assertEquals(rowsOf("one\ttwo|", 5).rows, ["one ", "two"]);
  assertEquals(rowsOf("|", 5).rows, [""]);
  assertEquals(rowsOf("one\n\ntwo|", 5).rows, ["one", "", "two"]);
});

Deno.test("inputRows: a word that no row can hold is broken, wide letters are like words", () => {
  assertEquals(rowsOf("a https://example.net|", 8).rows, ["a ", "https://", "example.", "net"]);
  assertEquals(rowsOf("見る日本語|", 5).rows, ["見る", "日本", "語"]);
  assertEquals(rowsOf("日本|", 1).rows, ["日", "本"]);
});

Deno.test("inputRows: the cursor stands before its letter, at a break in the row below", () => {
  const at = (marked: string) => {
    const { row, column } = rowsOf(marked, 5);
    return [row, column];
  };
  assertEquals(at("one t|wo"), [1, 1]);
  assertEquals(at("one |two"), [1, 0]);
  assertEquals(at("one| two"), [0, 3]);
  assertEquals(at("one\n|two"), [1, 0]);
  assertEquals(at("one\n\n|"), [2, 0]);
  assertEquals(at("seven|"), [0, 5]);
});

Deno.test("inputRows: rows hold all of the text, none is too wide, the cursor is where it belongs", () => {
  const letter = fc.constantFrom(..."ab  \n日本é", "e\u0301", "👍🏽");
  const text = fc.array(letter, { maxLength: 30 }).map((letters) => letters.join(""));
  fc.assert(fc.property(text, fc.nat(30), fc.integer({ min: 2, max: 9 }), (text, n, columns) => {
    const cursor = graphemes(text).slice(0, n).join("").length;
    const { rows, row, column } = inputRows({ text, cursor }, columns);
    assertEquals(rows.join(""), text.replaceAll("\n", ""));
    const widest = Math.max(columns, ...graphemes(text).map(width));
    assert(rows.every((each) => width(each) <= widest));
    const before = rows.slice(0, row).join("").length;
    const within = text.slice(0, cursor).replaceAll("\n", "").length - before;
    assertEquals(width((rows[row] ?? "").slice(0, within)), column);
  }));
});
