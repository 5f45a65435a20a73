/**
 * One room's durable order of events: what is asked of its journal, and what the journal hands back.
 *
 * An event is shown to nobody before the journal has handed it back.
 */

import type {
  JoinedFrame,
  LeftFrame,
  MsgFrame,
  RenamedFrame,
  RoomEvent,
  TopicFrame,
} from "../../protocol/frames.ts";
import type { Holder } from "./cluster.ts";

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
