/** Which messages match a search, and how many of them are enough; for every backbone. Pure. */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { MsgFrame } from "../../protocol/frames.ts";
import { findTerms, parseSearch, type SearchTerm } from "../../protocol/search_words.ts";
import type { SearchFound, SearchWanted, Stored } from "./journal.ts";

/** Takes the messages that match, newest first, until they are enough. */
export class SearchMatch {
  /** Messages before this id are still to be looked at. */
  before: number;
  /** Whether it has as many as are wanted. */
  isFull: boolean;
  readonly terms: readonly SearchTerm[];
  readonly #wanted: SearchWanted;
  readonly #from: string | undefined;
  readonly #messages: Stored<MsgFrame>[] = [];
  #bytes = 0;

  constructor(wanted: SearchWanted) {
    this.#wanted = wanted;
    this.terms = parseSearch(wanted.text);
    this.#from = wanted.from === undefined ? undefined : foldNick(wanted.from);
    this.before = wanted.before;
    this.isFull = wanted.count <= 0;
  }

  /** Takes a message if it matches and was not looked at before. */
  offer(message: Stored<MsgFrame>): void {
    const { id } = message.event;
    if (this.isFull || id >= this.before || !this.#matches(message.event)) return;
    const { count, maxBytes } = this.#wanted;
    this.#bytes += message.line.length;
    if (this.#messages.length > 0 && this.#bytes > maxBytes) {
      this.isFull = true;
      return;
    }
    this.#messages.push(message);
    this.before = id;
    this.isFull = this.#messages.length >= count;
  }

  /** The answer that goes on with what was not looked at. `isComplete`: the page is full. */
  result(isComplete: boolean): SearchFound {
    const next = this.before > 1 ? this.before : undefined;
    return { messages: this.#messages, next, isComplete };
  }

  /** The answer when all was looked at. */
  end(): SearchFound {
    return { messages: this.#messages, next: undefined, isComplete: true };
  }

  #matches({ nick, text, ts }: MsgFrame): boolean {
    const { fromMs, toMs } = this.#wanted;
    if (this.#from !== undefined && foldNick(nick) !== this.#from) return false;
    const ms = Date.parse(ts);
    if (ms < fromMs || ms > toMs) return false;
    return this.terms.length === 0 || findTerms(text, this.terms) !== undefined;
  }
}
