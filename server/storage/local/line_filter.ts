/**
 * Finds the lines of a log that may match a search, without decoding and folding each of them. Pure.
 */

import { Buffer } from "node:buffer";
import type { SearchTerm } from "../../../protocol/search_words.ts";
import { foldPattern } from "./fold_pattern.ts";

/** What stands otherwise in a file than in the text: by rules of JSON, or because it is no UTF-8. */
const WRITTEN_OTHERWISE = /["\\/\s\p{Cc}\p{Cs}\ufffd]+/u;
/** A letter that JSON hides. */
const HIDDEN = /\\u/g;
const ANYTHING = /[^\n]/g;

const LF = "\n";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Picks lines that may match. It picks too many, never too few. */
export class LineFilter {
  readonly #pattern: RegExp;

  constructor(terms: readonly SearchTerm[]) {
    const parts = terms.flatMap(({ text }) => text.split(WRITTEN_OTHERWISE));
    const longest = parts.reduce(
      (longest, part) => part.length > longest.length ? part : longest,
      "",
    );
    this.#pattern = (longest === "" ? undefined : foldPattern(longest)) ?? ANYTHING;
  }

  /** The lines of a window that may match, newest first, without line feeds. */
  *candidates(window: Uint8Array): Generator<string> {
    const { buffer, byteOffset, length } = window;
    const bytes = Buffer.from(buffer, byteOffset, length).toString("latin1");
    const starts = new Set<number>();
    addLinesWith(this.#pattern, bytes, starts);
    if (bytes.includes("\\u")) addLinesWith(HIDDEN, bytes, starts);
    for (const start of [...starts].sort((a, b) => b - a)) {
      yield decoder.decode(window.subarray(start, endOf(bytes, start)));
    }
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

function endOf(lines: string, at: number): number {
  const end = lines.indexOf(LF, at);
  return end < 0 ? lines.length : end;
}
