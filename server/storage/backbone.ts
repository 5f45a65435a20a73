/**
 * The seam under the rooms: a durable order of events for each room. `local/` is the embedded
 * implementation (files); another could be a replicated log.
 *
 * An event is shown to nobody before the backbone has handed it back.
 */

import type {
  JoinedFrame,
  LeftFrame,
  MsgFrame,
  NodeInfo,
  RenamedFrame,
  RoomEvent,
  TopicFrame,
} from "../../protocol/frames.ts";
import { Failure } from "../failure.ts";
import type { ServerBan } from "./server_ban.ts";

/** An event before it has its place in the order: no `id`, no `ts`. */
export type Draft =
  | Omit<MsgFrame, "id" | "ts" | "old">
  | Omit<JoinedFrame, "ts" | "others">
  | Omit<LeftFrame, "ts" | "others">
  | Omit<RenamedFrame, "ts">
  | Omit<TopicFrame, "ts">;

/** A durable event with its record: the line in the log, its line feed included. */
export interface Stored<E extends RoomEvent = RoomEvent> {
  /** What happened, with its place in the order. */
  readonly event: E;
  /** For a message also the line that native members get, byte for byte. */
  readonly line: string;
  /** Who left has left the chat, and not the room alone. Only a backbone that several servers share knows. */
  readonly isQuit?: true | undefined;
}

/** A draft on its way, with a mark of its author that comes back with the event. */
export interface Pending<By> {
  /** The event that was asked for. */
  readonly draft: Draft;
  /** Who asked for it. */
  readonly by: By;
}

/** Takes the events that a journal hands back. Calls come in the order of the events, never nested. */
export interface Sink<By> {
  /**
   * The events are durable. `by[i]` is the mark of the author of `events[i]`; `undefined` where another
   * server has stored it.
   */
  stored(events: readonly Stored[], by: readonly (By | undefined)[]): void;
  /**
   * A draft was stored before, under the same `cid` of the same session; `id` is that of its message.
   * Only a backbone that several servers share finds that.
   */
  repeated?(draft: Draft, by: By, id: number | undefined): void;
  /** Other rules hold in the room, here in their turn. Only where several servers share the backbone. */
  ruled?(rules: HeldRules): void;
  /** The drafts could not be made durable. They have no place in the order. */
  failed(drafts: readonly Pending<By>[], cause: Error): void;
}

/** What the operators of a room have decided, as all servers have it. */
export interface HeldRules {
  /** The rules, as JSON; `null` where nothing is decided. */
  readonly rules: object | null;
  /** Where in the log they were decided. */
  readonly pos: number;
}

/** What came of a wish for other rules. */
export interface RulesAnswer extends HeldRules {
  /** False where others have decided first: what is asked for must be made from that. */
  readonly isDone: boolean;
}

/** A range of time, and how many of its events are wanted from which end. */
export interface TimeRange {
  /** Milliseconds since 1970: only what happened later. */
  readonly after: number;
  /** Milliseconds since 1970: only what happened earlier. */
  readonly before: number;
  /** Events at the most. */
  readonly count: number;
  /** Bytes of their records at the most, about; one event is returned all the same. */
  readonly maxBytes: number;
  /** Whether the newest are wanted where there are more, and not the oldest. */
  readonly newest: boolean;
}

/** What is searched for in a room, newest first. */
export interface SearchWanted {
  /** The words, as a person has typed them: see `protocol/search_words.ts`. */
  readonly text: string;
  /** Only what this nickname has said. */
  readonly from?: string | undefined;
  /** Only messages before this id. */
  readonly before: number;
  /** Milliseconds since 1970: only what was said then or later. */
  readonly fromMs: number;
  /** Milliseconds since 1970: only what was said then or earlier. */
  readonly toMs: number;
  /** Messages at the most. */
  readonly count: number;
  /** Bytes of their records at the most, about; one message is returned all the same. */
  readonly maxBytes: number;
}

/** A part of what a search finds. */
export interface SearchFound {
  /** Newest first. */
  readonly messages: readonly Stored<MsgFrame>[];
  /** Where it goes on: with messages before this id; `undefined` when nothing older is left. */
  readonly next: number | undefined;
  /** Whether `messages` is full, or all there is; false where time or bytes ran out before. */
  readonly isComplete: boolean;
}

/** One room's durable order of events. */
export interface Journal<By> {
  /** The random name of the log; `undefined` until there is one. A copy of a log has the same name. */
  readonly log: string | undefined;
  /** Id of the newest durable message; 0 when there is none. */
  readonly last: number;
  /** Bytes of drafts that are not durable yet, about. */
  readonly waitingBytes: number;
  /**
   * Asks for an event. The order of the calls is the order of the events. Never blocks. `session` is the
   * number that the log of names has given the author's session, where there is one. `isQuit`: see `Stored`.
   */
  append(draft: Draft, by: By, session?: number, isQuit?: boolean): void;
  /**
   * Messages `first` to `last`, both included, oldest first: their records. Only durable ones are
   * read, the newest that fit `maxBytes`, at least one. A damaged record is left out, with a
   * warning.
   */
  read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]>;
  /**
   * Looks for messages: durable ones, newest first, for a bounded time. Rejects when `signal` aborts, or when
   * it cannot be done.
   */
  search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound>;
  /** The durable events of a range, messages or not, oldest first; see `read` for damage. */
  events(range: TimeRange): Promise<Stored[]>;
  /**
   * Asks that other rules hold in the room, which were made from those of the position `from`. They are
   * forgotten when the last member leaves the room. Only where several servers share the backbone.
   *
   * @throws {Error} when the database refuses them, or the journal is closed meanwhile.
   */
  setRules?(
    rules: object,
    from: number,
    by: Pick<Holder, "nick" | "session">,
  ): Promise<RulesAnswer>;
  /** Resolves when all that was appended before has been handed back. */
  settled(): Promise<void>;
  /** Makes what waits durable and closes the files. */
  close(): Promise<void>;
}

/** An open room: its journal and the end of its log. */
export interface Opened<By> {
  /** Takes and reads its events. */
  readonly journal: Journal<By>;
  /** The newest events, oldest first, joins and leaves among them: enough for the recent messages. */
  readonly tail: readonly Stored[];
  /** The members that other servers have in the room, where several share the backbone. */
  readonly others?: readonly Seat[];
  /** The rules that hold in it, where several servers share the backbone. */
  readonly rules?: HeldRules;
}

/** A member of a room at another server. */
export interface Seat {
  /** Its nickname. */
  readonly nick: string;
}

/** A room that has members at some server. */
export interface RoomInUse {
  /** Its name. */
  readonly name: string;
  /** How many members it has. */
  readonly count: number;
  /** Id of the newest message. */
  readonly last: number;
  /** When something last happened there, in milliseconds since 1970. */
  readonly ms: number;
  /** The topic and when it was set, if there is one. */
  readonly topic: { readonly topic: string; readonly ms: number } | null;
}

/** How the disk under a backbone does. */
export interface StorageHealth {
  /** Why the last batch could not be stored, and since when none could; absent while all is well. */
  readonly failure?: {
    /** Milliseconds since 1970. */
    readonly since: number;
    readonly cause: Error;
  } | undefined;
  /** For how long the disk has been busy with one batch, in milliseconds; 0 when nothing waits. */
  readonly waitingMs: number;
}

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

/** The durable part of a server. */
export interface Backbone {
  /** Bytes of drafts of all rooms that are not durable yet, about. */
  readonly waitingBytes: number;
  /**
   * Who has which nickname, where several servers share the backbone. Then all that happens in a room is
   * kept from its first event on, topics are kept by the backbone, and nothing is announced that is not
   * stored.
   */
  readonly names?: NameLog | undefined;
  /** The bans, where several servers share the backbone. */
  readonly bans?: BanLog | undefined;
  /** How far people have read, where several servers share the backbone. */
  readonly marks?: MarkLog | undefined;
  /** The key of what is shown instead of addresses, where all servers must show the same. */
  readonly cloakKey?: string | undefined;
  /** The servers that share the backbone; absent where there is one alone. */
  readonly nodes?: NodeList | undefined;
  /** Resolves when this server may write nothing any more, with the reason. Absent where that cannot be. */
  readonly ended?: Promise<StorageError>;
  /** How its disk does now. */
  readonly health: StorageHealth;
  /** How a server does that shares the backbone with others. */
  readonly cluster?: ClusterReport | undefined;
  /** Of how many rooms something is kept, about. */
  readonly rooms: number;
  /** The rooms that have members at any server, but for hidden ones; where several share the backbone. */
  inUse?(): Promise<readonly RoomInUse[]>;
  /**
   * Whether something is kept of a room.
   *
   * @throws {StorageError} when that cannot be found out.
   */
  has(room: string): Promise<boolean>;
  /**
   * Opens a room; a new one is empty.
   *
   * @param past What happened in a new room before something was kept of it: its log begins with that.
   * @throws {StorageError} when its log cannot be read or written.
   */
  open<By>(room: string, sink: Sink<By>, past?: readonly Stored[]): Promise<Opened<By>>;
  /**
   * Finds out whether other programs have changed what is open. Called about once a second. What cannot be
   * relied on any more is warned of; never rejects.
   */
  check(): Promise<void>;
  /** Closes every room and gives the data folder back. */
  close(): Promise<void>;
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
  /** Another server has something for a session. */
  told(session: number, letter: Letter): void;
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
  /** Sends something to a session at another server, at most once; false when no server has it. */
  tell(session: number, letter: Letter): Promise<boolean>;
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

/** How a data folder, or a file in it, can be unusable. */
export type StorageCode =
  | "locked"
  | "unwritable"
  | "unreadable"
  | "full"
  | "log_closed"
  | "log_changed"
  | "folder_changed"
  | "unreachable"
  | "fenced"
  | "astray"
  | "folder_copied"
  | "bans_unreadable"
  | "bans_no_list"
  | "bans_entry"
  | "ban_not_shared";

/** The data folder, or a file in it, cannot be used. */
export class StorageError<C extends StorageCode = StorageCode> extends Failure<C> {
  override readonly name = "StorageError";
}
