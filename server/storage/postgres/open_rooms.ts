/** The rooms that are open at a node, and their numbers. */

import { MAX_TAIL_BYTES, MAX_TAIL_EVENTS } from "../../limits.ts";
import { encodeFrame } from "../../../protocol/frames.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Opened, Seat, Sink, Stored } from "../journal.ts";
import { Timestamps } from "../local/timestamps.ts";
import { orUnreachable } from "./ask.ts";
import type { Row } from "./client.ts";
import type { Database } from "./database.ts";
import type { Refusal } from "./database_error.ts";
import type { Follower } from "./follower.ts";
import { PostgresJournal } from "./journal.ts";
import { type EventRow, storedOf } from "./rows.ts";
import type { TableSearch } from "./search.ts";
import { HAS_ROOM, OPEN_ROOM, ROOM, TAIL } from "./statements.ts";
import type { Writer } from "./writer.ts";

/** What open rooms work with. */
export interface OpenRoomsOptions {
  readonly reading: Database;
  readonly control: Database;
  readonly writer: Writer;
  readonly follower: Follower;
  readonly search: TableSearch;
  readonly clock: Clock;
  /** The number of the node. */
  readonly node: number;
  /** How many rooms there are by now. */
  readonly count: number;
  readonly onFenced: (cause: Refusal) => void;
}

/** Rooms by name. All rejects with a `StorageError` `unreachable`. */
export class OpenRooms {
  readonly #options: OpenRoomsOptions;
  readonly #open = new Map<string, PostgresJournal<unknown> | "opening">();
  readonly #numbers = new Map<string, number>();
  #count: number;
  #cids = 0;

  constructor(options: OpenRoomsOptions) {
    this.#options = options;
    this.#count = options.count;
  }

  /** Of how many rooms something is kept, about. */
  get count(): number {
    return this.#count;
  }

  /** The number of a room that was open here. */
  numberOf(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** Whether something is kept of a room. */
  async has(name: string): Promise<boolean> {
    if (this.#numbers.has(name)) return true;
    return (await orUnreachable(this.#options.reading.run(HAS_ROOM, [name]))).length > 0;
  }

  /** Opens a room; a new one is empty. */
  async open<By>(name: string, sink: Sink<By>): Promise<Opened<By>> {
    if (this.#open.has(name)) throw new Error(`Cannot open the room ${name} twice`);
    this.#open.set(name, "opening");
    try {
      return await this.#opened(name, sink);
    } catch (error) {
      this.#open.delete(name);
      throw error;
    }
  }

  /** Closes all, once what was asked for is handed back. */
  async close(): Promise<void> {
    await Promise.all(this.#journals.map((journal) => journal.close()));
  }

  /** Waits for nothing any more. */
  abandon(): void {
    for (const journal of this.#journals) journal.abandon();
  }

  get #journals(): PostgresJournal<unknown>[] {
    return [...this.#open.values()].filter((journal) => journal !== "opening");
  }

  async #opened<By>(name: string, sink: Sink<By>): Promise<Opened<By>> {
    const { reading, control, clock, node, writer, follower, search, onFenced } = this.#options;
    const { room, state } = await this.#found(name);
    const { pos, ms, last, log } = state;
    const rows = await orUnreachable(
      reading.run(TAIL, [room, pos, MAX_TAIL_EVENTS, MAX_TAIL_BYTES]),
    ) as unknown as EventRow[];
    const journal = new PostgresJournal<By>({
      ...{ name, room, log, pos, ms, last, sink, node, clock, writer, follower, search, onFenced },
      ...{ control, database: reading, tail: rows.toReversed() },
      ownCid: () => ` ${node}.${++this.#cids}`,
      onClosed: () => {
        this.#open.delete(name);
        follower.remove(room);
      },
    });
    this.#open.set(name, journal as unknown as PostgresJournal<unknown>);
    follower.add(room, journal);
    const tail = [...topicBefore(state, rows), ...rows.reverse().map(storedOf)];
    const rules = { rules: state.rules, pos: state.rules_pos };
    return { journal, tail, others: this.#othersOf(state), rules };
  }

  /** The number of a room and what it is now. One that the database has lost since is another one. */
  async #found(name: string): Promise<{ readonly room: number; readonly state: Row }> {
    for (;;) {
      const room = await this.#number(name);
      const [state] = await orUnreachable(this.#options.reading.run(ROOM, [room]));
      if (state !== undefined) return { room, state };
      this.#numbers.delete(name);
    }
  }

  async #number(name: string): Promise<number> {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const isNew = !await this.has(name);
    const [made] = await orUnreachable(this.#options.control.run(OPEN_ROOM, [name]));
    this.#numbers.set(name, made!.room);
    if (isNew) this.#count++;
    return made!.room;
  }

  #othersOf({ seats }: Row): Seat[] {
    return (seats as { nick: string; node: number; session: number }[])
      .filter(({ node }) => node !== this.#options.node);
  }
}

/** The topic of a room, where it was set before the oldest event of its tail. */
function topicBefore({ topic }: Row, rows: readonly EventRow[]): Stored[] {
  const oldest = rows.at(-1);
  if (topic === null || oldest === undefined || topic.ms >= oldest.ms) return [];
  const ts = new Timestamps().format(topic.ms);
  const event = { ts, type: "topic", nick: topic.nick, topic: topic.topic } as const;
  return [{ event, line: encodeFrame(event) }];
}
