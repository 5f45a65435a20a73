/** The error frame: why the server did not do something. */

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
  | "search_failed"
  | "searching"
  | "slow_down"
  | "too_many_bad_lines"
  | "unavailable"
  | "kicked"
  | "removed"
  | "banned"
  | "not_admitted"
  | "muted"
  | "not_in_room"
  | "not_operator"
  | "too_many_rooms";

/** What is known of an error beyond its code: clients make their own sentence of it. */
export interface ErrorData {
  /** `slow_down`, `password`, `bad_room`: how long to wait before the next try, in milliseconds. */
  readonly retry_ms?: number;
  /** `nick_taken`: the nickname that the wanted one is too much like. Absent: it is the same. */
  readonly like?: string;
  /** `nick_taken`: nobody can have the nickname, the server keeps it for itself. */
  readonly reserved?: true;
  /** `banned`: when the ban ends, ISO 8601. Absent: it does not end by itself. */
  readonly until?: string;
  /** The room that it is about. `banned`, `removed`: absent, it is about the whole server. */
  readonly room?: string;
  /** `kicked`, `removed`: the nickname of who did it. */
  readonly by?: string;
  /** `kicked`, `removed`, `banned`: the reason that was given. */
  readonly reason?: string;
  /** `not_admitted`: what the room wants, or that it is full. */
  readonly barrier?: "invite" | "key" | "full";
  /** Which of several causes it is. Absent: the one that the code alone means. */
  readonly cause?: ErrorCause;
}

/**
 * `bad_room`: the server has as many rooms as it may have, this client has begun too many, or the log of the room
 * cannot be used. `not_saved`: it cannot be read. `not_in_room`: the client is in no room at all.
 * `not_operator`: the topic is locked. `unavailable`: nothing is known of a private message.
 */
export type ErrorCause =
  | "too_many"
  | "too_many_new"
  | "unusable"
  | "unreadable"
  | "no_room"
  | "topic"
  | "unconfirmed";

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
