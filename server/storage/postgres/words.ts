/**
 * Which blocks of messages a search has to read: those with a word that begins as each of its words does.
 * Pure.
 *
 * What a word is, and what is folded, is that of `protocol/search_words.ts` alone, so that a block is passed
 * over only where none of its messages can match. The database is not asked what a word is: its own text
 * search takes `db1.example.org` for one word, and its folding depends on its locale.
 */

import { foldSearch, type SearchTerm, UNSPACED, WORDS } from "../../../protocol/search_words.ts";
import { MAX_BLOCK_WORDS_BYTES } from "../../limits.ts";

/** The messages of a room whose words are kept together: `n * BLOCK_MESSAGES + 1` and those that follow. */
export const BLOCK_MESSAGES = 256;

/**
 * By which rules words were made. When these change, or those of `search_words.ts`, it must grow: blocks of
 * other rules are read, and written down anew.
 */
export const WORDS_RULES = 1;

/** A longer word is known by its beginning: that tells words apart well enough. */
const MAX_WORD_LETTERS = 12;

/** In a script without spaces a word may begin at any letter: so much is known from each. */
const MAX_UNSPACED_LETTERS = 4;

/** The words a search may be narrowed down by: more do not make it faster. */
const MAX_SOUGHT = 8;

/** The words of some texts, each once. */
export class WordSet {
  /** Most of the time goes into folding, and people use the same words again. */
  readonly #parts = new Set<string>();
  readonly #words = new Set<string>();
  #bytes = 0;

  /** The words; `undefined` where they are too many to be kept. */
  get words(): string[] | undefined {
    return this.#isTooLarge ? undefined : [...this.#words];
  }

  /** Adds those of a text. False where they are too many to be kept. */
  add(text: string): boolean {
    for (const part of text.split(/\s+/)) {
      if (this.#parts.has(part)) continue;
      this.#parts.add(part);
      this.#addPart(part);
      if (this.#isTooLarge) return false;
    }
    return true;
  }

  get #isTooLarge(): boolean {
    return this.#bytes > MAX_BLOCK_WORDS_BYTES;
  }

  #addPart(part: string): void {
    for (const [run] of foldSearch(part).matchAll(WORDS)) {
      for (const word of beginningsOf(run)) {
        if (this.#words.has(word)) continue;
        this.#words.add(word);
        this.#bytes += encoder.encode(word).length;
      }
    }
  }
}

/** What a block must have, as PostgreSQL's `tsquery`; `undefined`: it may be any. */
export function blockQuery(terms: readonly SearchTerm[]): string | undefined {
  const sought = new Set<string>();
  for (const { text } of terms) {
    for (const [run] of text.matchAll(WORDS)) {
      sought.add(cut(run, UNSPACED.test(run) ? MAX_UNSPACED_LETTERS : MAX_WORD_LETTERS));
    }
  }
  // letters, marks, digits and underscores need no escaping
  const query = [...sought].slice(0, MAX_SOUGHT).map((word) => `'${word}':*`).join(" & ");
  return query === "" ? undefined : query;
}

/** From where on a search may find something in a run of letters. */
function* beginningsOf(run: string): Generator<string> {
  yield cut(run, MAX_WORD_LETTERS);
  let at = 0;
  for (const letter of run) {
    if (at > 0 && UNSPACED.test(letter)) yield cut(run.slice(at), MAX_UNSPACED_LETTERS);
    at += letter.length;
  }
}

/** The first letters, whole. */
function cut(word: string, letters: number): string {
  if (word.length <= letters) return word;
  let at = 0;
  for (let count = 0; count < letters && at < word.length; count++) {
    at += word.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return word.slice(0, at);
}

const encoder = new TextEncoder();
