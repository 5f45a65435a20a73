/**
 * The native dialect's frames: one JSON object a line. Types and encoding; `decode.ts` is the way
 * back. `docs/PROTOCOL.md` is the prose of both.
 */

/** A message as it stands in the log and goes to every member, byte for byte the same. */
export interface MsgFrame {
  /** The room's own counter: 1, 2, 3, … with no gaps. */
  readonly id: number;
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "msg";
  /** The sender. */
  readonly nick: string;
  /** One or more lines, with LF between them. */
  readonly text: string;
  /** Chosen by the sender, unique for its session; empty where its dialect has none. */
  readonly cid: string;
  /** Said with `/me`. */
  readonly action?: true;
  /** Not to be answered by a program (IRC's NOTICE). */
  readonly notice?: true;
  /** Replayed from the log, not said just now. */
  readonly old?: true;
}

/** Someone came; with `others`, more came in the same second. */
export interface JoinedFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "joined";
  /** Who came. */
  readonly nick: string;
  /** How many more came. */
  readonly others?: number;
  /** In the log only: the session went on after a cut, so its `cid`s still count. */
  readonly resumed?: true;
}

/** Someone left; with `others`, more left in the same second. */
export interface LeftFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "left";
  /** Who left. */
  readonly nick: string;
  /** How many more left. */
  readonly others?: number;
  /** Why, in their own words or in those of whoever sent them out. */
  readonly reason?: string;
  /** Who sent them out, where they did not go by themselves. */
  readonly by?: string;
}

/** Someone changed their nickname from `nick` to `to`. */
export interface RenamedFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "renamed";
  /** The old nickname. */
  readonly nick: string;
  /** The new nickname. */
  readonly to: string;
}

/** Someone gave the room a topic, or took it away: an empty one. */
export interface TopicFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "topic";
  /** Who set the topic. */
  readonly nick: string;
  /** The topic; empty when it was taken away. */
  readonly topic: string;
  /** In the log only: it was set then, and is written once more so that it is found from the end. */
  readonly set?: string;
}

/** What happens in a room, in the order of its log. */
export type RoomEvent = MsgFrame | JoinedFrame | LeftFrame | RenamedFrame | TopicFrame;

/** Bounds a client has to know, as the server applies them. */
export interface LimitsInfo {
  /** The longest line, its line feed included, in bytes. */
  readonly line_bytes: number;
  /** The longest message text, in bytes of UTF-8. */
  readonly text_bytes: number;
  /** The most lines of a message text. */
  readonly text_lines: number;
  /** The widest nickname, in columns of a terminal. */
  readonly nick_columns: number;
  /** Messages per second in the long run; 0: no bound. */
  readonly rate: number;
  /** Messages that may come at once; 0: no bound. */
  readonly burst: number;
  /** How many old messages a `hello` gets that does not say how many. */
  readonly history: number;
}

/** Why the server did not do what was asked. `docs/PROTOCOL.md` has the list with meanings. */
export type ErrorCode =
  | "bad_frame"
  | "bad_nick"
  | "bad_room"
  | "bad_text"
  | "bad_version"
  | "flood"
  | "full"
  | "hello_timeout"
  | "internal"
  | "line_too_long"
  | "nick_taken"
  | "no_such_nick"
  | "not_saved"
  | "password"
  | "ping_timeout"
  | "replaced"
  | "slow"
  | "slow_down"
  | "too_many_bad_lines"
  | "kicked"
  | "banned"
  | "not_admitted"
  | "muted";

/** Something could not be done. */
export interface ErrorFrame {
  /** The kind of frame. */
  readonly type: "error";
  /** What programs branch on. */
  readonly code: ErrorCode;
  /** A sentence for people, in the server's language. */
  readonly message: string;
  /** The message that it is about. */
  readonly cid?: string;
  /** How long to wait before the next try, in milliseconds. */
  readonly retry_ms?: number;
}

/** Everything a server sends. */
export type ServerFrame =
  | RoomEvent
  | ErrorFrame
  | {
    readonly type: "welcome";
    readonly v: number;
    readonly server: string;
    readonly nick: string;
    readonly room: string;
    /** Secret of this session: it takes the nickname back from a dead connection. */
    readonly resume: string;
    /** Id of the room's newest message, 0 when there is none. */
    readonly last: number;
    /** Nicknames in the room, the first of them when there are many. */
    readonly members: readonly string[];
    /** How many there are in all. */
    readonly count: number;
    readonly limits: LimitsInfo;
  }
  | { readonly type: "live" }
  | {
    readonly type: "dm";
    readonly ts: string;
    readonly nick: string;
    readonly to: string;
    readonly text: string;
    readonly cid: string;
  }
  | {
    readonly type: "who";
    readonly room: string;
    readonly count: number;
    readonly nicks: readonly string[];
    /** More `who` lines of the same answer follow. */
    readonly more?: true;
  }
  | {
    /** Closes a page of old messages; `first` and `last` are 0 when the page is empty. */
    readonly type: "history";
    readonly first: number;
    readonly last: number;
    readonly count: number;
  }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | { readonly type: "shutdown"; readonly message: string };

/** Everything a client sends. */
export type ClientFrame =
  | {
    readonly type: "hello";
    readonly v: number;
    readonly nick: string;
    readonly room?: string;
    /** Id of the newest message the client has: it is sent all after it. */
    readonly since?: number;
    /** How many old messages are wanted where there is no `since`. */
    readonly history?: number;
    /** What the secret of a new session is to be. */
    readonly secret?: string;
    /** The secret of the session that goes on. */
    readonly resume?: string;
    readonly password?: string;
  }
  | { readonly type: "say"; readonly cid: string; readonly text: string; readonly action?: boolean }
  | { readonly type: "dm"; readonly cid: string; readonly to: string; readonly text: string }
  | { readonly type: "nick"; readonly nick: string }
  | {
    readonly type: "join";
    readonly room: string;
    readonly since?: number;
    readonly history?: number;
  }
  | { readonly type: "who" }
  | { readonly type: "history"; readonly before?: number; readonly limit: number }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | { readonly type: "bye" };

/** The greeting a server sends on accept, with which it asks for a nickname. */
export const GREETING = "NICKNAME_REQUEST";

/** The room of everyone who names no other. */
export const DEFAULT_ROOM = "lobby";

/** Marks a further line of a message in plain text, so that nobody can forge another's message. */
export const CONTINUATION = "    | ";

/** The line's last word in the plain dialect when the server stops. */
export const PLAIN_SHUTDOWN = "SERVER_SHUTDOWN";

/** Encodes a frame as its line, line feed included. */
export function encodeFrame(frame: ServerFrame | ClientFrame): string {
  return JSON.stringify(frame) + "\n";
}

/**
 * Encodes a message as its line: the same bytes as `encodeFrame`, about twice as fast.
 * It is the one encoding on the path of every message.
 */
export function encodeMsg(msg: MsgFrame): string {
  return `{"id":${msg.id},"ts":"${msg.ts}","type":"msg","nick":${JSON.stringify(msg.nick)},"text":${
    JSON.stringify(msg.text)
  },"cid":${JSON.stringify(msg.cid)}${msg.action ? ',"action":true' : ""}${
    msg.notice ? ',"notice":true' : ""
  }}\n`;
}

/** A message's line with `"old":true` added, for a replay. `line` ends in `}` and a line feed. */
export function markOld(line: string): string {
  return `${line.slice(0, -2)},"old":true}\n`;
}
