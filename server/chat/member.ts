/** Someone in the chat, as rooms see them: a name, an outlet, a way to be told. Knows no socket. */

import type { ErrorCode } from "../../protocol/frames.ts";
import type { Draft, Stored } from "../storage/backbone.ts";
import type { Outlet } from "../fanout/outlet.ts";

/** Goes along with an event to those who are here now, and stands in no log. */
export interface Metadata {
  /** Tags for clients that know them, as on the wire (IRCv3 message-tags). */
  readonly tags?: string;
  /** The text with IRC's formatting codes, where it has some. */
  readonly formatted?: string;
  /** The same in the pieces that an IRC client made of each line, where it did (IRCv3 multiline). */
  readonly pieces?: readonly (readonly string[])[];
  /** The chat was left, and not this room alone. */
  readonly quit?: true;
  /** Whoever is in one of these has been told there. */
  readonly told?: readonly { has(member: Member): boolean }[];
}

/** Whoever caused an event, and what goes along with it. */
export interface Author {
  readonly member: Member;
  readonly metadata?: Metadata | undefined;
}

/** How one dialect writes what happens in a room; shared by all who speak it. */
export interface Encoding {
  /** The event in `room` as lines, or an empty string where the dialect has none for it. */
  render(event: Stored, room: string, author: Author | undefined): string;
  /** Whether whoever caused the event is shown it too. */
  echoes(event: Stored): boolean;
  /** Whether everyone who comes and goes has to be named, however many there are. */
  readonly unfolded?: boolean;
}

/** A message for one person alone. It is not in any log. */
export interface DirectMessage {
  readonly ts: string;
  readonly nick: string;
  readonly to: string;
  readonly text: string;
  readonly cid: string;
  readonly action?: true;
  readonly notice?: true;
  readonly metadata?: Metadata;
}

/** Where those are who have no `where`: nobody's address is shown to others. */
export const SOMEWHERE = "chat@hidden";

/** Someone in the chat, and how they are told what is not said in a room. */
export interface Member {
  nick: string;
  /** Secret with which another connection may take over. */
  resume: string;
  readonly outlet: Outlet;
  readonly encoding: Encoding;
  /** The address it comes from, for whoever runs the server alone. */
  readonly address?: string | undefined;
  /** `user@host`, as others are shown it, where the dialect has that. */
  readonly where?: string;
  /** Why they are away, if they are. */
  readonly away?: string | undefined;
  /** Someone wrote to this member alone, or this member to someone: the acknowledgement. */
  direct(message: DirectMessage): void;
  /** What this member asked for could not be made durable. */
  notSaved(draft: Draft): void;
  /** Another connection goes on with this session. */
  replaced(): void;
  /** Someone has taken this member out of `room`, or out of the chat: `undefined`. */
  expelled(room: string | undefined, by: string, reason: string): void;
  /** What this member did in `room` has happened. */
  happened?(event: Stored, room: string, metadata: Metadata | undefined): void;
}

/** Told who has which nickname. */
export interface NameWatcher {
  /** `member` has a nickname; `from` is the one before, if there was one. */
  named(member: Member, from: string | undefined): void;
  /** `member` has left the chat. */
  gone(member: Member): void;
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
