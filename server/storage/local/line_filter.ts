/**
 * Finds the lines of a log that may match a search, without folding each of them. Pure.
 *
 * A whole window of lines is looked through in one step: in ASCII letters as lower case, with others by a
 * pattern. The few lines with letters that the pattern does not know have to be looked at one by one.
 */

import type { SearchTerm } from "../../../protocol/search_words.ts";
import { foldPattern, KOREAN_PARTS, oddLetters } from "./fold_pattern.ts";

/** What stands otherwise in JSON than in the text. */
const ESCAPED = /["\\/\s]+/;
/** A letter that JSON hides. */
const HIDDEN = /\\u/g;

const LF = "\n";

const decoder = new TextDecoder();

/** Picks lines that may match. It picks too many, never too few. */
export class LineFilter {
  /** What each line that matches has in it, folded; empty: nothing is known. */
  readonly #needle: string;
  #pattern: RegExp | undefined;

  constructor(terms: readonly SearchTerm[]) {
    const parts = terms.flatMap(({ text }) => text.split(ESCAPED));
    this.#needle = parts.reduce(
      (longest, part) => part.length > longest.length ? part : longest,
      "",
    );
  }

  /** The lines of a window that may match, newest first, without line feeds. */
  candidates(window: Uint8Array): string[] {
    const lines = decoder.decode(window);
    if (this.#needle === "") return lines.split(LF).filter((line) => line !== "").reverse();
    if (lines.length === window.length) return this.#ofAscii(lines);
    const normal = lines.normalize("NFC");
    return normal === lines ? this.#ofNormal(lines) : this.#ofOthers(lines, normal);
  }

  #ofAscii(lines: string): string[] {
    const starts = new Set<number>();
    const folded = lines.toLowerCase();
    for (let at = folded.indexOf(this.#needle); at >= 0;) {
      starts.add(folded.lastIndexOf(LF, at) + 1);
      at = folded.indexOf(this.#needle, endOf(folded, at));
    }
    if (lines.includes("\\u")) addLinesWith(HIDDEN, lines, starts);
    return linesAt(starts, lines);
  }

  #ofNormal(lines: string): string[] {
    const starts = new Set<number>();
    addLinesWith(this.#pattern ??= foldPattern(this.#needle), lines, starts);
    addLinesWith(oddLetters(), lines, starts);
    return linesAt(starts, lines);
  }

  /** Of lines that are not in the normal form: their places are other ones than those in it. */
  #ofOthers(lines: string, normal: string): string[] {
    const pattern = this.#pattern ??= foldPattern(this.#needle);
    const mayMatch = (normal: string, written: string) =>
      has(pattern, normal) || has(oddLetters(), normal) || KOREAN_PARTS.test(written);
    if (!mayMatch(normal, lines)) return [];
    const written = lines.split(LF);
    const found = normal.split(LF).flatMap((line, at) =>
      mayMatch(line, written[at]!) ? [written[at]!] : []
    );
    return found.reverse();
  }
}

/** Adds the beginnings of the lines in which a global pattern is found. */
function addLinesWith(pattern: RegExp, lines: string, starts: Set<number>): void {
  pattern.lastIndex = 0;
  for (let found = pattern.exec(lines); found !== null; found = pattern.exec(lines)) {
    starts.add(lines.lastIndexOf(LF, found.index) + 1);
    pattern.lastIndex = endOf(lines, found.index);
  }
}

function has(pattern: RegExp, line: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(line);
}

function linesAt(starts: Set<number>, lines: string): string[] {
  return [...starts].sort((a, b) => b - a).map((start) => lines.slice(start, endOf(lines, start)));
}

function endOf(lines: string, at: number): number {
  const end = lines.indexOf(LF, at);
  return end < 0 ? lines.length : end;
}
