/** The log lines of one connection: each has its address, and its nickname if it has had one. */

import type { Level, LogFields, Logger } from "../../runtime/logger.ts";

/** The log of one connection. */
export class ConnectionLog {
  readonly #log: Logger;
  readonly #endpoint: string;
  readonly #nickNow: () => string | undefined;
  #nick: string | undefined;
  #isAccepted = false;

  /**
   * @param endpoint Address and port of the peer.
   * @param nickNow The current nickname; `undefined` or empty when there is none.
   */
  constructor(log: Logger, endpoint: string, nickNow: () => string | undefined) {
    this.#log = log;
    this.#endpoint = endpoint;
    this.#nickNow = nickNow;
  }

  /** Whether the client has had a nickname. */
  get isNamed(): boolean {
    return this.#nick !== undefined;
  }

  /** The client can send lines from now on. */
  accept(): void {
    this.#isAccepted = true;
    this.write("debug", "accepted");
  }

  /**
   * The connection is closed. No line when it has never been accepted: then it had no client.
   *
   * @param hasHeard Whether the client has sent anything. Clients make connections that say nothing, to see
   * whether TLS is spoken.
   */
  close(hasHeard: boolean): void {
    if (!this.#isAccepted) return;
    if (this.isNamed) this.write("info", "left");
    else this.write(hasHeard ? "info" : "debug", "closed");
  }

  /** The client has a nickname from now on. */
  name(nick: string): void {
    this.#nick = nick;
  }

  /** Remembers the current nickname: later it may not be known any more. */
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
