/**
 * Finds a folded word in a text that is neither folded nor decoded: a pattern over the bytes of UTF-8, which
 * knows all ways to write each letter. To decode a log takes longer than to look through it with such a
 * pattern, and to fold it many times as long. Pure.
 *
 * Marks are passed over, but for those that are never lost: so it makes no difference in which order they
 * stand, and whether a letter is one with its marks. No part of the pattern can match the same bytes in many
 * ways, so its time grows with a text, and not faster.
 */

import { foldedLetters, isKorean, isMark, koreanParts, partsOf } from "./folded_letters.ts";
import { utf8Pattern } from "./utf8_pattern.ts";

/** Letters of a longer word that are enough to find it. */
const MAX_PATTERN_LETTERS = 12;

/** One letter, or several of one group. */
interface Step {
  /** Any of these. */
  readonly letters: string;
  /** How often at the most. */
  times: number;
  /** A mark that is behind it. */
  mark?: string;
}

/**
 * Finds a word in the bytes of a text, each given as one character. It finds too much, never too little.
 * Global. `undefined` when it would find everything.
 *
 * @param word Folded.
 */
export function foldPattern(word: string): RegExp | undefined {
  const { anyMarks } = foldedLetters();
  const parts = partsOf(word);
  const letters = parts.filter((part) => !isMark(part)).slice(0, MAX_PATTERN_LETTERS);
  if (letters.length === 0) return undefined;
  const inOrder = stepsOf(parts).map((step) => sourceOf(step, anyMarks)).join(anyMarks);
  const odd = oddLetters(letters);
  return new RegExp(odd.length === 0 ? inOrder : `${inOrder}|${utf8Pattern(odd)}`, "g");
}

function stepsOf(parts: readonly string[]): Step[] {
  const { groups, plainMarks, writings } = foldedLetters();
  const steps: Step[] = [];
  let letters = 0;
  for (const part of parts) {
    const last = steps.at(-1);
    const group = groups.get(part);
    if (isMark(part)) {
      if (last !== undefined && plainMarks.has(part)) last.mark ??= part;
    } else if (letters++ === MAX_PATTERN_LETTERS) break;
    else if (group !== undefined && last?.letters === group) last.times++;
    else steps.push({ letters: group ?? part + (writings.get(part) ?? ""), times: 1 });
  }
  return steps;
}

function sourceOf({ letters, times, mark }: Step, anyMarks: string): string {
  const one = utf8Pattern(letters);
  const more = times === 1 ? "" : `(?:${anyMarks}${one}){0,${times - 1}}`;
  return one + more + (mark === undefined ? "" : `(?=${anyMarks}${utf8Pattern(mark)})`);
}

/** What folds to more than one of the letters and its neighbours: a text that has it may match. */
function oddLetters(letters: readonly string[]): string[] {
  const odd = isKorean(letters.join("")) ? koreanParts() : [];
  for (const [letter, folded] of foldedLetters().long) {
    if (overlaps(letters, folded)) odd.push(letter);
  }
  return odd;
}

/** Whether `part` may stand in `letters`, or its end before or its beginning behind them. */
function overlaps(letters: readonly string[], part: readonly string[]): boolean {
  for (let at = 1 - part.length; at < letters.length; at++) {
    const here = letters.slice(Math.max(0, at), at + part.length);
    const from = Math.max(0, -at);
    if (here.every((letter, n) => letter === part[from + n])) return true;
  }
  return false;
}
