/**
 * Completing a word by Tab: first what all candidates have in common, then each of them in turn.
 *
 * @module
 */
import { type Buffer, snap } from "./buffer.ts";
import { graphemes } from "./graphemes.ts";

/** What could replace the text from `from` to the cursor. */
export interface Candidates {
  /** Where the word begins: a UTF-16 index. */
  readonly from: number;
  /** The possible words, each with what should follow it (`: `, a space). */
  readonly candidates: readonly string[];
}

/** A choice in progress: the next Tab goes on with it, any other key ends it. */
export interface Choice extends Candidates {
  /** The text before the first Tab. */
  readonly original: Buffer;
  /** The index of the candidate in the text; -1 while it is only what all have in common. */
  readonly index: number;
}

/** The result of a Tab. */
export interface Completed {
  /** The new text. */
  readonly buffer: Buffer;
  /** The choice that the next Tab goes on with; none if there was at most one candidate. */
  readonly choice?: Choice | undefined;
}

/** The text after the first Tab. */
export function begin(buffer: Buffer, found: Candidates): Completed {
  const [first, second] = found.candidates;
  if (first === undefined) return { buffer };
  if (second === undefined) return { buffer: put(buffer, found.from, first) };
  const choice: Choice = { ...found, original: buffer, index: -1 };
  const typed = buffer.text.slice(found.from, buffer.cursor);
  const common = commonStart(found.candidates);
  // candidates may differ from the typed text in case. The typed text never becomes shorter
  if (common.length < typed.length) return { buffer, choice };
  return { buffer: put(buffer, found.from, common), choice };
}

/** The text after another Tab (`step` 1), or Shift and Tab (`step` -1). */
export function cycle(choice: Choice, step: 1 | -1): Completed {
  const count = choice.candidates.length;
  const from = choice.index < 0 && step < 0 ? 0 : choice.index;
  const index = (from + step + count) % count;
  const buffer = put(choice.original, choice.from, choice.candidates[index] ?? "");
  return { buffer, choice: { ...choice, index } };
}

function put({ text, cursor }: Buffer, from: number, word: string): Buffer {
  const whole = text.slice(0, from) + word + text.slice(cursor);
  return { text: whole, cursor: snap(whole, from + word.length) };
}

/** The graphemes that all of `words` begin with. */
function commonStart(words: readonly string[]): string {
  const split = words.map(graphemes);
  const [first = []] = split;
  let count = 0;
  while (count < first.length && split.every((word) => word[count] === first[count])) count++;
  return first.slice(0, count).join("");
}
