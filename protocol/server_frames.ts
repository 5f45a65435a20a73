/** The frames that a server sends. */

import type { ErrorFrame } from "./error_frame.ts";
import type { RoomEvent } from "./room_events.ts";

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
  /** The most rooms of a session, where it may be in several. */
  readonly rooms?: number;
  /** The server sends something at least this often, in milliseconds. Absent: it may be silent. */
  readonly silence_ms?: number;
}

/** Another server of the same chat. */
export interface NodeInfo {
  /** The host and the port by which clients reach it. */
  readonly addr: string;
  /** The fingerprint of its certificate, where it speaks TLS. */
  readonly pin?: string;
  /** The address of its page for browsers, where it has one. */
  readonly web?: string;
}

/** One of the rooms there are. */
export interface RoomInfo {
  /** Its name. */
  readonly room: string;
  /** How many people are in it. */
  readonly count: number;
  /** Id of its newest message; 0 when there is none. */
  readonly last: number;
  /** When something was last said there, ISO 8601; where nothing was, since when somebody is there. */
  readonly ts: string;
  /** Its topic, if it has one. */
  readonly topic?: string;
}

/** A message that a search has found. */
export interface FoundMessage {
  /** Its place in the room. */
  readonly id: number;
  /** When it was said, ISO 8601. */
  readonly ts: string;
  /** Who has said it. */
  readonly nick: string;
  /** What was said. */
  readonly text: string;
  /** It says what somebody does. */
  readonly action?: true;
  /** Programs must not answer it. */
  readonly notice?: true;
  /** The text did not fit the line, and its end is missing. */
  readonly cut?: true;
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
    /** The topic of the room, if it has one. */
    readonly topic?: string;
    /** The session may be in several rooms. */
    readonly rooms?: true;
    /** How far the person had read: what the last `seen` said. */
    readonly seen?: number;
    /** Other servers of the same chat, at most `MAX_NODES`. */
    readonly nodes?: readonly NodeInfo[];
    readonly limits: LimitsInfo;
  }
  | {
    /** One more room, in a session that may be in several. The fields are those of `welcome`. */
    readonly type: "entered";
    readonly room: string;
    readonly last: number;
    readonly members: readonly string[];
    readonly count: number;
    readonly log?: string;
    readonly other_log?: true;
    readonly topic?: string;
    readonly seen?: number;
  }
  | {
    /** The session is not in this room any more. */
    readonly type: "parted";
    readonly room: string;
    /** Who has removed the person, if they did not leave by themselves. */
    readonly by?: string;
    readonly reason?: string;
  }
  | { readonly type: "live"; readonly room?: string }
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
    /** Those of `nicks` who are away, in a session that may be in several rooms. */
    readonly away?: readonly string[];
    /** The answer goes on in the next `who` frame. */
    readonly more?: true;
  }
  | {
    /** The end of a page of old messages. `first` and `last` are 0 when the page is empty. */
    readonly type: "history";
    readonly room?: string;
    readonly first: number;
    readonly last: number;
    readonly count: number;
  }
  | {
    /** Messages that a search has found, newest first: as many as fit the line, at least one. */
    readonly type: "found";
    readonly room?: string;
    readonly messages: readonly FoundMessage[];
    /** Where it goes on: with messages before this id. Absent: nothing older is left. */
    readonly next?: number;
    /** Whether the page is all that was wanted; false where time or bytes ran out before. */
    readonly complete: boolean;
  }
  | {
    readonly type: "rooms";
    readonly rooms: readonly RoomInfo[];
    /** The answer goes on in the next `rooms` frame. */
    readonly more?: true;
  }
  /** Somebody in a room of this session is away, for this reason; without one they are back. */
  | { readonly type: "away"; readonly nick: string; readonly text?: string }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | {
    /** The server can store nothing, for so long by now; 0: it can, and this is only a sign of life. */
    readonly type: "waiting";
    readonly ms: number;
  }
  | {
    readonly type: "shutdown";
    readonly message: string;
    /** Other servers of the same chat, at most `MAX_NODES`. */
    readonly nodes?: readonly NodeInfo[];
  };
