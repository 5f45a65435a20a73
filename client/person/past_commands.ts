/** The commands that show what was said before: pages of the past, and searches. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { FoundMessage } from "../../protocol/frames.ts";
import {
  AROUND_MESSAGES,
  DEFAULT_PAGE_MESSAGES,
  DEFAULT_PAGER_MESSAGES,
  MAX_PAGE_MESSAGES,
  MAX_PAGER_MESSAGES,
} from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import type { ChatStreams } from "./chat_streams.ts";
import type { Conversations } from "./conversations.ts";
import { mentions } from "./mention.ts";
import { AROUND } from "./older_messages.ts";
import type { Question } from "./open_questions.ts";

/** What the commands work with. */
export interface PastCommandsOptions {
  readonly link: Link;
  readonly session: Session;
  readonly say: ScreenPhrases;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  readonly conversations: Conversations;
  readonly streams: ChatStreams;
  /** Whether there is a pager. */
  readonly canPage: boolean;
  /** Asks the server; why that cannot be done now, if it cannot. */
  readonly ask: (question: Question) => string | undefined;
}

/** Each command returns what is wrong, if something is. */
export class PastCommands {
  readonly #options: PastCommandsOptions;
  /** Whether `/more` goes on with a search. */
  #isSearching = false;

  constructor(options: PastCommandsOptions) {
    this.#options = options;
  }

  /** Shows so many older messages, or those of today. */
  history(wanted: string = String(DEFAULT_PAGE_MESSAGES)): string | undefined {
    const { link, streams, session: { room } } = this.#options;
    if (this.#options.conversations.isTalkShown) return this.#options.say.talksNotKept;
    const ask = () =>
      wanted === "today"
        ? link.history(MAX_PAGE_MESSAGES, { room, from: streams.startOfToday })
        : link.history(Math.min(Number(wanted), MAX_PAGE_MESSAGES), { room });
    return this.#options.ask({ name: "history", kind: "page", room, ask });
  }

  /** Shows so many of the newest messages, or those of today, in the pager. */
  pager(wanted: string = String(DEFAULT_PAGER_MESSAGES)): string | undefined {
    const { link, streams, session, session: { room } } = this.#options;
    if (!this.#options.canPage) return this.#options.say.noPrograms;
    if (this.#options.conversations.isTalkShown) return this.#options.say.talksNotKept;
    const newest = session.newestId(room);
    // from the newest message on, whatever was shown before
    const page = { room, ...(newest === undefined ? {} : { before: newest + 1 }), tag: "pager" };
    const ask = () =>
      wanted === "today"
        ? link.history(MAX_PAGER_MESSAGES, { ...page, from: streams.startOfToday })
        : link.history(Math.min(Number(wanted), MAX_PAGER_MESSAGES), page);
    // a pager that opens by itself takes the keys of who is typing then
    return this.#options.ask({ name: "pager", kind: "page", room, ask, onlyNow: true });
  }

  /** Looks for messages of the room that is shown. */
  search(text: string): string | undefined {
    const { streams, session } = this.#options;
    if (this.#options.conversations.isTalkShown) return this.#options.say.talksNotSearched;
    const { room } = session;
    return this.#askSearch("search", room, () => streams.older.search([{ room, text }]));
  }

  /** Looks for where the user is called, in all their rooms. */
  mentions(): string | undefined {
    const { session: { nick, room, rooms }, streams, highlight = [] } = this.#options;
    if (nick === undefined) return this.#options.say.notNow;
    const words = [nick, ...highlight];
    // the room that is shown first: of very many searches the last are left out
    const queries = [...new Set([room, ...rooms])].flatMap((room) =>
      words.map((word) => ({ room, text: `"${word.replaceAll('"', " ")}"` }))
    );
    const isCall = (message: FoundMessage) =>
      message.nick !== nick && words.some((word) => mentions(message.text, word).length > 0);
    return this.#askSearch("mentions", undefined, () => streams.older.search(queries, isCall));
  }

  /** Shows what was said around a message that was found. */
  around(number: string): string | undefined {
    const { link, streams } = this.#options;
    const found = streams.older.found.at(Number(number));
    if (found === undefined) return this.#options.say.notFound(Number(number));
    const { room, id } = found;
    const page = { room, before: id + AROUND_MESSAGES + 1, tag: `${AROUND}${id}` };
    const ask = () => link.history(2 * AROUND_MESSAGES + 1, page);
    return this.#options.ask({ name: "around", kind: "page", room, ask });
  }

  /** Shows more of a search, or a folded message. */
  more(): string | undefined {
    const { streams } = this.#options;
    if (this.#isSearching && streams.older.found.hasMore) {
      const { room } = streams.older.found;
      return this.#askSearch("more", room, () => streams.older.moreFound());
    }
    this.#isSearching = false;
    return streams.messages.more() ? undefined : this.#options.say.nothingFolded;
  }

  /** Asks for a page of a search, and after a cut for the same page again. */
  #askSearch(
    name: Question["name"],
    room: string | undefined,
    begin: () => boolean,
  ): string | undefined {
    const { found } = this.#options.streams.older;
    let isBegun = false;
    const ask = () => isBegun ? found.again() : isBegun = begin();
    const place = room === undefined ? {} : { room };
    const wrong = this.#options.ask({ name, kind: "search", ...place, ask });
    this.#isSearching ||= wrong === undefined;
    return wrong;
  }
}
