/**
 * Group commit: what the rooms ask for while the disk is busy is made durable together.
 *
 * 1. `request` MUST NOT block, write or hand back: it only notes that a room has something.
 * 2. At most one batch is on its way; the next one forms meanwhile.
 * 3. Each room of a batch is told its own result, once and never from within `request`. One that
 *    fails does not keep the others from being stored.
 */

import type { Clock } from "../../../runtime/clock.ts";
import { MAX_BATCH_BYTES } from "../../limits.ts";
import type { StorageHealth } from "../backbone.ts";
import type { RoomLog } from "./room_log.ts";

/** One room's part of a batch: records that go to the end of its log. */
export interface Part {
  readonly log: RoomLog;
  readonly records: Uint8Array;
  /** The id of the first message in them, or that of the next message where there is none. */
  readonly nextId: number;
}

/** A room as a group commit sees it. */
export interface Participant {
  /** Whether something waits. */
  readonly hasWaiting: boolean;
  /**
   * Takes out what waits, about `maxBytes` of it.
   *
   * @throws {StorageError} when the room stores nothing any more; what was taken out has failed then.
   */
  take(maxBytes: number): Part;
  /** What was taken out is durable. */
  stored(): void;
  /** What was taken out could not be made durable. */
  failed(cause: Error): void;
}

/** The one way to the disk for all rooms of a backbone. */
export class GroupCommit {
  /** The rooms that have something to store, the one that has waited longest first. */
  readonly #waiting = new Set<Participant>();
  #running = false;
  /** When the batch on its way began, on the clock that never goes back. */
  #since = 0;
  #failure: StorageHealth["failure"];
  readonly #clock: Pick<Clock, "now" | "date">;

  constructor(clock: Pick<Clock, "now" | "date">) {
    this.#clock = clock;
  }

  /** How the disk does. */
  get health(): StorageHealth {
    const waitingMs = this.#running ? this.#clock.now() - this.#since : 0;
    return { failure: this.#failure, waitingMs };
  }

  /** Asks for a commit of what waits in `room`. */
  request(room: Participant): void {
    this.#waiting.add(room);
    if (this.#running) return;
    this.#running = true;
    this.#since = this.#clock.now();
    // at the end of the turn: what one chunk of a connection asks for goes out together
    queueMicrotask(() => void this.#run());
  }

  /** Stores batches until nothing waits. */
  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      this.#since = this.#clock.now();
      const batch = this.#takeBatch();
      const failures = await Promise.all(batch.map(({ stored }) => stored));
      this.#note(failures.find((failure) => failure !== undefined));
      for (const [at, { room }] of batch.entries()) {
        const failure = failures[at];
        if (failure === undefined) room.stored();
        else room.failed(failure);
        if (room.hasWaiting) this.#waiting.add(room);
      }
    }
    this.#running = false;
  }

  #note(cause: Error | undefined): void {
    if (cause === undefined) this.#failure = undefined;
    else this.#failure = { since: this.#failure?.since ?? this.#clock.date(), cause };
  }

  /** Begins to store what waits in as many rooms as a batch holds. */
  #takeBatch(): { room: Participant; stored: Promise<Error | undefined> }[] {
    const batch: { room: Participant; stored: Promise<Error | undefined> }[] = [];
    let bytes = 0;
    for (const room of this.#waiting) {
      if (bytes >= MAX_BATCH_BYTES) break;
      this.#waiting.delete(room);
      try {
        const part = room.take(MAX_BATCH_BYTES - bytes);
        bytes += part.records.length;
        batch.push({ room, stored: store(part) });
      } catch (cause) {
        batch.push({ room, stored: Promise.resolve(cause as Error) });
      }
    }
    return batch;
  }
}

/** Resolves when a part is durable, or to why it is not. */
async function store({ log, records, nextId }: Part): Promise<Error | undefined> {
  try {
    await log.append(records, nextId);
    return undefined;
  } catch (cause) {
    return cause as Error;
  }
}
