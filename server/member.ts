/** Someone in the chat, as rooms see them: a name, an outlet, a way to be told. Knows no socket. */

import type { ErrorCode } from "../protocol/frames.ts";
import type { Draft, Stored } from "./backbone.ts";
import type { Cursor } from "./feed.ts";
import type { Outlet } from "./outlet.ts";

/** How one dialect writes what happens in a room; shared by all who speak it. */
export interface Encoding {
  /** The event as lines, or an empty string where the dialect has none for it. */
  render(event: Stored): string;
  /** Whether whoever caused the event is shown it too. */
  echoes(event: Stored): boolean;
}

/** A message for one person alone. It is not in any log. */
export interface DirectMessage {
  readonly ts: string;
  readonly nick: string;
  readonly to: string;
  readonly text: string;
  readonly cid: string;
}

/** What a dialect does when its member is told something that is not said in a room. */
export interface Voice {
  /** Someone wrote to this member alone, or this member to someone: the acknowledgement. */
  direct(message: DirectMessage): void;
  /** What this member asked for could not be made durable. */
  notSaved(draft: Draft): void;
  /** Another connection goes on with this session. */
  replaced(): void;
}

/** Someone in the chat. */
export interface Member {
  nick: string;
  /** Secret with which another connection may take over. */
  resume: string;
  readonly outlet: Outlet;
  readonly encoding: Encoding;
  readonly voice: Voice;
}

/** A member's place in a room. */
export interface Seat {
  readonly member: Member;
  readonly cursor: Cursor;
}

/** Something a client asked for cannot be done: `code` for programs, the message for people. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
