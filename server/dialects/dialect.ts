/** What a connection speaks: the seam between bytes on a socket and what is done in rooms. */

import type { ErrorCode } from "../../protocol/frames.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Hub } from "../chat/hub.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { PasswordCheck } from "../access/password_check.ts";

/** What a dialect may do with its connection. */
export interface Line {
  readonly hub: Hub;
  readonly outlet: Outlet;
  readonly log: Logger;
  /** A new secret for a session. */
  readonly secret: () => string;
  /** Who is there, as an address and port. */
  readonly peer: string;
  /** The address alone. */
  readonly address: string;
  /** Where a password is wanted. */
  readonly passwordCheck?: PasswordCheck | undefined;
  /** The connection is at its end: whoever entered meanwhile has to leave again. */
  readonly ended: boolean;
  /** The peer has said who it is, or where it goes: the deadline for that is off. */
  greeted(nick: string, room: string): void;
  /** A line was of no use: the peer waits a moment for each, and after many it is sent away. */
  bad(): void | Promise<void>;
  /** Sends the peer away: what waits, then an error; the log has the code. */
  cut(code: ErrorCode, message: string): void;
  /** Sends what waits, then `goodbye`, and closes; what comes in is read no more. */
  end(goodbye: string): void;
}

/** What is spoken on the connections of a port. */
export interface Door {
  /** What is sent on accept. */
  readonly greeting: string;
  /** The longest line taken, its line feed included. */
  readonly lineBytes: number;
  /** The dialect of a connection, where the port has but one. */
  start?(line: Line): Dialect;
  /** The dialect that a first line belongs to. */
  choose(first: Uint8Array, line: Line): Dialect;
}

/** One dialect on one connection. */
export interface Dialect {
  /** Whether a piece without a line feed counts as a line after some silence. */
  readonly endsBySilence: boolean;
  /** The nickname now, where one is had; it may change. */
  readonly nick?: string;
  /** Whether a line asks for something that counts against the rate. */
  costs(bytes: Uint8Array): boolean;
  /** Takes one line; the next one waits for the promise. The bytes are valid until it resolves. */
  line(bytes: Uint8Array): void | Promise<void>;
  /** An error as lines of this dialect. */
  error(code: ErrorCode, message: string, retryMs?: number): string;
  /** A question to a silent peer that it must answer, or an empty string where there is none. */
  ping(): string;
  /** How long the answer to that may take, in milliseconds, where it is not `PING_TIMEOUT_MS`. */
  readonly pingTimeoutMs?: number;
  /** The last words when the server stops. */
  farewell(): string;
  /** The connection is gone. */
  closed(): void;
}
