/** The seam between connections and rooms: a door for each port, a dialect for each connection. */

import type { ErrorCode, ErrorData } from "../../protocol/frames.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Cloaks } from "../access/cloaks.ts";
import type { PasswordCheck } from "../access/password_check.ts";
import type { Hub } from "../chat/hub.ts";
import type { ReadMarks } from "../chat/read_marks.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { NodeList } from "../storage/cluster.ts";

/** What the dialects of every door need from the server. */
export interface Services {
  /** The rooms and the nicknames. */
  readonly hub: Hub;
  /** The sentences in the language of the server. */
  readonly phrases: ServerPhrases;
  /** Tells the operator what happens. */
  readonly log: Logger;
  /** Present when the server has a password. */
  readonly passwordCheck?: Pick<PasswordCheck, "try"> | undefined;
  /** Makes the secret of a new session. */
  readonly secret: () => string;
  /** What others are shown instead of addresses. */
  readonly cloaks: Pick<Cloaks, "of" | "ofNick">;
  /** How far each session has read. */
  readonly readMarks: Pick<ReadMarks, "find" | "note" | "prepare">;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Messages per second that a client may send; 0: no bound. */
  readonly rate: number;
  /** How many messages a client is shown when it joins, unless it asks for another number. */
  readonly history: number;
  /** The servers that share the chat; absent where there is one alone. */
  readonly nodes?: Pick<NodeList, "others"> | undefined;
  /** The port for IRC clients, if there is one. Known when the server listens. */
  readonly ircPort: () => number | undefined;
}

/** The peer of a connection: what its dialect writes to. */
export interface Peer {
  /** What is sent to it. */
  readonly outlet: Outlet;
  /** Its address and port, for the log. */
  readonly endpoint: string;
  /** Its address without the port. */
  readonly address: string;
  /** Whether the connection has ended. Then its dialect is closed, and gets no more lines. */
  readonly ended: boolean;
  /** From now on `dialect` takes the lines. */
  speak(dialect: Dialect): void;
  /** The client has a nickname now: `HELLO_TIMEOUT_MS` does not apply any more. */
  greeted(nick: string, room: string): void;
  /** A line was invalid. Nothing is read for a moment; after `MAX_BAD_LINES` the connection ends. */
  bad(): void | Promise<void>;
  /** Ends the connection with an error, after all output that waits. The log gets the code. */
  cut(code: ErrorCode, message: string, data?: ErrorData): void;
  /** Ends the connection with `goodbye`, after all output that waits. */
  end(goodbye: string): void;
}

/** What is spoken on a port. */
export interface Door {
  /** What is sent to a client when it connects. */
  readonly greeting: string;
  /** The longest line that a client may send, in bytes, its line feed included. */
  readonly maxLineBytes: number;
  /** Starts the dialect that takes the first line of a connection. */
  open(peer: Peer): Dialect;
  /** What a refused client is sent, which has not said anything. */
  refusal(code: ErrorCode, message: string, data?: ErrorData): string;
}

/** One dialect on one connection. */
export interface Dialect {
  /** The nickname now, if there is one. */
  readonly nick?: string;
  /** Whether a line counts against the rate. */
  costs(bytes: Uint8Array): boolean;
  /**
   * The text among the bytes that came, in a dialect in which not all of them are text. Called for each
   * piece before it is cut into lines.
   */
  received?(bytes: Uint8Array): Uint8Array;
  /** Takes one line; the next one waits for the promise. The bytes are valid until it resolves. */
  line(bytes: Uint8Array): void | Promise<void>;
  /**
   * After how much silence, in milliseconds, `pending` counts as a line though it has no line feed;
   * `undefined`: never.
   */
  silenceMs?(pending: Uint8Array): number | undefined;
  /** An error as lines of this dialect. */
  error(code: ErrorCode, message: string, data?: ErrorData): string;
  /** A line that a silent client must answer; an empty string when the dialect has none. */
  ping(): string;
  /** How long the answer to that may take, in milliseconds; when absent, `PING_TIMEOUT_MS`. */
  readonly pingTimeoutMs?: number;
  /** The last lines when the server stops. */
  farewell(): string;
  /** Resolves when everything the client has asked for is done, and its answers are in the outlet. */
  settled(): Promise<void>;
  /** The connection has ended. Called once. */
  closed(): void;
}
