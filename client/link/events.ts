/** What happens between the user and the server, as the link reports it. */

import type {
  ErrorCode,
  ErrorData,
  FoundMessage,
  LimitsInfo,
  MsgFrame,
  NodeInfo,
  RoomInfo,
  ServerFrame,
} from "../../protocol/frames.ts";
import type { OutboxItem } from "./outbox.ts";
import type { Security, TrustErrorCode } from "./transport.ts";

/** Why there is no connection. */
export type DisconnectCode =
  /** Connecting failed. */
  | "unreachable"
  /** The machine is there, and nothing listens on that port. */
  | "refused"
  /** What answers is no chat server. */
  | "no_chat_server"
  /** What answers is a web server. */
  | "web_server"
  /** What answers is an IRC server. */
  | "irc_server"
  /** Nothing came for too long. */
  | "silent"
  /** The other side ended it without a word. */
  | "closed"
  /** The connection broke. */
  | "broken"
  /** The server is shutting down. */
  | "shutdown"
  /** The server could store nothing for a while, and another one can be reached. */
  | "moved"
  /** The server wants a password, and others on the way could read it. */
  | "password_exposed"
  | TrustErrorCode
  /** The server gave the reason. */
  | ErrorCode;

/** Why there is no connection, with the system's words or the server's where there are any. */
export interface DisconnectReason {
  /** What programs branch on. */
  readonly code: DisconnectCode;
  /** The system's words, or the server's. */
  readonly detail?: string;
  /** The system's code for its error, such as `EHOSTUNREACH`, where it has one. */
  readonly systemCode?: string;
  /** What the server told beyond its code. */
  readonly data?: ErrorData;
}

/** Why a command failed: the server refused it, does not know it, or may not have got it. */
export type RefusalCode = ErrorCode | "unsupported" | "in_doubt";

/** A nickname that was not accepted. */
export interface NickRefusal {
  /** The nickname. */
  readonly nick: string;
  /** Why it was refused. */
  readonly code: ErrorCode;
  /** The server's words. */
  readonly message: string;
  /** What the server told beyond the code. */
  readonly data?: ErrorData;
}

/** Why the server does not let somebody into a room. */
export interface RoomError {
  /** The reason, for programs. */
  readonly code: ErrorCode;
  /** The server's words. */
  readonly message: string;
  /** What the server told beyond the code. */
  readonly data?: ErrorData;
}

/** What was said in a room while the user was away. */
export interface Missed {
  /** How many messages. */
  readonly count: number;
  /** How many of them, the oldest, are not delivered. */
  readonly skipped: number;
  /** When the last message was said that the user has, ISO 8601, if that is known. */
  readonly since?: string;
  /** Whether it was an earlier client that was there last. */
  readonly isRecalled: boolean;
}

/** Something that happens in a room and is no message. */
export type PresenceFrame = Extract<ServerFrame, { type: "joined" | "left" | "renamed" | "topic" }>;

/** Something happened. */
export type LinkEvent =
  /** Connecting begins. */
  | { readonly type: "connecting" }
  /** There is no connection; the next try comes in `retryMs`. */
  | { readonly type: "waiting"; readonly reason: DisconnectReason; readonly retryMs: number }
  /** It is over: another try would not help. */
  | { readonly type: "ended"; readonly reason: DisconnectReason }
  /** The connection has TLS, and the server is known, or is from now on. */
  | { readonly type: "secured"; readonly security: Security }
  /** The server wants a password; `Link.password` gives one. `refused`: the last was wrong. */
  | { readonly type: "password_wanted"; readonly refused?: string; readonly data?: ErrorData }
  /** The server wants a nickname; `Link.nickname` gives one. */
  | { readonly type: "nick_wanted"; readonly refused?: NickRefusal }
  /** The user is in the room. Old messages follow, then `caught_up`. */
  | {
    readonly type: "entered";
    readonly nick: string;
    readonly room: string;
    /** One more room of a session that may be in several; the connection was there before. */
    readonly isFurther?: true;
    readonly members: readonly string[];
    /** How many there are; 0 where the server does not tell. */
    readonly count: number;
    /** Back after a cut, in the same room as before. */
    readonly back: boolean;
    /** What was said there since the user was there; absent where that is nothing, or not known. */
    readonly missed?: Missed;
    /** The old server, which acknowledges nothing. */
    readonly plain: boolean;
    readonly limits?: LimitsInfo;
    /** Id of the newest message, 0 where there is none; absent where the server does not tell. */
    readonly last?: number;
    /** The topic of the room, if it has one. */
    readonly topic?: string;
    /** Id of the newest message up to which the user has read, as the server remembers it. */
    readonly seen?: number;
    /** The server's frame, where it sent one. */
    readonly frame?: Extract<ServerFrame, { type: "welcome" | "entered" }>;
  }
  /** The user is not in this room any more; `error` says why the server does not let them in again. */
  | {
    readonly type: "parted";
    readonly room: string;
    readonly by?: string;
    readonly reason?: string;
    readonly error?: RoomError;
  }
  /** All old messages of the room have been delivered. */
  | {
    readonly type: "caught_up";
    readonly room: string;
    readonly back: boolean;
    /** Messages of others that came while the user was away; all of them were delivered. */
    readonly missed: number;
    /** Older ones that were left out: there were too many. */
    readonly skipped: number;
    /** The old server does not tell whether more were missed. */
    readonly uncertain?: true;
  }
  /** A message, in the order of the room. The old server has no ids: `id` is 0. */
  | {
    readonly type: "message";
    readonly room: string;
    readonly message: MsgFrame;
    readonly own: boolean;
  }
  /** Up to `most` messages before the next one were not delivered: it is not known how many are new. */
  | { readonly type: "skipped"; readonly room: string; readonly most: number }
  /** First and last id of messages that the server should have and has not. */
  | {
    readonly type: "lost";
    readonly room: string;
    readonly first: number;
    readonly last: number;
  }
  /** The room begins again: the server has another log than before. */
  | { readonly type: "reset"; readonly room: string }
  | {
    readonly type: "presence";
    readonly room: string;
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
    /** Those of them who are away, as far as the server tells. */
    readonly away?: readonly string[];
  }
  /** What `Link.search` has found, newest first; `next` is the id before which it goes on. */
  | {
    readonly type: "found";
    readonly room: string;
    readonly messages: readonly FoundMessage[];
    readonly next?: number;
    /** False where the server ran out of time before it had enough. */
    readonly complete: boolean;
  }
  /** The rooms there are, as `Link.rooms` asked for them. */
  | { readonly type: "rooms"; readonly rooms: readonly RoomInfo[] }
  /** Somebody is away, for this reason; without one they are back. */
  | { readonly type: "away"; readonly nick: string; readonly text?: string }
  /** The page that `Link.history` asked for, oldest first. */
  | {
    readonly type: "page";
    readonly room: string;
    readonly messages: readonly MsgFrame[];
    /** What the page was asked for, if that was told. */
    readonly tag?: string;
  }
  /** The server has it; for a message, `id` is its place in the room. */
  | {
    readonly type: "acknowledged";
    readonly item: OutboxItem;
    readonly id?: number;
    /** The message, which is delivered in its turn, if it was not before. */
    readonly message?: MsgFrame;
  }
  /** The server does not take it; the text is the user's again. */
  | {
    readonly type: "refused";
    readonly item: OutboxItem;
    readonly code: RefusalCode;
    readonly message: string;
    readonly data?: ErrorData;
  }
  /** An earlier client left these unsent; the user decides what becomes of them. */
  | { readonly type: "unsent_found"; readonly items: readonly OutboxItem[] }
  /** The server reports an error that concerns no command. */
  | {
    readonly type: "error";
    readonly code: ErrorCode;
    readonly message: string;
    readonly data?: ErrorData;
    readonly retryMs?: number;
  }
  /** Other servers of the same chat, told by one that can be trusted. */
  | {
    readonly type: "nodes";
    readonly nodes: readonly NodeInfo[];
    /** Those of them to which the client does not go by itself; without it, all. */
    readonly elsewhere?: readonly NodeInfo[];
  }
  /** The server can store nothing, for so long by now; 0: it can. */
  | { readonly type: "stalled"; readonly ms: number }
  /** The server is about to end. */
  | { readonly type: "shutdown"; readonly message: string }
  /** A line of the old server that is no message. */
  | { readonly type: "prose"; readonly text: string };
