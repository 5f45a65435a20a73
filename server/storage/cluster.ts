/** What several servers share beside the rooms: who has which nickname, bans, marks, and which servers there are. */

import type { NodeInfo } from "../../protocol/frames.ts";
import type { ServerBan } from "./server_ban.ts";

/** What has become of the batches of a server of a cluster. */
export interface ClusterCounts {
  /** Batches that are stored. */
  batches: number;
  /** Times that nothing was known of one: it was sent again. */
  unknown: number;
  /** Drafts that were stored before. */
  repeated: number;
}

/** What a server of a cluster sees in its database. */
export interface ClusterLook {
  /** Living servers. */
  readonly nodes: number;
  /** Whether a synchronous standby is there, or none is wanted. */
  readonly hasStandby: boolean;
  /** Events of open rooms that are stored and were not handed on here. */
  readonly behind: number;
  /** The server of the database that is used. */
  readonly host: string;
  /** Its timeline: each promotion begins a new one. */
  readonly timeline: number;
}

/** How a server of a cluster does, for its operator. */
export interface ClusterReport {
  /** Since the start. */
  readonly counts: Readonly<ClusterCounts>;
  /** Asks the database; rejects when it does not answer. */
  look(): Promise<ClusterLook>;
  /** Tells how long each batch takes until it is stored, in milliseconds. */
  onCommit: (ms: number) => void;
}

/** Where clients reach a server that shares a backbone. */
export interface NodePlace extends NodeInfo {
  /** The host and the port for IRC clients, where it has one. */
  readonly irc?: string;
}

/** The servers that share a backbone. */
export interface NodeList {
  /** Those of the others that live, as far as is known: some of them, where there are many. */
  readonly others: readonly NodePlace[];
  /** For how long the database has confirmed nothing that it was asked for, in milliseconds. */
  readonly waitingMs: number;
  /** Tells the others where clients reach this server; `undefined`: nowhere any more. Never rejects. */
  advertise(place: NodePlace | undefined): Promise<void>;
}

/** A session in the log of names, and what it goes on with. */
export interface NamedSession {
  /** Its number: the same when it goes on at another server. */
  readonly session: number;
  /** Whether it had its nickname until now, so that nobody is told that it comes. */
  readonly isHeld: boolean;
  /** Whether it had a seat in the room that was asked for. */
  readonly isSeated: boolean;
  /** Its away message, if it is away. */
  readonly away?: string | undefined;
}

/** What is known of a member beside its nickname. */
export interface Person {
  /** `user@host` as it is shown to others. */
  readonly where?: string | undefined;
  /** The address it comes from, for operators. */
  readonly address?: string | undefined;
  /** The away message, while the member is away. */
  readonly away?: string | undefined;
}

/** A nickname at some server. */
export interface Holder {
  /** The nickname. */
  readonly nick: string;
  /** The number of its session. */
  readonly session: number;
  /** Whether it is a member of this server. */
  readonly isHere: boolean;
  /** What is known of it beside. */
  readonly person: Person;
}

/** Learns who has which nickname at all servers, in one order. */
export interface HolderWatcher {
  /** A session has got a nickname, or goes on at another server with it. */
  named(holder: Holder): void;
  /** A session has another nickname. */
  renamed(session: number, to: string): void;
  /** A session has given its nickname up. */
  gone(session: number): void;
  /** What is known of a session has changed at `ms`: milliseconds since 1970. */
  described(session: number, person: Person, ms: number): void;
  /** Another server has something for a session; false where that is not here. */
  told(session: number, letter: Letter): boolean;
}

/** What a server sends to the member of another one. It is in no log. */
export type Letter =
  | { readonly type: "direct"; readonly message: object }
  | {
    readonly type: "expelled";
    readonly room?: string | undefined;
    readonly by: string;
    readonly reason: string;
  }
  | { readonly type: "invited"; readonly room: string; readonly by: string };

/**
 * What has become of what was sent to a session at another server: that has it and was told, no server has it, or
 * nothing is known of it.
 */
export type Told = "told" | "gone" | "unknown";

/** Who has which nickname, over all servers. All rejects with a `StorageError` `unreachable`. */
export interface NameLog {
  /** Gives a new session a nickname; `undefined` when it is taken. */
  claim(nick: string, secret: string, person?: Person): Promise<number | undefined>;
  /** Goes on with the session of `secret` in `room`; `undefined` when another session has the nickname. */
  resume(
    nick: string,
    room: string,
    secret: string,
    person?: Person,
  ): Promise<NamedSession | undefined>;
  /** Gives a session another nickname; false when it is taken. */
  rename(session: number, nick: string): Promise<boolean>;
  /** Gives the nickname of a session up, as soon as may be. */
  release(session: number): void;
  /** Tells all servers what is known of a session now, as soon as may be. */
  describe(session: number, person: Person): void;
  /** Sends something to a session at another server, at most once. */
  tell(session: number, letter: Letter): Promise<Told>;
  /** Tells `watcher` who has a nickname, and from then on who gets one and gives it up. */
  watch(watcher: HolderWatcher): void;
}

/** Learns of changes of the bans at all servers, in one order. */
export interface BanWatcher {
  /** There is a new ban, in place of an earlier one of the same. */
  added(ban: ServerBan): void;
  /** A ban is lifted. */
  removed(ban: ServerBan): void;
}

/** The bans that all servers share. All rejects with a `StorageError` `unreachable`. */
export interface BanLog {
  /** Keeps a ban, in place of an earlier one of the same; false when there are too many. */
  add(ban: ServerBan): Promise<boolean>;
  /** Lifts bans. */
  remove(bans: readonly ServerBan[]): Promise<void>;
  /**
   * Tells `watcher` of changes from now on; they come with those of the names, which are watched later.
   *
   * @returns All of them, the oldest first; some may have ended.
   */
  watch(watcher: BanWatcher): readonly ServerBan[];
}

/** How far somebody has read in a room. */
export interface ReadMark {
  /** The room. */
  readonly room: string;
  /** Id of the newest message that was read. */
  readonly id: number;
}

/** How far people have read, for all servers. */
export interface MarkLog {
  /** The marks of a reader, those that were heard of last at the end; rejects when they cannot be had. */
  load(reader: string): Promise<readonly ReadMark[]>;
  /** Keeps a mark, a moment later. A mark never goes back. */
  save(reader: string, mark: ReadMark): void;
}
