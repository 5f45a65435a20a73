/** What the log says of one connection: each line names its address, and the nickname it had last. */

import type { Level, LogFields, Logger } from "../../runtime/logger.ts";

/** The log of one connection. */
export class ConnectionLog {
  readonly #log: Logger;
  readonly #endpoint: string;
  readonly #nickNow: () => string | undefined;
  #nick: string | undefined;

  /**
   * @param endpoint Address and port of the peer.
   * @param nickNow The nickname at the moment; `undefined` or empty when it is not known.
   */
  constructor(log: Logger, endpoint: string, nickNow: () => string | undefined) {
    this.#log = log;
    this.#endpoint = endpoint;
    this.#nickNow = nickNow;
  }

  /** Whether the peer has had a nickname. */
  get isNamed(): boolean {
    return this.#nick !== undefined;
  }

  /** The peer has got its first nickname, or another room. */
  name(nick: string): void {
    this.#nick = nick;
  }

  /** Notes the nickname, before it is known no more. */
  note(): void {
    if (this.#nick !== undefined) this.#nick = this.#nickNow() || this.#nick;
  }

  /** Writes a line. */
  write(level: Level, event: string, fields: LogFields = {}): void {
    this.note();
    const nick = this.#nick === undefined ? {} : { nick: this.#nick };
    this.#log(level, event, { peer: this.#endpoint, ...nick, ...fields });
  }
}
