import { assert, assertEquals, assertFalse, assertLessOrEqual } from "@std/assert";
import fc from "../support/fast_check.ts";
import { encodeFrame, encodeMsg, markOld } from "../../protocol/frames.ts";
import {
  MAX_LINE_BYTES,
  MAX_NICK_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  MAX_TOKEN_CHARS,
} from "../../protocol/limits.ts";
import { checkNick } from "../../protocol/names.ts";
import {
  checkText,
  cleanText,
  type InvalidText,
  utf8Bytes,
  type ValidText,
} from "../../protocol/text.ts";
import { anyText } from "./arbitraries.ts";

const ESC = "\x1b";

function fault(checked: ValidText | InvalidText): string {
  return checked.ok ? `accepted ${JSON.stringify(checked.value)}` : checked.fault;
}

function accepted(checked: ValidText | InvalidText): string {
  assert(checked.ok, fault(checked));
  return checked.value;
}

Deno.test("utf8Bytes counts the bytes of every text as the encoder does", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(utf8Bytes(text), new TextEncoder().encode(text).length);
  }));
});

/** Hostile texts and what is left of each. */
const HOSTILE: readonly (readonly [what: string, raw: string, clean: string])[] = [
  ["colour", `a${ESC}[31mred${ESC}[0mb`, "aredb"],
  ["cursor movement", `a${ESC}[2J${ESC}[1;1Hb`, "ab"],
  ["private mode", `a${ESC}[?1049hb`, "ab"],
  ["C1 CSI", "a\x9b31mb", "ab"],
  ["CSI without an end", `a${ESC}[31`, "a"],
  ["CSI cut by a line", `a${ESC}[31\nb`, "a\nb"],
  ["window title with BEL", `a${ESC}]0;title\x07b`, "ab"],
  ["window title with ST", `a${ESC}]0;title${ESC}\\b`, "ab"],
  ["window title with C1 ST", `a${ESC}]0;title\x9cb`, "ab"],
  ["window title of C1", "a\x9d0;title\x07b", "ab"],
  ["clipboard", `a${ESC}]52;c;cm0gLXJm\x07b`, "ab"],
  ["hyperlink", `${ESC}]8;;http://x${ESC}\\click${ESC}]8;;${ESC}\\`, "click"],
  ["OSC without an end, to the end of its line", `a${ESC}]0;title\nb`, "a\nb"],
  ["DCS", `a${ESC}Pq#0${ESC}\\b`, "ab"],
  ["APC, PM, SOS", `a${ESC}_x${ESC}\\${ESC}^y${ESC}\\${ESC}Xz${ESC}\\b`, "ab"],
  ["reset", `a${ESC}cb`, "ab"],
  ["character set", `a${ESC}(0b`, "ab"],
  ["a lone escape at the end", `a${ESC}`, "a"],
  ["escape before an escape", `a${ESC}${ESC}[31mb`, "ab"],
  ["an escape made by a removal", `a\x1b\0[31mb`, "a[31mb"],
  ["bell, backspace, NUL, DEL", "a\x07\x08\0\x7fb", "ab"],
  ["form feed, vertical tab, shift out", "a\x0c\x0b\x0eb", "ab"],
  ["C1 controls", "a\x80\x8d\x9ab", "ab"],
  ["embeddings and overrides", "a\u202a\u202b\u202c\u202d\u202eb", "ab"],
  ["isolates", "a\u2066\u2067\u2068\u2069b", "ab"],
  ["direction marks", "a\u200e\u200f\u061cb", "ab"],
  ["zero-width space, joiner of words, BOM", "a\u200b\u2060\ufeffb", "ab"],
  ["soft hyphen, Mongolian separator", "a\u00ad\u180eb", "ab"],
  ["invisible operators and old format marks", "a\u2061\u2064\u206a\u206fb", "ab"],
  ["interlinear marks", "a\ufff9\ufffa\ufffbb", "ab"],
  ["tag characters", "a\u{e0041}\u{e007f}b", "ab"],
  ["unpaired surrogates", "a\ud800b\udc00", "a\ufffdb\ufffd"],
  ["carriage return", "a\rb\r\nc", "a\nb\nc"],
  ["line ends of Unicode", "a\u2028b\u2029c\u0085d", "a\nb\nc\nd"],
];

Deno.test("cleanText leaves nothing that acts on a terminal, turns a line or hides", () => {
  for (const [what, raw, clean] of HOSTILE) assertEquals(cleanText(raw), clean, what);
});

Deno.test("cleanText changes nothing in a text that is clean", () => {
  for (
    const text of [
      "hello",
      "привет, 日本語 العربية עברית",
      "\tindented\n    code();\n",
      "👨‍👩‍👧 🏳️‍🌈 ❤️ नमस्ते",
      "می\u200cخواهم",
      "e\u0301 \u00a0 \ufffd",
      "C:\\path [31m not an escape",
    ]
  ) assertEquals(cleanText(text), text);
});

// deno-lint-ignore no-control-regex
const HARMFUL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

Deno.test("cleanText of any text is well-formed, harmless, and stays the same when cleaned again", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text);
      assert(clean.isWellFormed());
      assertFalse(HARMFUL.test(clean), JSON.stringify(clean));
      assertEquals(cleanText(clean), clean);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("checkText keeps indentation and inner blank lines, and drops blank lines around", () => {
  assertEquals(accepted(checkText("  two\n\n\tthree  \n \n")), "  two\n\n\tthree");
  assertEquals(accepted(checkText("\n \t\n  first")), "  first");
  assertEquals(accepted(checkText("one\r\ntwo\r\n")), "one\ntwo");
});

Deno.test("checkText refuses what is blank, or is once it is clean", () => {
  for (const text of ["", " ", "\n\n", "\t \r\n", `${ESC}[31m`, "\u200b\u202e", "\u3000\u00a0"]) {
    assertEquals(fault(checkText(text)), "text_empty", JSON.stringify(text));
  }
});

Deno.test("checkText takes a text of the most bytes and refuses one more, in letters of every size", () => {
  for (const letter of ["x", "я", "日", "🙂"]) {
    const bytes = utf8Bytes(letter);
    const fits = letter.repeat(Math.floor(MAX_TEXT_BYTES / bytes));
    const full = fits + "x".repeat(MAX_TEXT_BYTES - utf8Bytes(fits));
    assertEquals(accepted(checkText(full)), full);
    assertEquals(checkText(full + "x"), {
      ok: false,
      fault: "text_bytes",
      seen: MAX_TEXT_BYTES + 1,
      limit: MAX_TEXT_BYTES,
    });
  }
});

Deno.test("checkText does not count what it drops", () => {
  const full = "x".repeat(MAX_TEXT_BYTES);
  assertEquals(accepted(checkText(`\n\n${full}${ESC}[0m\n  \n`)), full);
});

Deno.test("checkText takes a text of the most lines and refuses one more", () => {
  const most = Array.from({ length: MAX_TEXT_LINES }, (_, i) => `line ${i}`).join("\n");
  assertEquals(accepted(checkText(most + "\n\n")), most);
  assertEquals(checkText(most + "\nmore"), {
    ok: false,
    fault: "text_lines",
    seen: MAX_TEXT_LINES + 1,
    limit: MAX_TEXT_LINES,
  });
});

Deno.test("checkText takes time in proportion to the length, whatever runs of anything come", () => {
  // a hundred milliseconds in all; hours where a run is looked at from each of its letters
  const length = 4 * 1024 * 1024;
  const start = performance.now();
  for (const run of [" ", "\n", " \n", "\t", `${ESC}]`, `${ESC}[0`, "\u200b ", "\r", "\ud800"]) {
    checkText(`a${run.repeat(length / run.length)}a`);
  }
  assertLessOrEqual(performance.now() - start, 60_000);
});

/** A nickname that is as long as its record gets: quotes take two bytes, and marks no column. */
const LONGEST_NICK = '"'.repeat(MAX_NICK_COLUMNS) +
  "\u0316".repeat((MAX_NICK_BYTES - MAX_NICK_COLUMNS) / 2);

Deno.test("checkText lets nothing pass whose record is longer than a line", () => {
  assertEquals(accepted(checkNick(LONGEST_NICK)), LONGEST_NICK);
  const ts = "+275760-09-13T00:00:00.000Z";
  const id = Number.MAX_SAFE_INTEGER;
  const nick = LONGEST_NICK;
  const cid = '"'.repeat(MAX_TOKEN_CHARS);
  const long = fc.tuple(
    anyText,
    fc.constantFrom('"', "\\", "\t", '"\n', "я", "🙂", "\x1b[", "\x01"),
  )
    .map(([text, filler]) => text + filler.repeat(MAX_TEXT_BYTES) + "x");
  const text = fc.tuple(long, fc.integer({ min: 1, max: MAX_TEXT_BYTES }))
    .map(([text, length]) => text.slice(0, length));
  fc.assert(fc.property(text, (raw) => {
    const checked = checkText(raw);
    if (!checked.ok) return;
    const said = { id, ts, type: "msg", nick, text: checked.value, cid } as const;
    const msg = { ...said, action: true, notice: true } as const;
    assertLessOrEqual(utf8Bytes(markOld(encodeMsg(msg))), MAX_LINE_BYTES);
    const dm = { type: "dm", ts, nick, to: nick, text: checked.value, cid } as const;
    assertLessOrEqual(utf8Bytes(encodeFrame(dm)), MAX_LINE_BYTES);
  }));
  const worst = '"'.repeat(MAX_TEXT_BYTES);
  assertEquals(accepted(checkText(worst)), worst);
});

Deno.test("checkText refuses a text of which nothing can be seen", () => {
  for (const text of ["\u200d", "\u3164", "\ufe0f", "\u034f", "\u115f \u17b4\n\uffa0", "\u2064"]) {
    assertEquals(checkText(text), { ok: false, fault: "text_empty" }, JSON.stringify(text));
  }
  assertEquals(checkText("\u3164a").ok, true);
});
