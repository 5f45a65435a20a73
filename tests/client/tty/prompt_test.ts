import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { EditorState } from "../../../client/tty/editor_state.ts";
import { lineWidth } from "../../../client/tty/lines.ts";
import { type PromptOptions, renderPrompt } from "../../../client/tty/prompt.ts";
import { plain, span, WARNING } from "../../../client/tty/style.ts";
import { graphemes } from "../../../client/tty/graphemes.ts";
import { editing, press } from "./press.ts";
import { PHRASES } from "./prompt_phrases.ts";

const OPTIONS: PromptOptions = {
  size: { columns: 40, rows: 12 },
  label: [span("ann> ")],
  phrases: PHRASES,
};

/** The rows as text, `|` where the cursor is. */
function drawn(editor: EditorState, options: Partial<PromptOptions> = {}): string[] {
  const { rows, cursor } = renderPrompt(editor, { ...OPTIONS, ...options });
  return rows.map((row, i) => {
    if (i !== cursor.row) return plain(row);
    let text = "";
    for (const grapheme of graphemes(plain(row))) {
      if (lineWidth([span(text)]) === cursor.column) text += "|";
      text += grapheme;
    }
    return text.includes("|")
      ? text
      : text + " ".repeat(cursor.column - lineWidth([span(text)])) + "|";
  });
}

function numbered(count: number): string {
  return Array.from({ length: count }, (_, i) => `line ${i + 1}`).join("\n");
}

Deno.test("renderPrompt: a label that is too long keeps its last part", () => {
  const label = [span("日本".repeat(10)), span("> ")];
  const options = { size: { columns: 40, rows: 12 }, label, phrases: PHRASES };
  const { rows } = renderPrompt(editing("hi|"), options);
  assertEquals(rows.map(plain), ["日本日本日本日本…> hi"]);
});

Deno.test("renderPrompt: an empty input is its label", () => {
  assertEquals(drawn(editing("|")), ["ann> |"]);
});

Deno.test("renderPrompt: the cursor stands in the text", () => {
  assertEquals(drawn(editing("he|llo")), ["ann> he|llo"]);
  assertEquals(drawn(editing("日本|語")), ["ann> 日本|語"]);
  assertEquals(drawn(editing("\tx|y")), ["ann>     x|y"]);
});

Deno.test("renderPrompt: a long line goes on below, the last column stays free for the cursor", () => {
  const text = "0123456789".repeat(7);
  assertEquals(drawn(editing(text.slice(0, 34) + "|")), [`ann> ${text.slice(0, 34)}|`]);
  assertEquals(drawn(editing(text + "|")), [
    `ann> ${text.slice(0, 34)}`,
    `     ${text.slice(34, 68)}`,
    `     ${text.slice(68)}|`,
  ]);
  assertEquals(drawn(editing("日".repeat(18) + "|")), [`ann> ${"日".repeat(17)}`, "     日|"]);
});

Deno.test("renderPrompt: several lines are shown with their number", () => {
  assertEquals(drawn(editing("one\n\ttw|o")), [
    "ann> one",
    "         tw|o",
    "2 lines, Enter sends, Esc discards",
  ]);
});

Deno.test("renderPrompt: of many lines those around the cursor, and how many are out of sight", () => {
  const size = { columns: 60, rows: 12 };
  assertEquals(drawn(editing(`${numbered(37)}|`), { size }), [
    "ann> line 33",
    "     line 34",
    "     line 35",
    "     line 36",
    "     line 37|",
    "↑32  37 lines, Enter sends, Esc discards",
  ]);
  const middle = numbered(37).replace("line 20", "|line 20");
  assertEquals(drawn(editing(middle), { size }), [
    "ann> line 18",
    "     line 19",
    "     |line 20",
    "     line 21",
    "     line 22",
    "↑17  ↓15  37 lines, Enter sends, Esc discards",
  ]);
  assertEquals(drawn(editing(`|${numbered(37)}`), { size })[0], "ann> |line 1");
});

Deno.test("renderPrompt: near the limit it says how much is used, beyond it as a warning", () => {
  const most = { bytes: 100, lines: 5 };
  const notes = (text: string) => {
    const { rows } = renderPrompt(editing(`${text}|`), { ...OPTIONS, most });
    const row = rows.at(-1) ?? [];
    return [plain(row), row[0]?.style === WARNING] as const;
  };
  assertEquals(drawn(editing("x".repeat(80) + "|"), { most }).length, 3);
  assertEquals(notes("x".repeat(81)), ["81 of 100 bytes", false]);
  assertEquals(notes("x".repeat(100)), ["100 of 100 bytes", false]);
  assertEquals(notes("x".repeat(101)), ["101 of 100 bytes", true]);
  assertEquals(notes("я".repeat(51)), ["102 of 100 bytes", true]);
  assertEquals(notes("1\n2\n3\n4")[0], "4 lines, Enter sends, Esc discards");
  assertEquals(notes("1\n2\n3\n4\n5")[1], false);
  assertEquals(notes("1\n2\n3\n4\n5\n6"), ["6 of 5 lines  ↑1", true]);
});

Deno.test("renderPrompt: what is on its way stands above, the state of things between", () => {
  const pending = [[span("me: one …")], [span("me: two …")]];
  assertEquals(drawn(editing("x|"), { pending, status: [span("connection lost")] }), [
    "me: one …",
    "me: two …",
    "connection lost",
    "ann> x|",
  ]);
});

Deno.test("renderPrompt: of much on its way the latest, and how many are left out", () => {
  const pending = Array.from({ length: 20 }, (_, i) => [span(`me: ${i + 1} …`)]);
  assertEquals(drawn(editing("x|"), { pending }), [
    "↑16",
    "me: 17 …",
    "me: 18 …",
    "me: 19 …",
    "me: 20 …",
    "ann> x|",
  ]);
});

Deno.test("renderPrompt: the last part of a status is cut, or left out where too little of it would be left", () => {
  const row = (...parts: string[]) =>
    drawn(editing("|"), { status: parts.map((text) => span(text)) })[0];
  assertEquals(
    row("lost  ", "because of the weather in the mountains"),
    "lost  because of the weather in the mo…",
  );
  const first = "trying again in three seconds ";
  assertEquals(row(first, "because of the weather"), first);
  assertEquals(row(first, "soon"), `${first}soon`);
});

Deno.test("renderPrompt: a long text on its way is shown by its beginning", () => {
  const pending = [[span("me: " + "word ".repeat(40))]];
  assertEquals(drawn(editing("|"), { pending }), [
    "me: word word word word word word word",
    "      word word word word word word…",
    "ann> |",
  ]);
});

Deno.test("renderPrompt: what Tab offers stands below, the chosen one reversed", () => {
  const complete = () => ({ from: 0, candidates: ["ann: ", "annika: "] });
  const { state } = press(editing("a|"), ["Tab", "Tab"], complete);
  assertEquals(drawn(state), ["ann> ann: |", "ann  annika"]);
  const row = renderPrompt(state, OPTIONS).rows[1] ?? [];
  assertEquals(row.filter((part) => part.style?.reverse === true).map((part) => part.text), [
    "ann",
  ]);
});

Deno.test("renderPrompt: of many candidates the page with the chosen one", () => {
  const candidates = Array.from({ length: 9 }, (_, i) => `name-${i + 1}`);
  const complete = () => ({ from: 0, candidates });
  const row = (...keys: string[]) => drawn(press(editing("n|"), keys, complete).state)[1];
  assertEquals(row("Tab"), "name-1  name-2  name-3  name-4 …");
  assertEquals(row("Tab", "Tab", "Tab", "Tab", "Tab"), "name-1  name-2  name-3  name-4 …");
  assertEquals(
    row("Tab", "Tab", "Tab", "Tab", "Tab", "Tab"),
    "name-5  name-6  name-7  name-8  name-9",
  );
  assertEquals(row("Tab", "S-Tab"), "name-5  name-6  name-7  name-8  name-9");
});

Deno.test("renderPrompt: during a search its words are the label", () => {
  const { state } = press(editing("draft|", ["hello"]), ["C-r", "text:ll"]);
  assertEquals(drawn(state), ["(search 'll') he|llo"]);
});

Deno.test("renderPrompt: a label takes at most half of the row", () => {
  assertEquals(drawn(editing("x|"), { label: [span("n".repeat(50))] }), [`${"n".repeat(18)}…x|`]);
});

Deno.test("renderPrompt: marks of direction are not shown", () => {
  assertEquals(drawn(editing("a\u202eb|")), ["ann> ab|"]);
});

Deno.test("renderPrompt: on any screen the rows have room and the cursor is in them", () => {
  const anyText = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("\n", "\t", "日本", "word ", "👨‍👩‍👧")),
  ).map((parts) => parts.join("").replace(/[^\P{Cc}\t\n]/gu, ""));
  const anySize = fc.record({
    columns: fc.integer({ min: 24, max: 100 }),
    rows: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(fc.property(anyText, fc.nat(), anySize, fc.nat(9), (text, at, size, count) => {
    const places = [0];
    for (const grapheme of graphemes(text)) places.push((places.at(-1) ?? 0) + grapheme.length);
    const cursor = places[at % places.length] ?? 0;
    const { rows, cursor: place } = renderPrompt({ ...editing("|"), text, cursor }, {
      ...OPTIONS,
      size,
      most: { bytes: 20, lines: 3 },
      status: [span("connection lost")],
      pending: Array.from({ length: count }, () => [span("on its way ".repeat(9))]),
    });
    assert(rows.length <= Math.max(size.rows - 1, 1));
    assert(place.row < rows.length && place.column < size.columns);
    for (const row of rows) assert(lineWidth(row) < size.columns, plain(row));
  }));
});

Deno.test("renderPrompt: on a tiny screen the input comes first", () => {
  const options = {
    status: [span("connection lost")],
    pending: [[span("on its way")]],
    label: [span("> ")],
  };
  const text = editing("one\ntwo\nthree|");
  const at = (columns: number, rows: number) =>
    drawn(text, { ...options, size: { columns, rows } });
  assertEquals(at(9, 2), ["> three|"]);
  assertEquals(at(9, 3), ["> three|", "↑2  3 l…"]);
  assertEquals(at(9, 4), ["connect…", "> three|", "↑2  3 l…"]);
  const one = { label: [span("> ")], size: { columns: 1, rows: 1 } };
  assertEquals(drawn(editing("abc|"), one), ["> c|"]);
});
