/** What happens on the way to the server and back, as told to whoever shows it. */

import type { ErrorCode, LimitsInfo, MsgFrame, ServerFrame } from "../../protocol/frames.ts";
import type { Item } from "./outbox.ts";
import type { DistrustCode, Security } from "./transport.ts";

/** Why there is no connection (any more). */
export type LossCode =
  /** Connecting failed. */
  | "unreachable"
  /** The machine is there, and nothing listens on that port. */
  | "refused"
  /** What answers is no chat server. */
  | "stranger"
  /** Nothing came for too long. */
  | "silent"
  /** The other side ended it without a word. */
  | "closed"
  /** The connection broke. */
  | "broken"
  /** The server is shutting down. */
  | "shutdown"
  /** The server wants a password, and others could read it on the way. */
  | "password_exposed"
  | DistrustCode
  /** The server said why. */
  | ErrorCode;

/** Why there is no connection, and what is known beyond that: the system's words or the server's. */
export interface Loss {
  readonly code: LossCode;
  readonly detail?: string;
}

/** Why a wish was not fulfilled: the server said so, or it cannot be told to this server. */
export type RefusalCode = ErrorCode | "unsupported" | "in_doubt";

/** A nickname that was not accepted. */
export interface NickRefusal {
  readonly nick: string;
  readonly code: ErrorCode;
  /** The server's words; empty where this side found the fault. */
  readonly message: string;
}

/** Something that happens in a room and is no message. */
export type PresenceFrame = Extract<ServerFrame, { type: "joined" | "left" | "renamed" | "topic" }>;

/** Something happened. */
export type LinkEvent =
  /** Connecting begins. */
  | { readonly type: "connecting" }
  /** There is no connection; the next try comes in `retryMs`. */
  | { readonly type: "waiting"; readonly loss: Loss; readonly retryMs: number }
  /** It is over: trying again would not help. */
  | { readonly type: "ended"; readonly loss: Loss }
  /** TLS is spoken, with a server that is known, or is from now on. */
  | { readonly type: "secured"; readonly security: Security }
  /** The server wants a password; `Link.password` gives one. `refused`: the last was wrong. */
  | { readonly type: "password_wanted"; readonly refused?: string }
  /** The server wants a nickname; `Link.nickname` gives one. */
  | { readonly type: "nick_wanted"; readonly refused?: NickRefusal }
  /** In the room. Old messages follow, then `caught_up`. */
  | {
    readonly type: "entered";
    readonly nick: string;
    readonly room: string;
    readonly members: readonly string[];
    /** How many there are; 0 where the server does not tell. */
    readonly count: number;
    /** Back after a cut, in the room where one was. */
    readonly back: boolean;
    /** The old server, which acknowledges nothing. */
    readonly plain: boolean;
    readonly limits?: LimitsInfo;
    /** The server's frame, where it sent one. */
    readonly frame?: Extract<ServerFrame, { type: "welcome" }>;
  }
  /** All old messages have been delivered. */
  | {
    readonly type: "caught_up";
    readonly back: boolean;
    /** Messages of others that came while one was away, all of them delivered. */
    readonly missed: number;
    /** Older ones that were left out, there being too many. */
    readonly skipped: number;
    /** The old server: more may have been missed, there is no telling. */
    readonly uncertain?: true;
  }
  /** A message, in the order of the room. The old server numbers none: `id` is 0. */
  | { readonly type: "message"; readonly message: MsgFrame; readonly own: boolean }
  /** Messages the server should have and has not, first and last id. */
  | { readonly type: "lost"; readonly first: number; readonly last: number }
  /** The room begins anew: the server's log is another one than before. */
  | { readonly type: "reset"; readonly room: string }
  | {
    readonly type: "presence";
    readonly frame: PresenceFrame;
    readonly own: boolean;
  }
  | {
    readonly type: "dm";
    readonly frame: Extract<ServerFrame, { type: "dm" }>;
    readonly own: boolean;
  }
  | {
    readonly type: "who";
    readonly room: string;
    readonly count: number;
    readonly nicks: readonly string[];
  }
  /** The page that `Link.history` asked for, oldest first. */
  | { readonly type: "page"; readonly messages: readonly MsgFrame[] }
  /** The server has it; for a message, `id` is its place in the room. */
  | { readonly type: "acknowledged"; readonly item: Item; readonly id?: number }
  /** The server will not have it; the text is the user's again. */
  | {
    readonly type: "refused";
    readonly item: Item;
    readonly code: RefusalCode;
    readonly message: string;
  }
  /** An earlier client left these unsent; what becomes of them is up to the user. */
  | { readonly type: "offered"; readonly items: readonly Item[] }
  /** The server complains, of no message in particular. */
  | {
    readonly type: "error";
    readonly code: ErrorCode;
    readonly message: string;
    readonly retryMs?: number;
  }
  /** The server is about to end. */
  | { readonly type: "shutdown"; readonly message: string }
  /** A line of prose from the old server. */
  | { readonly type: "prose"; readonly text: string };
