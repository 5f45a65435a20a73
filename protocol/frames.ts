/**
 * The frames of the native dialect, one JSON object on each line: their types and their encoding.
 * `decode.ts` decodes them, and `docs/PROTOCOL.md` describes them.
 */

/** A message. Its line in the log and the line that each member gets have the same bytes. */
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
  /** Chosen by the sender, unique in its session. Empty where the sender's dialect has none. */
  readonly cid: string;
  /** Said with `/me`. */
  readonly action?: true;
  /** No program should answer it (IRC's NOTICE). */
  readonly notice?: true;
  /** From the log, not said just now. */
  readonly old?: true;
}

/** Someone came in. With `others`, more people came in the same second. */
export interface JoinedFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "joined";
  /** Who came. */
  readonly nick: string;
  /** How many more people came. */
  readonly others?: number;
  /** In the log only: the session went on after a cut, so its `cid`s still count. */
  readonly resumed?: true;
}

/** Someone left. With `others`, more people left in the same second. */
export interface LeftFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "left";
  /** Who left. */
  readonly nick: string;
  /** How many more people left. */
  readonly others?: number;
  /** The reason, in their own words or in those of the person who sent them out. */
  readonly reason?: string;
  /** Who sent them out, where they did not leave by themselves. */
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

/** Someone set the topic of the room, or removed it. */
export interface TopicFrame {
  /** ISO 8601, UTC, milliseconds; strictly increasing within a room. */
  readonly ts: string;
  /** The kind of frame. */
  readonly type: "topic";
  /** Who set the topic. */
  readonly nick: string;
  /** The topic. Empty when it was removed. */
  readonly topic: string;
  /** In the log only: when it was set. The log repeats a topic, so that it is near the end. */
  readonly set?: string;
}

/** An event in a room. The log has them in their order. */
export type RoomEvent = MsgFrame | JoinedFrame | LeftFrame | RenamedFrame | TopicFrame;

/** The limits that a client has to know, as its server has them. */
export interface LimitsInfo {
  /** The longest line, its line feed included, in bytes. */
  readonly line_bytes: number;
  /** The longest message text, in bytes of UTF-8. */
  readonly text_bytes: number;
  /** The most lines of a message text. */
  readonly text_lines: number;
  /** The widest nickname, in columns of a terminal. */
  readonly nick_columns: number;
  /** Messages per second in the long run; 0: no limit. */
  readonly rate: number;
  /** Messages that may come at once; 0: no limit. */
  readonly burst: number;
  /** How many old messages a `hello` gets that names no number. */
  readonly history: number;
}

/** Why the server did not do something. `docs/PROTOCOL.md` explains each code. */
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
  | "removed"
  | "banned"
  | "not_admitted"
  | "muted";

/** What is known of an error beyond its code: clients make their own sentence of it. */
export interface ErrorData {
  /** `slow_down`, `password`: how long to wait before the next try, in milliseconds. */
  readonly retry_ms?: number;
  /** `nick_taken`: the nickname that the wanted one is too much like. Absent: it is the same. */
  readonly like?: string;
  /** `nick_taken`: nobody can have the nickname, the server keeps it for itself. */
  readonly reserved?: true;
  /** `banned`: when the ban ends, ISO 8601. Absent: it does not end by itself. */
  readonly until?: string;
  /** `banned`, `removed`: the room. Absent: it is about the whole server. */
  readonly room?: string;
  /** `kicked`, `removed`: the nickname of who did it. */
  readonly by?: string;
  /** `kicked`, `removed`, `banned`: the reason that was given. */
  readonly reason?: string;
  /** `not_admitted`: what the room wants, or that it is full. */
  readonly barrier?: "invite" | "key" | "full";
}

/** The server could not do something. */
export interface ErrorFrame extends ErrorData {
  /** The kind of frame. */
  readonly type: "error";
  /** The reason, for programs. */
  readonly code: ErrorCode;
  /** The reason as a sentence for people, in the server's language. */
  readonly message: string;
  /** The `cid` of the message that it is about. */
  readonly cid?: string;
}

/** Any frame from a server. */
export type ServerFrame =
  | RoomEvent
  | ErrorFrame
  | {
    readonly type: "welcome";
    readonly v: number;
    readonly server: string;
    readonly nick: string;
    readonly room: string;
    /** The secret of this session. With it the client takes its nickname back from a dead connection. */
    readonly resume: string;
    /** The id of the newest message in the room, 0 when there is none. */
    readonly last: number;
    /** The nicknames in the room. Where there are many, only the first of them. */
    readonly members: readonly string[];
    /** How many people are in the room. */
    readonly count: number;
    /** The name of the room's log, random; another log has another one. */
    readonly log?: string;
    /** `since` was an id of another log, and did not count: the newest messages follow. */
    readonly other_log?: true;
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
    /** The answer goes on in the next `who` frame. */
    readonly more?: true;
  }
  | {
    /** The end of a page of old messages. `first` and `last` are 0 when the page is empty. */
    readonly type: "history";
    readonly first: number;
    readonly last: number;
    readonly count: number;
  }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | { readonly type: "shutdown"; readonly message: string };

/** Any frame from a client. */
export type ClientFrame =
  | {
    readonly type: "hello";
    readonly v: number;
    readonly nick: string;
    readonly room?: string;
    /** The id of the newest message that the client has. It gets all later ones. */
    readonly since?: number;
    /** The time of that message, as it came. */
    readonly since_ts?: string;
    /** The name of the log that it is in. */
    readonly log?: string;
    /** How many old messages the client wants where there is no `since`. */
    readonly history?: number;
    /** The secret for a new session. */
    readonly secret?: string;
    /** The secret of an earlier session, to continue it. */
    readonly resume?: string;
    readonly password?: string;
    /** The others are not told that the client comes and goes: it comes to say something, and leaves. */
    readonly unannounced?: boolean;
  }
  | { readonly type: "say"; readonly cid: string; readonly text: string; readonly action?: boolean }
  | { readonly type: "dm"; readonly cid: string; readonly to: string; readonly text: string }
  | { readonly type: "nick"; readonly nick: string }
  | {
    readonly type: "join";
    readonly room: string;
    readonly since?: number;
    readonly since_ts?: string;
    readonly log?: string;
    readonly history?: number;
  }
  | { readonly type: "who" }
  | { readonly type: "history"; readonly before?: number; readonly limit: number }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | { readonly type: "bye" };

/** The first line from a server: it asks for a nickname. */
export const GREETING = "NICKNAME_REQUEST";

/** The room for those who name no other. It has no operators, and the server never closes it. */
export const DEFAULT_ROOM = "lobby";

/** Begins each further line of a message in plain text, so that nobody can forge a message there. */
export const CONTINUATION = "    | ";

/** The last line in the plain dialect when the server stops. */
export const PLAIN_SHUTDOWN = "SERVER_SHUTDOWN";

/** Encodes a frame as a line with its line feed. */
export function encodeFrame(frame: ServerFrame | ClientFrame): string {
  return JSON.stringify(frame) + "\n";
}

/**
 * Encodes a message as a line: the same bytes as `encodeFrame`, about twice as fast. Every message needs
 * this encoding.
 */
export function encodeMsg(msg: MsgFrame): string {
  return `{"id":${msg.id},"ts":"${msg.ts}","type":"msg","nick":${JSON.stringify(msg.nick)},"text":${
    JSON.stringify(msg.text)
  },"cid":${JSON.stringify(msg.cid)}${msg.action ? ',"action":true' : ""}${
    msg.notice ? ',"notice":true' : ""
  }}\n`;
}

/** Adds `"old":true` to the line of a message. `line` ends in `}` and a line feed. */
export function markOld(line: string): string {
  return `${line.slice(0, -2)},"old":true}\n`;
}
