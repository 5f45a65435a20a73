/**
 * What happens in a room: the records of its log, and the frames that its members are sent. `room` is only in
 * frames, and only in a session that may be in several rooms.
 */

/** A message. Its line in the log and the line that each member gets have the same bytes. */
export interface MsgFrame {
  /** The room, in a session that may be in several. */
  readonly room?: string;
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
  /** The room, in a session that may be in several. */
  readonly room?: string;
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
  /** The room, in a session that may be in several. */
  readonly room?: string;
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
  /** The room, in a session that may be in several. */
  readonly room?: string;
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
  /** The room, in a session that may be in several. */
  readonly room?: string;
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
  /** The answer to a question: it was not set just now. Without a topic, `nick` is empty too. */
  readonly old?: true;
}

/** An event in a room. The log has them in their order. */
export type RoomEvent = MsgFrame | JoinedFrame | LeftFrame | RenamedFrame | TopicFrame;
