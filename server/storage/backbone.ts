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
  RenamedFrame,
  RoomEvent,
  TopicFrame,
} from "../../protocol/frames.ts";
import { Failure } from "../failure.ts";

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
  /** The events are durable. `by[i]` is the mark of the author of `events[i]`. */
  stored(events: readonly Stored[], by: readonly By[]): void;
  /** The drafts could not be made durable. They have no place in the order. */
  failed(drafts: readonly Pending<By>[], cause: Error): void;
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

/** One room's durable order of events. */
export interface Journal<By> {
  /** The random name of the log; `undefined` until there is one. A copy of a log has the same name. */
  readonly log: string | undefined;
  /** Id of the newest durable message; 0 when there is none. */
  readonly last: number;
  /** Bytes of drafts that are not durable yet, about. */
  readonly waitingBytes: number;
  /** Asks for an event. The order of the calls is the order of the events. Never blocks. */
  append(draft: Draft, by: By): void;
  /**
   * Messages `first` to `last`, both included, oldest first: their records. Only durable ones are
   * read, the newest that fit `maxBytes`, at least one. A damaged record is left out, with a
   * warning.
   */
  read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]>;
  /** The durable events of a range, messages or not, oldest first; see `read` for damage. */
  events(range: TimeRange): Promise<Stored[]>;
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

/** The durable part of a server. */
export interface Backbone {
  /** Bytes of drafts of all rooms that are not durable yet, about. */
  readonly waitingBytes: number;
  /** How its disk does now. */
  readonly health: StorageHealth;
  /** Of how many rooms something is kept, about. */
  readonly rooms: number;
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

/** How a data folder, or a file in it, can be unusable. */
export type StorageCode =
  | "locked"
  | "unwritable"
  | "unreadable"
  | "full"
  | "log_closed"
  | "log_changed"
  | "folder_changed"
  | "bans_unreadable"
  | "bans_no_list"
  | "bans_entry";

/** The data folder, or a file in it, cannot be used. */
export class StorageError<C extends StorageCode = StorageCode> extends Failure<C> {
  override readonly name = "StorageError";
}
