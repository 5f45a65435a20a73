/** The old server's history: it sends it after every cut and numbers nothing. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_PLAIN_KNOWN } from "../limits.ts";
import { knownBeginning } from "./plain_lines.ts";
import type { Session } from "./session.ts";

/** What of the history is new to the user. */
export interface NewHistory {
  readonly messages: readonly MsgFrame[];
  /** Whether the user was here before. */
  readonly back: boolean;
  /** Messages of others that came while the user was away. */
  readonly missed: number;
  /** Whether more may have been missed than the history holds. */
  readonly uncertain: boolean;
}

/** Collects the history of one connection, and remembers the latest messages in the session. */
export class PlainHistory {
  readonly #session: Session;
  #collected: MsgFrame[] | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether the history is being sent. */
  get isOpen(): boolean {
    return this.#collected !== undefined;
  }

  /** The history begins. */
  begin(): void {
    this.#collected = [];
  }

  /** Adds a message if it is of the history; false when it is not. */
  add(message: MsgFrame): boolean {
    if (message.old !== true || this.#collected === undefined) return false;
    this.#collected.push(message);
    return true;
  }

  /** Remembers messages, to recognise them in the history after a cut. */
  remember(messages: readonly MsgFrame[]): void {
    const all = [...this.#session.plainRecent ?? [], ...messages.map(keyOf)];
    this.#session.plainRecent = all.slice(-MAX_PLAIN_KNOWN);
  }

  /** The history has ended, or there is none. Tells what of it is new. */
  end(): NewHistory {
    const { nick, plainRecent, history: wanted } = this.#session;
    const history = this.#collected ?? [];
    this.#collected = undefined;
    const back = plainRecent !== undefined;
    const known = knownBeginning(plainRecent ?? [], history.map(keyOf));
    const unwanted = Math.max(0, history.length - (wanted ?? history.length));
    if (!back) this.remember(history.slice(0, unwanted));
    const messages = history.slice(back ? known : unwanted);
    const missed = back ? messages.filter((message) => message.nick !== nick).length : 0;
    // if all of the history is new, there may have been more
    return { messages, back, missed, uncertain: back && known === 0 && missed > 0 };
  }
}

function keyOf({ nick, text }: MsgFrame): string {
  return `${nick}: ${text}`;
}
