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
