/**
 * Group commit: what the rooms ask for while the disk is busy is made durable together.
 *
 * 1. `request` MUST NOT block, write or hand back: it only notes that a room has something.
 * 2. At most one batch is on its way; the next one forms meanwhile.
 * 3. Each room of a batch is told its own result, once and never from within `request`. One that
 *    fails does not keep the others from being stored.
 */

import type { Clock } from "../../../runtime/clock.ts";
import { CHECKPOINT_AFTER_IDLE_MS, MAX_BATCH_BYTES } from "../../limits.ts";
import type { StorageHealth } from "../backbone.ts";
import type { BatchWriter, Part } from "./batch_writer.ts";

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

/** What a group commit needs. */
export interface GroupCommitOptions {
  readonly writer: Pick<BatchWriter, "write" | "checkpoint" | "restart" | "hasUnsynced">;
  readonly clock: Clock;
  /** Bytes of a batch, about. */
  readonly batchBytes?: number | undefined;
}

/** The one way to the disk for all rooms of a backbone. */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** The rooms that have something to store, the one that has waited longest first. */
  readonly #waiting = new Set<Participant>();
  #waitingBytes = 0;
  /** Whether a batch is on its way, or the disk is busy with something else. */
  #running = false;
  /** Batches begun so far. */
  #batches = 0;
  /** When the last batch began, on the clock that never goes back. */
  #since = -Infinity;
  #failure: StorageHealth["failure"];
  #cancelCheckpoint: (() => void) | undefined;
  #checkpointing: Promise<void> = Promise.resolve();

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** How the disk does. */
  get health(): StorageHealth {
    const waitingMs = this.#running ? this.#options.clock.now() - this.#since : 0;
    return { failure: this.#failure, waitingMs };
  }

  /** For how long nothing was stored, in milliseconds. */
  get quietMs(): number {
    return this.#running ? 0 : this.#options.clock.now() - this.#since;
  }

  /** Bytes that the rooms have asked for and that are not handed back yet, about. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Asks for a commit of what waits in `room`, which is `bytes` more than before. */
  request(room: Participant, bytes: number): void {
    this.#waitingBytes += bytes;
    this.#waiting.add(room);
    if (this.#running) return;
    this.#begin();
    // at the end of the turn: what one chunk of a connection asks for goes out together
    queueMicrotask(() => void this.#run());
  }

  /** Notes that a room was handed back `bytes`. */
  release(bytes: number): void {
    this.#waitingBytes -= bytes;
  }

  /** Begins no checkpoint any more; resolves when none is on its way. */
  async close(): Promise<void> {
    this.#cancelCheckpoint?.();
    await this.#checkpointing;
  }

  #begin(): void {
    this.#running = true;
    this.#since = this.#options.clock.now();
  }

  /** Stores batches until nothing waits. */
  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      this.#batches++;
      this.#since = this.#options.clock.now();
      const { rooms, parts, refused } = this.#takeBatch();
      const failures = await this.#options.writer.write(parts);
      this.#note(failures.find((failure) => failure !== undefined));
      for (const [at, room] of rooms.entries()) this.#handBack(room, failures[at]);
      for (const [room, cause] of refused) this.#handBack(room, cause);
    }
    this.#running = false;
    this.#checkpointWhenIdle();
  }

  /** Takes out what waits in as many rooms as a batch holds. */
  #takeBatch() {
    const { batchBytes = MAX_BATCH_BYTES } = this.#options;
    const rooms: Participant[] = [];
    const parts: Part[] = [];
    const refused: [Participant, Error][] = [];
    let bytes = 0;
    for (const room of this.#waiting) {
      if (bytes >= batchBytes) break;
      this.#waiting.delete(room);
      try {
        const part = room.take(batchBytes - bytes);
        bytes += part.records.length;
        parts.push(part);
        rooms.push(room);
      } catch (cause) {
        refused.push([room, cause as Error]);
      }
    }
    return { rooms, parts, refused };
  }

  #handBack(room: Participant, failure: Error | undefined): void {
    if (failure === undefined) room.stored();
    else room.failed(failure);
    if (room.hasWaiting) this.#waiting.add(room);
  }

  #note(cause: Error | undefined): void {
    if (cause === undefined) this.#failure = undefined;
    else this.#failure = { since: this.#failure?.since ?? this.#options.clock.date(), cause };
  }

  /** Has the logs of the rooms synced when nothing was stored for a while. No timer runs when idle. */
  #checkpointWhenIdle(): void {
    const { writer, clock } = this.#options;
    if (this.#cancelCheckpoint !== undefined || !writer.hasUnsynced) return;
    const seen = this.#batches;
    this.#cancelCheckpoint = clock.after(CHECKPOINT_AFTER_IDLE_MS, () => {
      this.#cancelCheckpoint = undefined;
      if (this.#batches === seen) this.#checkpointing = this.#checkpoint();
      else this.#checkpointWhenIdle();
    });
  }

  async #checkpoint(): Promise<void> {
    const { writer } = this.#options;
    try {
      await writer.checkpoint();
    } catch {
      return; // what is not synced is in the write-ahead log still
    }
    if (this.#running) return;
    this.#begin();
    await writer.restart();
    void this.#run();
  }
}
