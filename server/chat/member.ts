/** A member of the chat, as rooms see it: a nickname, an outlet, ways to be told. Knows no socket. */

import type { ErrorCode, ErrorData, MsgFrame } from "../../protocol/frames.ts";
import type { Draft, Stored } from "../storage/journal.ts";
import type { RuleChange } from "./rule_change.ts";
import type { Outlet } from "../fanout/outlet.ts";

/** What goes with an event to the members who are here now. It is not in the log. */
export interface Metadata {
  /** Tags for clients that know them, as on the wire (IRCv3 message-tags). */
  readonly tags?: string;
  /** The text with IRC's formatting codes, where it has some. */
  readonly formatted?: string;
  /** The same in the pieces that an IRC client made of each line, where it did (IRCv3 multiline). */
  readonly pieces?: readonly (readonly string[])[];
  /** The chat was left, and not this room alone. */
  readonly quit?: true;
  /** The rooms in which the event was told before: their members are not told again. */
  readonly told?: readonly { isListening(member: Member): boolean }[];
}

/** The member that caused an event, and what goes with the event. */
export interface Author {
  /** The member. */
  readonly member: Member;
  /** What goes with the event. */
  readonly metadata?: Metadata | undefined;
}

/** How a dialect writes the events of a room. All members that read it alike share the object. */
export interface Encoding {
  /** The event in `room` as lines, or an empty string where the dialect has none for it. */
  render(event: Stored, room: string, author: Author | undefined): string;
  /** Whether the event is shown to the member that caused it. */
  echoes(event: Stored): boolean;
  /** Whether every join and leave must be written, however many there are. */
  readonly unfolded?: boolean;
  /** Whether each line names its room: what concerns several rooms is told in each. */
  readonly namesRoom?: boolean;
  /** That `by` has decided something in `room` at another server; absent where the dialect does not tell. */
  ruled?(room: string, changes: readonly RuleChange[], by: string, ts: string): string;
  /** That `member` is away or back, at the time `ts`; absent or empty where the dialect does not tell. */
  away?(member: Member, text: string | undefined, ts: string): string;
}

/** A private message. It is in no log. */
export interface DirectMessage {
  /** ISO 8601, UTC, milliseconds. */
  readonly ts: string;
  /** The sender. */
  readonly nick: string;
  /** The receiver. */
  readonly to: string;
  /** One or more lines, with LF between them. */
  readonly text: string;
  /** Chosen by the sender; empty where its dialect has none. */
  readonly cid: string;
  /** Said with `/me`. */
  readonly action?: true;
  /** No program should answer it (IRC's NOTICE). */
  readonly notice?: true;
  /** What goes with the message. */
  readonly metadata?: Metadata;
}

/** What others are shown of a member without `where`, such as the server itself. */
export const SOMEWHERE = "chat@hidden";

/** Someone in the chat, and how they are told what is not said in a room. */
export interface Member {
  /** The nickname, in the form in which it is kept. */
  nick: string;
  /** Secret with which another connection may take over. */
  resume: string;
  /** The number of its session, where several servers share the nicknames. */
  session?: number | undefined;
  /** What is sent to this member. */
  readonly outlet: Outlet;
  /** How it reads the events of rooms. */
  readonly encoding: Encoding;
  /** The address it comes from, shown to the operator of the server alone. */
  readonly address?: string | undefined;
  /** When it last said something: ISO 8601, UTC. */
  saidAt?: string | undefined;
  /** `user@host` as it is shown to others, where the dialect has that. */
  readonly where?: string | undefined;
  /** The away message, while the member is away. */
  away?: string | undefined;
  /** The rooms where it was told that this member of another server has left the chat. */
  quitRooms?: { isListening(member: Member): boolean }[];
  /** Whether the others are not told that it comes and goes. */
  readonly isUnannounced?: boolean;
  /** Whether its client can go on with its session at another server. */
  readonly canMove?: boolean;
  /** Whether it may be in several rooms, and asks for each of them when its session goes on. */
  readonly isInSeveralRooms?: boolean;
  /** A private message to this member from `by`. If `by` is this member, it is the acknowledgement. */
  direct(message: DirectMessage, by: Member): void;
  /** What this member wanted to say or set in `room` could not be stored. */
  notSaved(draft: Draft, room: string): void;
  /** What this member has said in `room` was stored before, under the same `cid`. */
  repeated?(message: Stored<MsgFrame>, room: string): void;
  /** Another connection has taken over the session of this member. */
  replaced(): void;
  /** `by` has removed this member from `room`; `undefined` means from the chat. */
  expelled(room: string | undefined, by: string, reason: string): void;
  /** Nothing can be stored, for so many milliseconds by now. `isNews`: it was not told before. 0: over. */
  waits?(ms: number, isNews: boolean): void;
  /** The server lives; said to those who count on hearing that. */
  lives?(): void;
  /** `by` has invited this member into `room`; absent where a private message tells that. */
  invited?(room: string, by: Member): void;
  /** What this member did in `room` is stored. */
  happened?(event: Stored, room: string, metadata: Metadata | undefined): void;
}

/** Learns which member has which nickname. */
export interface NameWatcher {
  /** `member` has a nickname; `from` is the one before, if there was one. */
  named(member: Member, from: string | undefined): void;
  /** `member` has left the chat. */
  gone(member: Member): void;
  /** `member` is away since `ts`, or back. Those who are in one of `rooms` are told already. */
  away?(member: Member, text: string | undefined, ts: string, rooms: Metadata["told"]): void;
}

/** A request of a client is refused: `code` is for programs, the message for people. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** What programs branch on. */
  readonly code: ErrorCode;

  /** What is known beyond the code. */
  readonly data: ErrorData;

  /** Makes the error; `message` is a sentence for people. */
  constructor(code: ErrorCode, message: string, data: ErrorData = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
