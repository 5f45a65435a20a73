/** Checks message texts, and cleans text from outside. */

import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "./limits.ts";

/** What is wrong with a nickname, a room name or a text. The phrases have a sentence for each. */
export type TextFault =
  | "nick_empty"
  | "nick_wide"
  | "nick_bytes"
  | "nick_chars"
  | "nick_ends"
  | "nick_colon"
  | "room_name"
  | "room_reserved"
  | "text_empty"
  | "text_bytes"
  | "text_lines";

/** A text that cannot be used: what is wrong with it, and its size where it is too long. */
export interface InvalidText {
  /** Tells it from a valid text. */
  readonly ok: false;
  /** What is wrong with it. */
  readonly fault: TextFault;
  /** Its size. */
  readonly seen?: number;
  /** The largest size. */
  readonly limit?: number;
}

/** A text that can be used, in the form in which it is stored. */
export interface ValidText {
  /** Tells it from an invalid text. */
  readonly ok: true;
  /** The text itself. */
  readonly value: string;
}

const encoder = new TextEncoder();

/** The length of `text` in UTF-8 bytes. */
export function utf8Bytes(text: string): number {
  return ASCII_ONLY.test(text) ? text.length : encoder.encode(text).length;
}

/** Printable ASCII, at least one character. */
const ONE_PLAIN_LINE = /^[\x20-\x7e]+$/;

// deno-lint-ignore no-control-regex
const ASCII_ONLY = /^[\x00-\x7f]*$/;

// Whole terminal sequences, so that no "[31m" is left of them: CSI, then OSC/DCS/SOS/PM/APC up
// to their end or the line's, then two-character escapes (ECMA-48, sections 5.3 to 5.6).
const TERMINAL_SEQUENCE =
  // deno-lint-ignore no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;

// C0 and C1 controls except tab and line feed; marks that turn or hide text: bidirectional
// embeddings, overrides and isolates (UAX #9), zero-width space, word joiner, BOM, invisible
// operators, interlinear marks, tag characters, unpaired surrogates.
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e0fff}]/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, "gu");

/**
 * Removes from `text` everything that could act on a terminal, turn the direction of a line or hide:
 * escape sequences, controls, bidirectional overrides, zero-width characters. Line ends become LF. Tabs
 * stay. Unpaired surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(TERMINAL_SEQUENCE, "")
    .replace(UNSAFE_ALL, "");
}

/**
 * Checks and cleans a message text. It has at most `MAX_TEXT_LINES` lines and `MAX_TEXT_BYTES` bytes, and
 * is not blank. Indentation stays. Blank lines at the end do not count.
 */
export function checkText(raw: string): ValidText | InvalidText {
  // the fast path, for most messages
  if (ONE_PLAIN_LINE.test(raw) && raw.length <= MAX_TEXT_BYTES && raw[0] !== " ") {
    return { ok: true, value: raw.trimEnd() };
  }
  // trimEnd, not /\s+$/, whose time is the square of a long run of spaces inside the text
  const value = cleanText(raw).trimEnd().replace(/^(?:[^\S\n]*\n)+/, "");
  if (isInvisible(value)) return { ok: false, fault: "text_empty" };
  const bytes = utf8Bytes(value);
  if (bytes > MAX_TEXT_BYTES) {
    return { ok: false, fault: "text_bytes", seen: bytes, limit: MAX_TEXT_BYTES };
  }
  const lines = countLines(value);
  if (lines > MAX_TEXT_LINES) {
    return { ok: false, fault: "text_lines", seen: lines, limit: MAX_TEXT_LINES };
  }
  return { ok: true, value };
}

/** Whether nothing of `text` can be seen: blanks, and characters that show nothing by themselves. */
export function isInvisible(text: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text);
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
