/** The frames that a client sends. */

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
    /** The session may be in several rooms: every frame about a room carries `room`. */
    readonly rooms?: boolean;
  }
  | {
    readonly type: "say";
    readonly room?: string;
    readonly cid: string;
    readonly text: string;
    readonly action?: boolean;
  }
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
  | { readonly type: "part"; readonly room?: string; readonly text?: string }
  | { readonly type: "who"; readonly room?: string }
  | {
    readonly type: "history";
    readonly room?: string;
    readonly before?: number;
    readonly limit: number;
  }
  | {
    /** Looks for messages with all these words, newest first. */
    readonly type: "search";
    readonly room?: string;
    /** The words, as `protocol/search_words.ts` reads them. */
    readonly text: string;
    /** Only messages before this id. */
    readonly before?: number;
    /** The most messages wanted. */
    readonly limit?: number;
    /** Only what this nickname has said. */
    readonly from?: string;
    /** Only what was said then or later, ISO 8601. */
    readonly after_ts?: string;
    /** Only what was said then or earlier, ISO 8601. */
    readonly before_ts?: string;
  }
  /** Asks which rooms there are; with `like` for those with this in their names, or that fit this mask. */
  | { readonly type: "rooms"; readonly like?: string }
  /** Asks for the topic, or sets it; an empty one removes it. */
  | { readonly type: "topic"; readonly room?: string; readonly topic?: string }
  /** The person has read everything up to message `id`. */
  | { readonly type: "seen"; readonly room?: string; readonly id: number }
  /** The person is away, for this reason; without one they are back. */
  | { readonly type: "away"; readonly text?: string }
  | { readonly type: "ping"; readonly n: number }
  | { readonly type: "pong"; readonly n: number }
  | { readonly type: "bye" };
