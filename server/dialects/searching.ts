/** The search of one connection: one at a time, and leaving calls it off. */

import { parseSearch } from "../../protocol/search_words.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import { Refused } from "../chat/member.ts";
import { MAX_SEARCH_TERMS } from "../limits.ts";

/** The search that runs for a connection, if one does. */
export class Searching {
  readonly #say: ServerPhrases;
  #running: AbortController | undefined;

  constructor(say: ServerPhrases) {
    this.#say = say;
  }

  /**
   * Runs a search for `text`.
   *
   * @throws {Refused} when one runs already, or there are too many words.
   */
  async run<T>(text: string, search: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#running !== undefined) throw new Refused("searching", this.#say.searching);
    const { length } = parseSearch(text);
    if (length > MAX_SEARCH_TERMS) {
      throw new Refused("bad_text", this.#say.searchTerms(length, MAX_SEARCH_TERMS));
    }
    const running = this.#running = new AbortController();
    try {
      return await search(running.signal);
    } finally {
      this.#running = undefined;
    }
  }

  /** Calls off the search that runs. */
  stop(): void {
    this.#running?.abort();
  }
}
