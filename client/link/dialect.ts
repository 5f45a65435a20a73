/** What a dialect does on one connection, and what it is given for that. */

import type { ClientFrame } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { CatchUpBounds } from "./catch_up.ts";
import type { DisconnectReason, LinkEvent } from "./events.ts";
import type { Session } from "./session.ts";

/** What a dialect works with. It knows no socket. */
export interface DialectContext {
  /** Tells the time, and wakes the dialect. */
  readonly clock: Clock;
  /** What survives a cut. */
  readonly session: Session;
  /** How many missed messages are loaded without being asked for. */
  readonly catchUp: CatchUpBounds;
  /** Is told all that happens, in order. */
  readonly emit: (event: LinkEvent) => void;
  /** Whether nobody on the way can read along. If not, no password is sent. */
  readonly isPrivate: boolean;
  /** Sends text after what was sent before. Resolves when it is written; never rejects. */
  readonly write: (text: string) => Promise<void>;
  /** Tells the server that nothing more will be sent. */
  readonly closeWrite: () => void;
  /** Ends the connection; `final` when the client should not connect again. */
  readonly close: (reason: DisconnectReason, final?: boolean) => void;
}

/** What is asked of the server at once, or not at all. */
export type Request = Extract<
  ClientFrame,
  { type: "who" | "part" | "rooms" | "topic" | "seen" | "away" | "search" }
>;

/** Which older messages are wanted. */
export interface WantedHistory {
  /** The room. */
  readonly room: string;
  /** The most messages. */
  readonly limit: number;
  /** ISO 8601: none that was said before. */
  readonly from?: string;
  /** Only messages before this id; those before the oldest that was delivered where there is none. */
  readonly before?: number;
  /** Comes back with the page: what it is for. */
  readonly tag?: string;
}

/** One dialect on one connection, from the greeting on. */
export interface Dialect {
  /** Sends the session's nickname and password. Does nothing when the server wants neither. */
  signIn(): void;
  /** Takes bytes from the server. They are valid during the call only. */
  receive(bytes: Uint8Array): void;
  /** Sends what is in the outbox, as far as it may go now. */
  flush(): void;
  /** Sends a frame that is not kept for later; false when it cannot be sent now. */
  request(frame: Request): boolean;
  /** Asks for older messages of a room; false when this cannot be asked now. */
  history(wanted: WantedHistory): boolean;
  /** Says goodbye. The server is to end the connection then. */
  leave(): void;
  /**
   * Ends the dialect when the connection is gone, and cancels its timers. `clean` if the other side
   * ended the connection in order. Returns the reason that the server gave before, if any.
   */
  closed(clean: boolean): DisconnectReason | undefined;
  /** Whether the user is in a room and can be heard. */
  readonly live: boolean;
}
