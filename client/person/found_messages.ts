/** A search of what was said: its pages, and the numbers of what it has found. */

import type { FoundMessage } from "../../protocol/frames.ts";
import {
  findTerms,
  parseSearch,
  type SearchTerm,
  type TextRange,
} from "../../protocol/search_words.ts";
import { MAX_SEARCH_QUERIES, SEARCH_PAGE_MESSAGES } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import { apart } from "./ranges.ts";

/** What to look for, and where. */
export interface Query {
  readonly room: string;
  readonly text: string;
}

/** Something that was found. */
export interface Match {
  /** By which the user names it; the first is 1. */
  readonly number: number;
  readonly room: string;
  readonly message: FoundMessage;
}

/** What is to be shown now. */
export interface FoundPage {
  readonly matches: readonly Match[];
  /** Whether nothing more comes before the user asks for it. */
  readonly isWhole: boolean;
}

/** What is known of one query. */
interface Cursor {
  readonly query: Query;
  readonly terms: readonly SearchTerm[];
  /** Matches that are not shown yet, newest first. */
  readonly waiting: FoundMessage[];
  /** The id before which it goes on, once something was asked. */
  next: number | undefined;
  /** Whether nothing older is left. */
  isDone: boolean;
}

/** What is known of the search that was begun last. */
interface Search {
  readonly cursors: readonly Cursor[];
  readonly fits: (message: FoundMessage) => boolean;
  readonly found: Match[];
  /** The queries that are still to be asked for this page, the one that is being asked first. */
  queue: Cursor[];
  /** How many matches are still wanted on this page. */
  wanted: number;
}

const NOTHING: FoundPage = { matches: [], isWhole: false };

/**
 * Asks the server for matches, page by page and one query after the other: it takes one at a time. Matches of
 * several queries are put in order by time, newest first.
 */
export class FoundMessages {
  readonly #link: Pick<Link, "search">;
  #search: Search | undefined;
  #isAsking = false;
  /** Whether the answer on its way is to a search that nobody wants any more. */
  #isStale = false;

  constructor(link: Pick<Link, "search">) {
    this.#link = link;
  }

  /** The room of the last search, if it was for one alone. */
  get room(): string | undefined {
    const [cursor, ...others] = this.#search?.cursors ?? [];
    return others.length > 0 ? undefined : cursor?.query.room;
  }

  /** Whether the last search has more to show. */
  get hasMore(): boolean {
    const isThere = ({ isDone, waiting }: Cursor) => !isDone || waiting.length > 0;
    return !this.#isAsking && this.#search?.cursors.some(isThere) === true;
  }

  /**
   * Begins a search; false when this cannot be asked now.
   *
   * @param fits Whether a match is to be shown.
   */
  begin(queries: readonly Query[], fits: (message: FoundMessage) => boolean = () => true): boolean {
    const cursors = queries.slice(0, MAX_SEARCH_QUERIES).map((query) => ({
      query,
      terms: parseSearch(query.text),
      waiting: [],
      next: undefined,
      isDone: false,
    }));
    this.#search = { cursors, fits, found: [], queue: [...cursors], wanted: SEARCH_PAGE_MESSAGES };
    if (!this.#isAsking) return this.#ask();
    this.#isStale = true;
    return true;
  }

  /** Goes on to the next page, which may be there already; `undefined` when it cannot be asked for. */
  more(): FoundPage | undefined {
    const search = this.#search;
    if (search === undefined) return undefined;
    search.wanted = SEARCH_PAGE_MESSAGES;
    search.queue = search.cursors.filter(({ isDone, waiting }) =>
      !isDone && waiting.length < SEARCH_PAGE_MESSAGES
    );
    if (search.queue.length === 0) return this.#page(search, true);
    return this.#ask() ? NOTHING : undefined;
  }

  /** Where a message was found, by its number. */
  at(number: number): { readonly room: string; readonly id: number } | undefined {
    const match = this.#search?.found[number - 1];
    return match && { room: match.room, id: match.message.id };
  }

  /** Takes an answer. One may be cut short by time, or by the length of a line: then more is asked for. */
  take(event: Extract<LinkEvent, { type: "found" }>): FoundPage {
    const search = this.#search;
    this.#isAsking = false;
    if (this.#isStale) {
      this.#isStale = false;
      return { matches: [], isWhole: !this.#ask() };
    }
    const [cursor, ...others] = search?.queue ?? [];
    if (search === undefined || cursor?.query.room !== event.room) {
      return { matches: [], isWhole: true };
    }
    cursor.waiting.push(...event.messages.filter(search.fits));
    cursor.next = event.next;
    cursor.isDone = event.next === undefined;
    const isAlone = search.cursors.length === 1;
    const mayGoOn = isAlone && !cursor.isDone && cursor.waiting.length < search.wanted;
    search.queue = mayGoOn ? [cursor] : others;
    const matches = isAlone ? this.#matches(search) : [];
    if (search.queue.length > 0 && this.#ask()) return { matches, isWhole: false };
    return isAlone ? { matches, isWhole: true } : this.#page(search, true);
  }

  /** Whether an answer is on its way. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** Asks once more what was not answered; false when this cannot be asked now. */
  again(): boolean {
    return this.#isAsking || this.#ask();
  }

  /** The server could not answer, or is gone. */
  failed(): void {
    this.#isAsking = false;
    if (this.#isStale) this.#ask();
    this.#isStale = false;
  }

  /** The places in a line of text that match. */
  readonly marks = (line: string): readonly TextRange[] => {
    const terms = this.#search?.cursors.flatMap(({ terms }) => terms) ?? [];
    const ranges = terms.flatMap((term) => findTerms(line, [term]) ?? []);
    return apart(ranges);
  };

  /** How many were found so far. */
  get count(): number {
    return this.#search?.found.length ?? 0;
  }

  #page(search: Search, isWhole: boolean): FoundPage {
    return { matches: this.#matches(search), isWhole };
  }

  /** Takes what is to be shown from what waits: the newest first, each once. */
  #matches(search: Search): Match[] {
    const { cursors, found } = search;
    const matches: Match[] = [];
    while (search.wanted > 0) {
      const [newest] = cursors.filter(({ waiting }) => waiting.length > 0)
        .toSorted((one, other) => tsOf(one) < tsOf(other) ? 1 : -1);
      const message = newest?.waiting.shift();
      if (newest === undefined || message === undefined) break;
      const { room } = newest.query;
      // a message with two of the words is found by two queries
      if (found.some((each) => each.room === room && each.message.id === message.id)) continue;
      const match = { number: found.length + 1, room, message };
      found.push(match);
      matches.push(match);
      search.wanted--;
    }
    return matches;
  }

  #ask(): boolean {
    const [cursor] = this.#search?.queue ?? [];
    if (this.#search === undefined || cursor === undefined) return false;
    const { query: { room, text }, next } = cursor;
    const { cursors, wanted } = this.#search;
    const limit = cursors.length === 1 ? wanted : SEARCH_PAGE_MESSAGES;
    const before = next === undefined ? {} : { before: next };
    this.#isAsking = this.#link.search({ room, text, limit, ...before });
    return this.#isAsking;
  }
}

function tsOf({ waiting: [first] }: Cursor): string {
  return first?.ts ?? "";
}
