/**
 * Finds the lines of a log that may match a search, without looking at each of them. Pure.
 *
 * A line of plain letters, as most lines are, is folded by making it lower case; a whole window of lines is
 * folded and searched in one step. Other lines have to be looked at one by one.
 */

import type { SearchTerm } from "../../../protocol/search_words.ts";

/**
 * What is not plain: `foldSearch` would do more to it than `foldPlain` does, or JSON hides it. Plain are
 * ASCII, Russian letters, quotes, dashes, and pictures of one block.
 */
const NOT_PLAIN =
  // the second half of a pair may be that of other characters, whose first half is not plain
  /[^\0-\x7f\u00ab\u00bb\u0401\u0410-\u044f\u0451\u2013\u2014\u2018-\u201f\ud83d\udc00-\udfff]|\\u/g;

/** What stands otherwise in JSON than in the text. */
const ESCAPED = /["\\/\s]+/;

const LF = "\n";

const decoder = new TextDecoder();

/** Picks lines that may match. It picks too many, never too few. */
export class LineFilter {
  /** What each plain line that matches has in it; empty: nothing is known. */
  readonly #needle: string;

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
    const starts = new Set<number>();
    const isAscii = lines.length === window.length;
    const folded = isAscii ? lines.toLowerCase() : foldPlain(lines);
    // a letter that becomes two when it is lower case would move all places behind it
    if (folded.length !== lines.length) {
      return lines.split(LF).filter((line) => line !== "").reverse();
    }
    this.#addMatching(folded, starts);
    if (!isAscii || lines.includes("\\u")) addUnusual(lines, starts);
    return [...starts].sort((a, b) => b - a).map((start) =>
      lines.slice(start, endOf(lines, start))
    );
  }

  #addMatching(folded: string, starts: Set<number>): void {
    for (let at = folded.indexOf(this.#needle); at >= 0;) {
      starts.add(folded.lastIndexOf(LF, at) + 1);
      at = folded.indexOf(this.#needle, endOf(folded, at));
    }
  }
}

/** A plain text as `foldSearch` folds it. */
export function foldPlain(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

/** Whether `foldPlain` is enough for a text. */
export function isPlain(text: string): boolean {
  NOT_PLAIN.lastIndex = 0;
  return !NOT_PLAIN.test(text);
}

function addUnusual(lines: string, starts: Set<number>): void {
  NOT_PLAIN.lastIndex = 0;
  for (let found = NOT_PLAIN.exec(lines); found !== null; found = NOT_PLAIN.exec(lines)) {
    starts.add(lines.lastIndexOf(LF, found.index) + 1);
    NOT_PLAIN.lastIndex = endOf(lines, found.index);
  }
}

function endOf(lines: string, at: number): number {
  const end = lines.indexOf(LF, at);
  return end < 0 ? lines.length : end;
}
