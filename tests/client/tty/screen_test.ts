import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Reflow } from "../../../client/tty/capabilities.ts";
import { newEditor, withText } from "../../../client/tty/editor_state.ts";
import type { Frame, Size } from "../../../client/tty/frame.ts";
import { renderPrompt } from "../../../client/tty/prompt.ts";
import { MAX_WAITING_LINES } from "../../../client/limits.ts";
import { Screen } from "../../../client/tty/screen.ts";
import { FAINT, span, type StyledLine } from "../../../client/tty/style.ts";
import { graphemes } from "../../../client/tty/graphemes.ts";
import { Emulator } from "./emulator.ts";
import { PHRASES } from "./prompt_phrases.ts";

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
  { columns: 120, rows: 40 },
];

/** Texts that terminals have trouble with, each short enough for one row of 40 columns. */
const TYPED: Readonly<Record<string, string>> = {
  latin: "a word half wri",
  emoji: "well done 🎉👍🏽👨‍👩‍👧 and",
  CJK: "今日は日本語で書",
  Hebrew: "שלום עולם 123 ab",
  Arabic: "مرحبا بالعالم",
  "combining marks": "e\u0301a\u0308o\u0302 nai\u0308ve",
};

/** A screen on an emulator. */
class Bench implements Disposable {
  readonly emulator: Emulator;
  readonly screen: Screen;
  readonly writes: string[] = [];
  #size: Size;
  #pending: string[] = [];

  constructor(size: Size, reflow: Reflow = "above") {
    this.#size = size;
    this.emulator = new Emulator(size);
    this.screen = new Screen({
      write: (text) => {
        this.writes.push(text);
        this.#pending.push(text);
      },
      size,
      depth: 256,
      reflow,
      schedule: () => {},
      skipped: (count) => [{ text: `${count} lines left out` }],
    });
  }

  /** Brings all that the screen has to write to the emulator. */
  async show(): Promise<void> {
    this.screen.flush();
    await this.emulator.write(this.#pending.splice(0).join(""));
  }

  /** Another size: the terminal changes first, and then the program learns of it. */
  resize(size: Size): void {
    this.#size = size;
    this.emulator.resize(size);
    this.screen.resize(size);
  }

  /** Types `text`: the live area as the client draws it. */
  type(
    text: string,
    options: { pending?: StyledLine[]; cursor?: number; status?: StyledLine } = {},
  ): void {
    const { cursor = text.length, ...more } = options;
    const editor = { ...withText(newEditor(), text), cursor };
    const size = this.#size;
    this.screen.update(
      renderPrompt(editor, { size, label: [{ text: "> " }], phrases: PHRASES, ...more }),
    );
  }

  [Symbol.dispose](): void {
    this.emulator[Symbol.dispose]();
  }
}

function lines(count: number, text = "message"): StyledLine[] {
  return Array.from({ length: count }, (_, i) => [{ text: `${text} ${i + 1}` }]);
}

function texts(count: number, text = "message"): string[] {
  return Array.from({ length: count }, (_, i) => `${text} ${i + 1}`);
}

for (const size of SIZES) {
  for (const [name, text] of Object.entries(TYPED)) {
    const where = `${size.columns}x${size.rows}`;
    Deno.test(`Screen at ${where}: 1,000 lines leave ${name} being typed as it is`, async () => {
      using bench = new Bench(size);
      bench.type(text);
      await bench.show();
      for (const line of lines(1000, text)) {
        bench.screen.print([line]);
        bench.screen.flush();
      }
      await bench.show();
      const { emulator } = bench;
      assertEquals(emulator.everything, [...texts(1000, text), `> ${text}`]);
      assertEquals(emulator.screen.at(-1), `> ${text}`);
      assertEquals(emulator.cursor.row, size.rows - 1);
      assertEquals(emulator.beforeCursor, `> ${text}`);
    });
  }
}

for (const [name, text] of Object.entries(TYPED)) {
  Deno.test(`Screen: the cursor in ${name} stands where the terminal counts to`, async () => {
    using bench = new Bench({ columns: 80, rows: 24 });
    bench.screen.print(lines(3));
    let before = "";
    for (const grapheme of graphemes(text)) {
      before += grapheme;
      bench.type(text, { cursor: before.length });
      await bench.show();
      assertEquals(bench.emulator.beforeCursor, `> ${before}`);
    }
    assertEquals(bench.emulator.screen.at(-1), `> ${text}`);
  });
}

Deno.test("Screen: a row that becomes shorter leaves nothing behind", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.screen.update({ rows: lines(3, "a long row"), cursor: { row: 2, column: 0 } });
  await bench.show();
  bench.screen.update({ rows: lines(2, "row"), cursor: { row: 0, column: 3 } });
  await bench.show();
  assertEquals(bench.emulator.screen, ["row 1", "row 2"]);
});

Deno.test("Screen: a letter typed between two lines stands behind the others", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  for (let i = 1; i <= 30; i++) {
    bench.type("x".repeat(i));
    bench.screen.print([[{ text: `line ${i}` }]]);
    await bench.show();
  }
  assertEquals(bench.emulator.everything, [...texts(30, "line"), `> ${"x".repeat(30)}`]);
});

Deno.test("Screen: a printed line longer than the screen is broken by the terminal", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.type("typing");
  await bench.show();
  const long = "https://example.org/".padEnd(200, "abcdefghij");
  bench.screen.print([[{ text: long }], [{ text: "x".repeat(40) }], [{ text: "next" }]]);
  await bench.show();
  assertEquals(bench.emulator.everything, [long, "x".repeat(40), "next", "> typing"]);
});

Deno.test("Screen: text of many rows keeps its rows while lines are printed", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.type("one\ntwo\n\tthree", { cursor: 5 });
  await bench.show();
  bench.screen.print(lines(50));
  await bench.show();
  assertEquals(bench.emulator.screen.slice(-5), [
    "message 50",
    "> one",
    "  two",
    "      three",
    "  3 lines, Enter sends, Esc discards".trim(),
  ]);
  assertEquals(bench.emulator.beforeCursor, "  t");
});

Deno.test("Screen: what is drawn is never broken, whatever the terminal thinks of its width", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.screen.print(lines(20));
  const tooWide = "日".repeat(50); // as a row that this terminal takes for wider than it was meant
  bench.screen.update({ rows: [[{ text: tooWide }]], cursor: { row: 0, column: 3 } });
  await bench.show();
  assertEquals(bench.emulator.screen.length, 12);
  bench.type("");
  bench.screen.print([[{ text: "last" }]]);
  await bench.show();
  assertEquals(bench.emulator.everything, [...texts(20), "last", "> "]);
  assert(bench.emulator.wraps);
});

Deno.test("Screen: one's own line is dim above the input until it is stored", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.screen.print(lines(20));
  bench.type("more", { pending: [[{ text: "ann: hello …", style: FAINT }]] });
  await bench.show();
  assertEquals(bench.emulator.screen.slice(-3), ["message 20", "ann: hello …", "> more"]);
  assertEquals(bench.emulator.look(10, 0).dim, true);

  bench.screen.print([[{ text: "bob: hi" }], [{ text: "ann: hello" }]]);
  bench.type("more");
  await bench.show();
  assertEquals(bench.emulator.screen.slice(-4), ["message 20", "bob: hi", "ann: hello", "> more"]);
  assertEquals(bench.emulator.look(10, 0).dim, false);
});

Deno.test("Screen: all that came together is one write", async () => {
  using bench = new Bench({ columns: 80, rows: 24 });
  bench.screen.print(lines(500));
  bench.type("a");
  bench.screen.print(lines(500));
  bench.type("ab");
  bench.screen.bell();
  await bench.show();
  assertEquals(bench.writes.length, 1);
  assertEquals(bench.emulator.everything.length, 1001);
});

Deno.test("Screen: a live area that is the same is not written again", async () => {
  using bench = new Bench({ columns: 80, rows: 24 });
  bench.type("same");
  await bench.show();
  bench.type("same");
  await bench.show();
  assertEquals(bench.writes.length, 1);
});

Deno.test("Screen: by itself it writes once in a microtask", async () => {
  const writes: string[] = [];
  const screen = new Screen({
    write: (text) => void writes.push(text),
    size: { columns: 80, rows: 24 },
    depth: 0,
    reflow: "above",
    skipped: () => [],
  });
  screen.print(lines(2));
  screen.print(lines(2));
  assertEquals(writes, []);
  await Promise.resolve();
  assertEquals(writes.length, 1);
});

Deno.test("Screen: narrower, wider, lower, higher, the lines and the input are there once", async () => {
  using bench = new Bench({ columns: 80, rows: 24 });
  const typed = "what is being typed";
  bench.screen.print(lines(50));
  bench.type(typed, { pending: [[{ text: "on its way ".repeat(6) }]] });
  await bench.show();
  const sizes = [[60, 24], [40, 12], [100, 12], [100, 40], [30, 10], [80, 24]] as const;
  for (const [columns, rows] of sizes) {
    bench.resize({ columns, rows });
    bench.type(typed);
    await bench.show();
    assertEquals(bench.emulator.everything, [...texts(50), `> ${typed}`], `${columns}x${rows}`);
    bench.type(typed, { pending: [[{ text: "on its way ".repeat(6) }]] });
    await bench.show();
  }
});

Deno.test("Screen: a long text being typed is broken anew at another size", async () => {
  using bench = new Bench({ columns: 80, rows: 24 });
  const typed = "0123456789".repeat(20);
  bench.screen.print(lines(50));
  bench.type(typed);
  await bench.show();
  bench.resize({ columns: 120, rows: 24 });
  bench.type(typed);
  await bench.show();
  assertEquals(bench.emulator.screen.slice(-3), [
    "message 50",
    `> ${typed.slice(0, 117)}`,
    `  ${typed.slice(117)}`,
  ]);
});

Deno.test("Screen: where it is not sure which rows were broken, no message is erased", async () => {
  using bench = new Bench({ columns: 80, rows: 24 });
  bench.screen.print(lines(50));
  bench.type("x".repeat(70));
  await bench.show();
  bench.resize({ columns: 40, rows: 24 });
  bench.type("x".repeat(70));
  await bench.show();
  assertEquals(bench.emulator.everything.slice(0, 50), texts(50));
  assertEquals(bench.emulator.screen.slice(-2), [`> ${"x".repeat(37)}`, `  ${"x".repeat(33)}`]);
});

Deno.test("Screen.clear: empties what is in sight and loses nothing", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.screen.print(lines(30));
  bench.type("kept");
  await bench.show();
  bench.screen.clear();
  await bench.show();
  assertEquals(bench.emulator.screen, ["> kept"]);
  assertEquals(bench.emulator.everything, [...texts(30), "> kept"]);
  bench.screen.print(lines(2, "after"));
  await bench.show();
  assertEquals(bench.emulator.screen, [...texts(2, "after"), "> kept"]);
});

Deno.test("Screen.close: leaves the lines, a shown cursor and an empty row", async () => {
  using bench = new Bench({ columns: 40, rows: 12 });
  bench.type("not sent");
  await bench.show();
  bench.screen.print([[{ text: "bye" }]]);
  await bench.screen.pause();
  await bench.show();
  assertEquals(bench.emulator.everything, ["bye"]);
  assertEquals(bench.emulator.cursor, { row: 1, column: 0 });
  assert(
    bench.writes.join("").lastIndexOf("\x1b[?25h") > bench.writes.join("").lastIndexOf("\x1b[?25l"),
  );
  const written = bench.writes.length;
  bench.screen.print(lines(1));
  await bench.show();
  assertEquals(bench.writes.length, written);
});

Deno.test("Screen: while the terminal is slow, what comes is kept together", async () => {
  const open: (() => void)[] = [];
  const writes: string[] = [];
  const screen = new Screen({
    write: (text) => {
      writes.push(text);
      return new Promise((resolve) => open.push(resolve));
    },
    size: { columns: 80, rows: 24 },
    depth: 0,
    reflow: "above",
    schedule: (run) => run(),
    skipped: (count) => [{ text: `${count} lines left out` }],
  });
  screen.print(lines(1, "first"));
  for (const line of lines(10, "later")) screen.print([line]);
  assertEquals(writes.length, 1);
  open.shift()?.();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(writes.length, 2);
  assert(writes[1]?.includes("later 1\r\nlater 2\r\n"));
});

Deno.test("Screen: of more lines than may wait, the first are left out, and it says so", async () => {
  for (
    const [count, first] of [[MAX_WAITING_LINES, "m 1"], [
      MAX_WAITING_LINES + 1,
      "1 lines left out",
    ]]
  ) {
    using bench = new Bench({ columns: 80, rows: 24 });
    for (const line of lines(Number(count), "m")) bench.screen.print([line]);
    await bench.show();
    assertEquals(bench.emulator.everything[0], first);
    assertEquals(bench.emulator.everything.at(-1), `m ${count}`);
  }
});

Deno.test("Screen: a terminal that is gone is no error", async () => {
  const screen = new Screen({
    write: () => Promise.reject(new Error("gone")),
    size: { columns: 80, rows: 24 },
    depth: 0,
    reflow: "above",
    skipped: () => [],
  });
  screen.print(lines(1));
  await screen.pause();
});

Deno.test("Screen: a frame higher than the screen shows the rows around the cursor", async () => {
  using bench = new Bench({ columns: 40, rows: 4 });
  const frame: Frame = { rows: lines(10, "row"), cursor: { row: 6, column: 3 } };
  bench.screen.update(frame);
  await bench.show();
  bench.screen.print([[{ text: "printed" }]]);
  await bench.show();
  assertEquals(bench.emulator.everything, ["printed", "row 7", "row 8", "row 9", "row 10"]);
  assertEquals(bench.emulator.beforeCursor, "row");
});

Deno.test("Screen: never erases all of the screen from its first cell, which tmux keeps a copy of", async () => {
  const size = { columns: 40, rows: 8 };
  using emulator = new Emulator(size);
  const screen = new Screen({
    write: async (text) => {
      for (const [i, part] of text.split("\x1b[J").entries()) {
        if (i > 0) {
          assertNotEquals(emulator.cursor, { row: 0, column: 0 });
          await emulator.write("\x1b[J");
        }
        await emulator.write(part);
      }
    },
    size,
    depth: 0,
    reflow: "all",
    skipped: () => [],
  });
  const settle = async () => {
    for (let i = 0; i < 50; i++) await emulator.write("");
  };
  const update = (text: string) =>
    screen.update({
      rows: text.split("\n").map((row) => [span(row)]),
      cursor: { row: 0, column: 1 },
    });
  update("> a secret draft\n> in two rows");
  await settle();
  update("> ");
  screen.print([[span("printed")]]);
  await settle();
  screen.clear();
  update("> another draft");
  await settle();
  update("> another draft\n> in two rows");
  screen.print([[span("printed")]]);
  await settle();
  screen.resize(size);
  update("> ");
  await settle();
  await screen.pause();
  assertEquals(emulator.everything.filter((row) => /draft|>/.test(row)), []);
});

Deno.test("Screen: a terminal that breaks all rows anew is left with one input", () => {
  const writes: string[] = [];
  const screen = new Screen({
    write: (text) => void writes.push(text),
    size: { columns: 80, rows: 24 },
    depth: 0,
    reflow: "all",
    schedule: (run) => run(),
    skipped: () => [],
  });
  screen.update({ rows: [[{ text: "x".repeat(70) }]], cursor: { row: 0, column: 70 } });
  screen.resize({ columns: 40, rows: 24 });
  assert(writes.at(-1)?.includes("\x1b[1A\r\x1b[K\x1b[C\x1b[J\r"));
});
