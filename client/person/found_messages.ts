/** A search of what was said: its pages, and the numbers of what it has found. */

import type { FoundMessage } from "../../protocol/frames.ts";
import {
  findTerms,
  parseSearch,
  type SearchTerm,
  type TextRange,
} from "../../protocol/search_words.ts";
import { SEARCH_PAGE_MESSAGES } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";

/** What is known of the search that was begun last. */
interface Search {
  readonly room: string;
  readonly text: string;
  readonly terms: readonly SearchTerm[];
  /** Its matches so far; their numbers begin at 1. */
  readonly found: FoundMessage[];
  /** The id before which it goes on; `undefined` where nothing older is left. */
  next: number | undefined;
  /** How many matches are still wanted on the page that is asked for. */
  wanted: number;
}

/** Asks the server for matches, page by page. */
export class FoundMessages {
  readonly #link: Pick<Link, "search">;
  #search: Search | undefined;
  #isAsking = false;

  constructor(link: Pick<Link, "search">) {
    this.#link = link;
  }

  /** Whether the last search has more to show. */
  get hasMore(): boolean {
    return this.#search?.next !== undefined && !this.#isAsking;
  }

  /** Begins a search; false when this cannot be asked now. */
  begin(room: string, text: string): boolean {
    const terms = parseSearch(text);
    this.#search = { room, text, terms, found: [], next: undefined, wanted: SEARCH_PAGE_MESSAGES };
    return this.#ask();
  }

  /** Asks for the next page. */
  more(): boolean {
    if (this.#search !== undefined) this.#search.wanted = SEARCH_PAGE_MESSAGES;
    return this.#ask();
  }

  /** Where a message was found, by its number. */
  at(number: number): { readonly room: string; readonly id: number } | undefined {
    const search = this.#search;
    const message = search?.found[number - 1];
    return search === undefined || message === undefined
      ? undefined
      : { room: search.room, id: message.id };
  }

  /**
   * Takes an answer. Returns the number of its first message, and whether the page is complete: an answer
   * may be cut short by time, and then the next one is asked for.
   */
  take(
    event: Extract<LinkEvent, { type: "found" }>,
  ): { readonly first: number; readonly isWhole: boolean } {
    const search = this.#search;
    this.#isAsking = false;
    if (search === undefined || search.room !== event.room) return { first: 1, isWhole: true };
    const first = search.found.length + 1;
    search.found.push(...event.messages);
    search.next = event.next;
    search.wanted -= event.messages.length;
    const isWhole = event.next === undefined || search.wanted <= 0 || !this.#ask();
    return { first, isWhole };
  }

  /** The server could not answer. */
  failed(): void {
    this.#isAsking = false;
  }

  /** The places in a line of text that match. */
  readonly marks = (line: string): readonly TextRange[] => {
    const ranges = (this.#search?.terms ?? []).flatMap((term) => findTerms(line, [term]) ?? []);
    const apart: TextRange[] = [];
    for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
      if (range.start >= (apart.at(-1)?.end ?? 0)) apart.push(range);
    }
    return apart;
  };

  /** How many were found so far. */
  get count(): number {
    return this.#search?.found.length ?? 0;
  }

  #ask(): boolean {
    const search = this.#search;
    if (search === undefined) return false;
    const { room, text, next, wanted } = search;
    const before = next === undefined ? {} : { before: next };
    this.#isAsking = this.#link.search({ room, text, limit: wanted, ...before });
    return this.#isAsking;
  }
}
