/** What a dialect has to do on one connection, and what it is given for it. */

import type { Clock } from "../../runtime/clock.ts";
import type { LinkEvent, Loss } from "./events.ts";
import type { Session } from "./session.ts";

/** What a talk works with. It knows no socket. */
export interface Port {
  readonly clock: Clock;
  readonly session: Session;
  /** Missed messages that are loaded without being asked for; `Infinity` for all. */
  readonly maxCatchUp: number;
  readonly emit: (event: LinkEvent) => void;
  /** Whether nobody on the way can read along: else no password is said. */
  readonly isPrivate: boolean;
  /** Sends text after what was sent before; resolves when it is written, and never rejects. */
  readonly write: (text: string) => Promise<void>;
  /** Says that nothing more will be sent. */
  readonly closeWrite: () => void;
  /** Ends the connection; `final` when no other should be made. */
  readonly close: (loss: Loss, final?: boolean) => void;
}

/** One dialect on one connection, from the greeting on. */
export interface Talk {
  /** The server wants a nickname, or a password, and the session has it. */
  nickname(): void;
  /** Bytes came; they are valid during the call. */
  receive(bytes: Uint8Array): void;
  /** Something was put into the outbox. */
  pump(): void;
  /** Asks who is there; false when this cannot be asked now. */
  who(): boolean;
  /** Asks for older messages; false when this cannot be asked now. */
  history(limit: number): boolean;
  /** Says goodbye; the server is to end the connection then. */
  leave(): void;
  /**
   * The connection is gone, `clean` if the other side ended it in order. Timers are to be
   * cancelled. Returns what the server had said about the reason, if it had.
   */
  closed(clean: boolean): Loss | undefined;
  /** Whether the user is in a room and can be heard. */
  readonly live: boolean;
}
