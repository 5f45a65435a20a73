/** The messages of one room on one connection, in order: missed ones, new ones, pages of old ones. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { CatchUp, type CatchUpOptions } from "./catch_up.ts";
import type { DialectContext, WantedHistory } from "./dialect.ts";
import type { Delivery } from "./reorder_buffer.ts";

/** Older messages that the user wants to see, as far as they have come. */
interface OlderMessages {
  /** What has come of the page asked for last. */
  page: MsgFrame[];
  /** What came before, all later. */
  messages: MsgFrame[];
  /** How many more are wanted. */
  left: number;
  /** ISO 8601: none that was said before is wanted. */
  readonly from: string;
  readonly tag: string | undefined;
  /** Whether it goes on where the messages that were delivered begin. */
  readonly isNext: boolean;
}

/** What an asked page is for: to fill a gap, or to be shown to the user. */
type PageInProgress = "gap" | OlderMessages;

/** A page to ask for: the `limit` messages before `before`, or the newest. */
export interface AskedPage {
  readonly before?: number;
  readonly limit: number;
}

/** Delivers each message of the room once, in the order of the ids. */
export class Timeline {
  readonly #context: DialectContext;
  readonly #room: string;
  readonly #ask: (page: AskedPage) => void;
  readonly #catchUp: CatchUp;
  /** Ids of the user's own messages that are acknowledged and not delivered yet. */
  readonly #own = new Set<number>();
  /** The pages asked for, in the order in which they will come. */
  readonly #pages: PageInProgress[] = [];
  #live = false;

  /** @param ask Asks the server for a page; answers come in the order of the questions. */
  constructor(
    context: DialectContext,
    room: string,
    options: CatchUpOptions,
    ask: (page: AskedPage) => void,
  ) {
    this.#context = context;
    this.#room = room;
    this.#catchUp = new CatchUp(options);
    this.#ask = ask;
    // older messages are asked for where they are missing
    if (this.#catchUp.skipped > 0) context.session.forgetOldest(this.#room);
  }

  /** Whether all that was said before the user came has been delivered. */
  get complete(): boolean {
    return this.#catchUp.complete;
  }

  /** The server's replay has ended. */
  live(): void {
    this.#live = true;
    this.#catchUp.live();
    this.#progress();
  }

  /** Takes a message. One's own is acknowledged at once, even if it is delivered later. */
  take(message: MsgFrame): void {
    this.#acknowledge(message);
    const [older] = this.#pages;
    // once live, an old message belongs to the page that was asked for first
    if (!this.#live || message.old !== true || older === undefined || older === "gap") {
      this.#deliver(this.#catchUp.take(message));
    } else if (older.page.length < MAX_HISTORY_MESSAGES) older.page.push(message);
  }

  /** Asks for messages older than the oldest that was delivered. */
  askOlder({ limit, from = "", before, tag }: WantedHistory): void {
    const oldest = this.#context.session.oldestId(this.#room);
    const isNext = before === undefined;
    this.#askPage({ page: [], messages: [], left: limit, from, tag, isNext }, before ?? oldest);
  }

  /** The page that was asked for first has come to its end. */
  closePage(): void {
    const { session, emit } = this.#context;
    const older = this.#pages.shift();
    if (older === "gap") return this.#deliver(this.#catchUp.closePage());
    if (older === undefined) return;
    const { page, from, tag, isNext } = older;
    const messages = [...page.filter(({ ts }) => ts >= from), ...older.messages];
    const left = older.left - page.length;
    const [first] = page;
    // a page is bounded in messages and in bytes
    if (first !== undefined && first.id > 1 && left > 0 && first.ts >= from) {
      return this.#askPage({ ...older, page: [], messages, left }, first.id);
    }
    const [oldest] = messages;
    if (isNext && oldest !== undefined) session.markOldest(this.#room, oldest.id);
    emit({ type: "page", room: this.#room, messages, ...(tag === undefined ? {} : { tag }) });
  }

  #askPage(older: OlderMessages, before: number | undefined): void {
    this.#pages.push(older);
    this.#ask({
      ...(before === undefined ? {} : { before }),
      limit: Math.min(older.left, MAX_HISTORY_MESSAGES),
    });
  }

  #acknowledge(message: MsgFrame): void {
    const { cid, nick, id } = message;
    const { session, emit } = this.#context;
    const item = cid === "" ? undefined : session.outbox.remove(cid, nick);
    if (item === undefined) return;
    this.#own.add(id);
    emit({ type: "acknowledged", item, id, message });
  }

  #deliver({ messages, lost }: Delivery): void {
    const { session, emit } = this.#context;
    const room = this.#room;
    if (lost !== undefined) emit({ type: "lost", room, first: lost[0], last: lost[1] });
    for (const message of messages) {
      const own = this.#own.delete(message.id);
      this.#catchUp.count(message, own);
      session.markOldest(this.#room, message.id);
      session.markUpTo(this.#room, message.id, message.ts);
      const unknown = this.#catchUp.unknownBefore(message);
      if (unknown > 0) emit({ type: "skipped", room: this.#room, most: unknown });
      if (!this.#catchUp.isKnown(message)) {
        emit({ type: "message", room: this.#room, message, own });
      }
    }
    this.#progress();
  }

  /** Asks for what is still missing, or tells that nothing is. */
  #progress(): void {
    if (!this.#live) return;
    const { session, emit } = this.#context;
    const { newestId, back, missed, skipped } = this.#catchUp;
    if (newestId !== undefined) session.markUpTo(this.#room, newestId);
    const page = this.#catchUp.ask();
    if (page !== undefined) {
      this.#pages.push("gap");
      this.#ask(page);
    }
    if (this.#catchUp.announce()) {
      emit({ type: "caught_up", room: this.#room, back, missed, skipped });
    }
  }
}
