/**
 * Search words: how they are compared with a text, alike at the server, in the terminal and in the page.
 * Pure, and small: no table of look-alikes.
 *
 * All words must be there, each as the beginning of a word; what stands in quotes must be there as it
 * stands. Letter case makes no difference (full case folding, Unicode 15, section 3.13, D144: `ß` is `ss`),
 * nor do compatibility forms (NFKC), nor accents on Latin, Greek and Cyrillic letters, but for `й`, which is
 * a letter of its own.
 */

/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export interface TextRange {
  /** The first unit. */
  readonly start: number;
  /** The unit behind the last one. */
  readonly end: number;
}

/** One thing that must be in a text. */
export interface SearchTerm {
  /** Folded. */
  readonly text: string;
  /** Whether a word must end where it ends: it was in quotes. */
  readonly isWhole: boolean;
}

const ASCII = /^[\0-\x7f]*$/;
/** A letter with a mark; some marks are of these scripts too, and are no letters. */
const ACCENTED = /(?!\p{M})[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]\p{M}/u;

/** Pieces that are folded by themselves: a letter with its marks, or the parts of Korean syllables. */
const PIECES = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+|\P{M}\p{M}*|\p{M}+/gu;

/** A word of a folded text, from where it begins. Between two words of one script without spaces is nothing. */
export const WORDS: RegExp = /[\p{L}\p{M}\p{N}_]+/gu;

const WORD_CHARACTER = /^[\p{L}\p{M}\p{N}_]/u;
const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}_]$/u;

/** Scripts without spaces between words: there a word begins at any letter. */
export const UNSPACED: RegExp =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const ENDS_UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]$/u;

/** What a person has typed to search for, as the things that must be in a text; empty: nothing. */
export function parseSearch(typed: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  // a quote that is not closed goes to the end
  for (const [, quoted, word = ""] of typed.matchAll(/"([^"]*)(?:"|$)|([^\s"]+)/g)) {
    const text = foldSearch(quoted ?? word).trim().replace(/\s+/g, " ");
    if (text !== "") terms.push({ text, isWhole: quoted !== undefined });
  }
  return terms;
}

/** `text` without the differences that make none in a search. */
export function foldSearch(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.match(PIECES)?.map(foldPiece).join("") ?? "";
}

/**
 * Where the terms stand in a text, in its order and without overlaps; `undefined` when one of them is not
 * there, or when there is none.
 */
export function findTerms(
  text: string,
  terms: readonly SearchTerm[],
): readonly TextRange[] | undefined {
  if (terms.length === 0) return undefined;
  const folded = new Folded(text);
  const ranges: TextRange[] = [];
  for (const term of terms) {
    const found = folded.find(term);
    if (found.length === 0) return undefined;
    ranges.push(...found);
  }
  return merged(ranges);
}

/** A folded text that knows where each of its parts came from. */
class Folded {
  readonly #text: string;
  /** For each unit of the folded text where its piece begins, and ends; absent: at the same place. */
  readonly #starts: number[] | undefined;
  readonly #ends: number[] = [];

  constructor(text: string) {
    if (ASCII.test(text)) {
      this.#text = text.toLowerCase().replace(/\s/g, " ");
      return;
    }
    let folded = "";
    let at = 0;
    const starts: number[] = this.#starts = [];
    for (const piece of text.match(PIECES) ?? []) {
      const part = foldPiece(piece);
      folded += part;
      for (let unit = 0; unit < part.length; unit++) {
        starts.push(at);
        this.#ends.push(at + piece.length);
      }
      at += piece.length;
    }
    this.#text = folded.replace(/\s/g, " ");
  }

  /** All places of a term. */
  find(term: SearchTerm): TextRange[] {
    const ranges: TextRange[] = [];
    const { length } = term.text;
    for (let at = this.#text.indexOf(term.text); at >= 0;) {
      if (this.#stands(term, at)) {
        const starts = this.#starts;
        ranges.push(
          starts === undefined
            ? { start: at, end: at + length }
            : { start: starts[at]!, end: this.#ends[at + length - 1]! },
        );
      }
      at = this.#text.indexOf(term.text, at + 1);
    }
    return ranges;
  }

  #stands({ text, isWhole }: SearchTerm, at: number): boolean {
    const end = at + text.length;
    const begins = !WORD_CHARACTER.test(text) || UNSPACED.test(text) ||
      !ENDS_IN_WORD.test(this.#text.slice(Math.max(0, at - 2), at));
    if (!begins || !isWhole) return begins;
    return !ENDS_IN_WORD.test(text) || ENDS_UNSPACED.test(text) ||
      !WORD_CHARACTER.test(this.#text.slice(end, end + 2));
  }
}

/** By itself, since in a word a letter may depend on the next, as the Greek sigma does. */
function foldPiece(piece: string): string {
  if (ASCII.test(piece)) return piece.toLowerCase();
  // there and back: the capital of ß is SS, and that of the final sigma is the one of the other; the capital
  // ẞ has to become small first
  const folded = piece.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase();
  const parts = folded.normalize("NFD");
  if (!ACCENTED.test(parts)) return folded.normalize("NFKC");
  return parts.replace(/(\P{M})(\p{M}+)/gu, (whole, letter: string, marks: string) => {
    if (letter === "и" && marks.includes("\u0306")) return "й";
    return ACCENTED.test(whole) ? letter : whole;
  }).normalize("NFKC");
}

/** The ranges in their order, those that touch as one. */
function merged(ranges: TextRange[]): TextRange[] {
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  const all: TextRange[] = [];
  for (const range of ranges) {
    const last = all.at(-1);
    if (last === undefined || range.start > last.end) all.push(range);
    else if (range.end > last.end) all[all.length - 1] = { start: last.start, end: range.end };
  }
  return all;
}
