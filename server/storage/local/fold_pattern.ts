/**
 * Finds a folded word in a text that is not folded: a pattern that knows all ways to write each of its
 * letters. Folding a log takes many times as long as looking through it with such a pattern. Pure.
 *
 * The text must be in the normal form NFC, and have had no `KOREAN_PARTS` before it was. What folds to several letters is not looked for, but for a few
 * that are frequent: `isOdd` tells that a text has such letters, and has to be folded after all.
 */

import { foldSearch } from "../../../protocol/search_words.ts";

/** Folds to several letters, and is frequent. */
const FREQUENT = "ßẞ…™№½¼¾ำև";

/** Parts of a longer word that are enough to find it. */
const MAX_PATTERN_UNITS = 32;

const MARK = /\p{M}/u;
const LOSES_MARKS = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]/u;
/** Parts of Korean syllables: they are folded together, but not with a syllable before them, as NFC does. */
export const KOREAN_PARTS: RegExp = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/** Where no letter changes: Chinese, Korean, and the halves of pairs. */
const UNCHANGED = [[0x3400, 0x9fff], [0xac00, 0xd7a3], [0xd800, 0xf8ff]] as const;

/** First halves of pairs with a mark, or a letter that changes. */
const ODD_HALVES = "\\ud800-\\ud83b\\ud83f\\ud87e-\\udbff";
/** Pairs of blocks of pictures that change. */
const ODD_PICTURES = "(?<=\\ud83c)[\\udd00-\\udde5\\ude00-\\udeff]|(?<=\\ud83e)[\\udff0-\\udfff]";

/** The letters of the first plane, by what folding makes of them. */
interface Letters {
  /** Which units fold to this one alone, beside itself. */
  readonly writings: ReadonlyMap<string, string>;
  /** The frequent ones that fold to several. */
  readonly long: ReadonlyMap<string, string>;
  readonly odd: RegExp;
}

let known: Letters | undefined;

/** Looked up once, when it is needed: it takes as long as reading 20 MiB of a log. */
function letters(): Letters {
  return known ??= readLetters();
}

function readLetters(): Letters {
  const marks: string[] = [];
  const odd: string[] = [];
  /** What must not have a mark behind it: the mark, or more than the mark, changes. */
  const alone: string[] = [];
  const writings = new Map<string, string>();
  const long = new Map<string, string>();
  for (const unit of changingUnits()) {
    const folded = foldSearch(unit);
    if (KOREAN_PARTS.test(unit)) odd.push(unit);
    else if (MARK.test(unit)) {
      marks.push(unit);
      // some marks are letters of these scripts, and lose the marks behind them
      if (folded !== unit || LOSES_MARKS.test(unit)) odd.push(unit);
    } else {
      if (folded !== unit || LOSES_MARKS.test(unit)) alone.push(unit);
      if (folded.length > 1) {
        if (FREQUENT.includes(unit)) long.set(unit, folded);
        else odd.push(unit);
      } else if (folded !== unit) writings.set(folded, (writings.get(folded) ?? "") + unit);
    }
  }
  return { writings, long, odd: oddPattern(odd.join(""), alone.join(""), marks.join("")) };
}

/** A class of all first units, then a closer look: several alternatives take four times as long. */
function oddPattern(odd: string, alone: string, marks: string): RegExp {
  const first = `[${classOf(odd + marks)}${ODD_HALVES}\\ud83c\\ud83e\\\\]`;
  // JSON hides a letter, or what stands before a mark
  const marked = `(?<=(?:[${classOf(alone)}]|\\\\[a-z])[${classOf(marks)}])`;
  const hidden = "(?<=\\\\)(?:u|[^\\0-\\x7f])";
  const whole = `(?<=[${classOf(odd)}${ODD_HALVES}])`;
  return new RegExp(`${first}(?:${whole}|${marked}|${ODD_PICTURES}|${hidden})`, "g");
}

/** The units of the first plane that folding may change, by themselves or with what is beside them. */
function* changingUnits(): Generator<string> {
  for (let code = 0; code < 0x10000; code++) {
    const skipped = UNCHANGED.find(([from, to]) => code >= from && code <= to);
    if (skipped !== undefined) code = skipped[1] + 1;
    const unit = String.fromCharCode(code);
    const isAsItIs = unit.normalize("NFKD") === unit && unit.toLowerCase() === unit &&
      unit.toUpperCase() === unit;
    const mayJoin = MARK.test(unit) || KOREAN_PARTS.test(unit) || LOSES_MARKS.test(unit);
    if (!isAsItIs || mayJoin) yield unit;
  }
}

/** Finds what has to be folded, since a pattern does not know all of it. Global. */
export function oddLetters(): RegExp {
  return letters().odd;
}

/**
 * Finds a word in a text in NFC. It finds too much, never too little, unless `oddLetters` are in the text.
 * Global.
 *
 * @param word Folded, and not empty.
 */
export function foldPattern(word: string): RegExp {
  const { writings, long } = letters();
  const units = word.slice(0, MAX_PATTERN_UNITS).split("");
  const classes = units.map((unit) => unit + (writings.get(unit) ?? ""));
  const isOptional = units.map(() => false);
  for (const [letter, folded] of long) {
    for (const { from, to } of overlaps(units, folded)) {
      classes[from] += letter;
      isOptional.fill(true, from + 1, to);
    }
  }
  const parts = classes.map((units, at) => `[${classOf(units)}]${isOptional[at] ? "?" : ""}`);
  return new RegExp(parts.join(""), "g");
}

/** Where in `units` `part` may stand, or its end before or its beginning behind them. */
function overlaps(units: readonly string[], part: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = 1 - part.length; at < units.length; at++) {
    const from = Math.max(0, at);
    const to = Math.min(units.length, at + part.length);
    if (units.slice(from, to).join("") === part.slice(from - at, to - at)) found.push({ from, to });
  }
  return found;
}

/** The units of a text as the inside of a class of a regular expression. */
function classOf(text: string): string {
  const codes = text.split("").map((unit) => unit.charCodeAt(0)).sort((a, b) => a - b);
  let inside = "";
  for (let at = 0; at < codes.length;) {
    let end = at;
    while (codes[end + 1]! <= codes[end]! + 1) end++;
    inside += end > at ? `${escaped(codes[at]!)}-${escaped(codes[end]!)}` : escaped(codes[at]!);
    at = end + 1;
  }
  return inside;
}

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
