/** How far people have read, for all nodes: written a moment later, many at once. */

import { MARKS_WRITTEN_MS, MAX_MARKS_WRITTEN, MAX_SESSION_ROOMS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { MarkLog, ReadMark } from "../cluster.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import { MARKS, SAVE_MARKS } from "./statements.ts";

/** What marks work with. */
export interface MarksOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, "after">;
}

interface Waiting extends ReadMark {
  readonly reader: string;
}

/** The marks of all nodes. */
export class PostgresMarks implements MarkLog {
  readonly #options: MarksOptions;
  readonly #waiting = new Map<string, Waiting>();
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  async load(reader: string): Promise<readonly ReadMark[]> {
    return await this.#options.database.run(MARKS, [reader]) as unknown as readonly ReadMark[];
  }

  save(reader: string, mark: ReadMark): void {
    this.#waiting.set(keyOf({ reader, ...mark }), { reader, ...mark });
    this.#plan();
  }

  /** Writes what waits, unless the database does not answer. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#writing;
    while (this.#waiting.size > 0 && await this.#write());
  }

  #plan(): void {
    if (this.#isClosed || this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.after(MARKS_WRITTEN_MS, () => {
      this.#writing = this.#write().then(() => {
        this.#cancel = undefined;
        if (this.#waiting.size > 0) this.#plan();
      });
    });
  }

  /** Writes a part of what waits; resolves to whether the database has answered. */
  async #write(): Promise<boolean> {
    const marks = [...this.#waiting.values().take(MAX_MARKS_WRITTEN)];
    if (marks.length === 0) return true;
    for (const mark of marks) this.#waiting.delete(keyOf(mark));
    const values = [
      marks.map(({ reader }) => reader),
      marks.map(({ room }) => room),
      marks.map(({ id }) => id),
      MAX_SESSION_ROOMS,
    ];
    try {
      await this.#options.database.run(SAVE_MARKS, values);
    } catch (cause) {
      if (cause instanceof Refusal) return true; // they cannot be stored at all
      this.#putBack(marks);
      return false;
    }
    return true;
  }

  /** What could not be written waits again, but for what is newer by now. */
  #putBack(marks: readonly Waiting[]): void {
    for (const mark of marks) {
      const key = keyOf(mark);
      if (!this.#waiting.has(key)) this.#waiting.set(key, mark);
    }
  }
}

function keyOf({ reader, room }: Waiting): string {
  return `${reader} ${room}`;
}
