/** What folding makes of each letter of Unicode, looked up from the other side. Pure. */

import { foldSearch } from "../../../protocol/search_words.ts";
import { utf8Pattern } from "./utf8_pattern.ts";

const MARK = /\p{M}/u;
/** Syllables, and their parts. */
const KOREAN = /[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]/;
/** Folding joins them. */
const KOREAN_PARTS = [[0x1100, 0x11ff], [0xa960, 0xa97f], [0xd7b0, 0xd7ff]] as const;

/** Fold to several letters, and are frequent. */
const FREQUENT = "ßẞև";

/** Without marks and letters that change: Chinese, Korean, halves of pairs, private use, old scripts, and no letter. */
const UNCHANGED = [
  [0x3400, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xf8ff],
  [0x17000, 0x18dff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x2f7ff],
  [0x2fa20, 0xe00ff],
] as const;
const LAST_MARK = 0xe01ef;

/** Letters without their marks, each by what it folds to. */
export interface FoldedLetters {
  /** What folds to one letter alone, beside this itself. */
  readonly writings: ReadonlyMap<string, string>;
  /** What folds to several letters, and the marks that fold to one. */
  readonly long: ReadonlyMap<string, readonly string[]>;
  /**
   * The letters that a frequent one of several letters folds to: for each of them the writings of all, with
   * the frequent one. They are not told apart.
   */
  readonly groups: ReadonlyMap<string, string>;
  /** The source of a pattern for any number of marks, in bytes. */
  readonly anyMarks: string;
  /** Marks that are written in one way alone: where they are in a folded text, they are in the text. */
  readonly plainMarks: ReadonlySet<string>;
}

let known: FoldedLetters | undefined;

/** Looks them up once, when they are needed. */
export function foldedLetters(): FoldedLetters {
  return known ??= read();
}

/** The parts of Korean syllables: no letter for letter tells what they are folded to. */
export function koreanParts(): string[] {
  return KOREAN_PARTS.flatMap(([from, to]) => lettersBetween(from, to));
}

/** Whether a folded word has Korean syllables or parts of them. */
export function isKorean(word: string): boolean {
  return KOREAN.test(word);
}

/** Whether it is a mark on a letter. */
export function isMark(letter: string): boolean {
  return MARK.test(letter);
}

/** The letters and the marks of a folded text, each by itself; Korean syllables are one letter. */
export function partsOf(folded: string): string[] {
  return Array.from(folded).flatMap((each) => isKorean(each) ? each : [...each.normalize("NFD")]);
}

function read(): FoldedLetters {
  const marks: string[] = [];
  const writings = new Map<string, string>();
  const long = new Map<string, readonly string[]>();
  const made = new Set<string>();
  for (const letter of changing()) {
    const parts = partsOf(foldSearch(letter));
    for (const part of parts) if (part !== letter) made.add(part);
    const into = parts.filter((part) => !isMark(part));
    const isPassedOver = isMark(letter) || into.length === 0;
    if (isPassedOver) marks.push(letter);
    if (into.length > 1 || isPassedOver && into.length > 0) long.set(letter, into);
    else if (!isPassedOver) writings.set(into[0]!, (writings.get(into[0]!) ?? "") + letter);
  }
  const plainMarks = marks.filter((mark) => !made.has(mark) && foldSearch(mark) === mark);
  return {
    ...{ writings, long, groups: groupsOf(long, writings) },
    ...{ anyMarks: `(?:${utf8Pattern(marks)})*`, plainMarks: new Set(plainMarks) },
  };
}

/** Takes the frequent letters from the long ones. */
function groupsOf(
  long: Map<string, readonly string[]>,
  writings: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const frequent of FREQUENT) {
    const letters = [...new Set(long.get(frequent))];
    long.delete(frequent);
    const written = groups.get(letters[0]!) ??
      letters.map((letter) => letter + (writings.get(letter) ?? "")).join("");
    for (const letter of letters) groups.set(letter, written + frequent);
  }
  return groups;
}

/** The letters that folding may change, and all marks. */
function changing(): string[] {
  let from = " ".charCodeAt(0);
  const stretches = [...UNCHANGED, [LAST_MARK + 1]].flatMap(([to, last = 0]) => {
    const letters = lettersBetween(from, to! - 1);
    from = last + 1;
    return letters;
  });
  // all in one step, which takes a tenth of the time
  const other = stretches.join("\n").normalize("NFKD").toUpperCase().toLowerCase().split("\n");
  return stretches.filter((letter, at) => other[at] !== letter || isMark(letter));
}

function lettersBetween(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));
}
