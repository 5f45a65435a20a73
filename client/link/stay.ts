/** One stay in a native room: its messages in order, what was missed, pages of older ones. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { CatchUp, type CatchUpOptions } from "./catch_up.ts";
import type { Delivery } from "./sequence.ts";
import type { Port } from "./talk.ts";

/** What the old messages that arrive belong to: what was missed, or a page the user asked for. */
type Reading = "missing" | MsgFrame[];

/** A page to ask for: the `limit` messages before `before`, or the newest. */
export interface AskedPage {
  readonly before?: number;
  readonly limit: number;
}

/** See the module. */
export class Stay {
  readonly #port: Port;
  readonly #room: string;
  readonly #ask: (page: AskedPage) => void;
  readonly #catchUp: CatchUp;
  /** Ids of one's own messages that are acknowledged and not delivered yet. */
  readonly #own = new Set<number>();
  /** The pages asked for, in the order in which they will come. */
  readonly #readings: Reading[] = [];
  #live = false;

  /** @param ask Asks the server for a page; answers come in the order of the questions. */
  constructor(port: Port, options: CatchUpOptions, ask: (page: AskedPage) => void) {
    this.#port = port;
    this.#room = port.session.room;
    this.#catchUp = new CatchUp(options);
    this.#ask = ask;
  }

  /** Whether nothing that was said before one came is missing. */
  get done(): boolean {
    return this.#catchUp.done;
  }

  /** The server's replay has ended. */
  live(): void {
    this.#live = true;
    this.#catchUp.live();
    this.#progress();
  }

  /** Takes a message; one's own is acknowledged by it, whenever it may be delivered. */
  take(message: MsgFrame): void {
    this.#acknowledge(message);
    const [reading] = this.#readings;
    // once live, what is old is of the page that was asked for first
    if (!this.#live || message.old !== true || !Array.isArray(reading)) {
      this.#deliver(this.#catchUp.take(message));
    } else if (reading.length < MAX_HISTORY_MESSAGES) reading.push(message);
  }

  /** Asks for messages older than the oldest that was delivered. */
  askOlder(limit: number): void {
    const before = this.#port.session.oldest(this.#room);
    this.#readings.push([]);
    this.#ask({
      ...(before === undefined ? {} : { before }),
      limit: Math.min(limit, MAX_HISTORY_MESSAGES),
    });
  }

  /** The page that was asked for first has come to its end. */
  closePage(): void {
    const { session, emit } = this.#port;
    const reading = this.#readings.shift();
    if (reading === "missing") return this.#deliver(this.#catchUp.closePage());
    if (reading === undefined) return;
    const [first] = reading;
    if (first !== undefined) session.reach(this.#room, first.id);
    emit({ type: "page", messages: reading });
  }

  #acknowledge({ cid, nick, id }: MsgFrame): void {
    const { session, emit } = this.#port;
    const item = cid === "" ? undefined : session.outbox.take(cid, nick);
    if (item === undefined) return;
    this.#own.add(id);
    emit({ type: "acknowledged", item, id });
  }

  #deliver({ messages, lost }: Delivery): void {
    const { session, emit } = this.#port;
    if (lost !== undefined) emit({ type: "lost", first: lost[0], last: lost[1] });
    for (const message of messages) {
      const own = this.#own.delete(message.id);
      this.#catchUp.count(message, own);
      session.reach(this.#room, message.id);
      session.see(this.#room, message.id);
      emit({ type: "message", message, own });
    }
    this.#progress();
  }

  /** Asks for what is still missing, or says that nothing is. */
  #progress(): void {
    if (!this.#live) return;
    const { session, emit } = this.#port;
    const { seen, back, missed, skipped } = this.#catchUp;
    if (seen !== undefined) session.see(this.#room, seen);
    const page = this.#catchUp.ask();
    if (page !== undefined) {
      this.#readings.push("missing");
      this.#ask(page);
    }
    if (this.#catchUp.announce()) emit({ type: "caught_up", back, missed, skipped });
  }
}
