/** The seam between connections and rooms: a door for each port, a dialect for each connection. */

import type { ErrorCode } from "../../protocol/frames.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { PasswordCheck } from "../access/password_check.ts";
import type { Hub } from "../chat/hub.ts";
import type { Outlet } from "../fanout/outlet.ts";

/** What the dialects of every door need from the server. */
export interface Services {
  readonly hub: Hub;
  readonly phrases: ServerPhrases;
  readonly log: Logger;
  /** Present when the server has a password. */
  readonly passwordCheck?: Pick<PasswordCheck, "try"> | undefined;
  /** Makes the secret of a new session. */
  readonly secret: () => string;
  /** Messages per second that a client may send; 0: no bound. */
  readonly rate: number;
  /** How many messages a client is shown when it joins, unless it asks for another number. */
  readonly history: number;
}

/** The peer of a connection: what its dialect writes to. */
export interface Peer {
  readonly outlet: Outlet;
  /** Its address and port, for the log. */
  readonly endpoint: string;
  readonly address: string;
  /** Whether the connection has ended. Its dialect is closed then, and no line is taken any more. */
  readonly ended: boolean;
  /** Lets `dialect` take the lines from now on. */
  speak(dialect: Dialect): void;
  /** The client has a nickname now: `HELLO_TIMEOUT_MS` does not apply any more. */
  greeted(nick: string, room: string): void;
  /** A line made no sense. Nothing is read for a moment; after `MAX_BAD_LINES` the peer is cut. */
  bad(): void | Promise<void>;
  /** Ends the connection with an error, behind all that waits. The code goes to the log. */
  cut(code: ErrorCode, message: string): void;
  /** Ends the connection with `goodbye`, behind all that waits. */
  end(goodbye: string): void;
}

/** What is spoken on a port. */
export interface Door {
  /** What is sent before the client has said anything. */
  readonly greeting: string;
  /** The longest line that is taken, in bytes, its line feed included. */
  readonly maxLineBytes: number;
  /** The dialect that takes the first line of a connection. */
  open(peer: Peer): Dialect;
  /** What a client is told that is not let in, when nothing is known of it but this door. */
  refusal(code: ErrorCode, message: string): string;
}

/** One dialect on one connection. */
export interface Dialect {
  /** The nickname now, if there is one. */
  readonly nick?: string;
  /** Whether a line asks for something that counts against the rate. */
  costs(bytes: Uint8Array): boolean;
  /** Takes one line; the next one waits for the promise. The bytes are valid until it resolves. */
  line(bytes: Uint8Array): void | Promise<void>;
  /**
   * After how much silence, in milliseconds, a piece without a line feed is taken for a line;
   * `undefined`: never. `pending` is the piece.
   */
  silenceMs?(pending: Uint8Array): number | undefined;
  /** An error as lines of this dialect. */
  error(code: ErrorCode, message: string, retryMs?: number): string;
  /** A question that a silent peer must answer; an empty string where the dialect has none. */
  ping(): string;
  /** How long the answer to that may take, in milliseconds; `PING_TIMEOUT_MS` where it is absent. */
  readonly pingTimeoutMs?: number;
  /** The last words when the server stops. */
  farewell(): string;
  /** Resolves when all that was asked for has happened, and the answers are on their way. */
  settled(): Promise<void>;
  /** The connection has ended. Called once. */
  closed(): void;
}
