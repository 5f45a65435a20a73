/** How far people have read, for all nodes: written a moment later, many at once. */

import { MARKS_WRITTEN_MS, MAX_SESSION_ROOMS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { MarkLog, ReadMark } from "../backbone.ts";
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

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  async load(reader: string): Promise<readonly ReadMark[]> {
    return await this.#options.database.run(MARKS, [reader]) as unknown as readonly ReadMark[];
  }

  save(reader: string, mark: ReadMark): void {
    this.#waiting.set(`${reader} ${mark.room}`, { reader, ...mark });
    this.#cancel ??= this.#options.clock.after(MARKS_WRITTEN_MS, () => void this.#write());
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#cancel?.();
    await this.#write();
    this.#cancel?.();
  }

  async #write(): Promise<void> {
    const marks = [...this.#waiting.values()];
    this.#waiting.clear();
    if (marks.length > 0) {
      const values = [
        marks.map(({ reader }) => reader),
        marks.map(({ room }) => room),
        marks.map(({ id }) => id),
        MAX_SESSION_ROOMS,
      ];
      await this.#options.database.run(SAVE_MARKS, values).catch((cause) => {
        if (!(cause instanceof Refusal)) this.#putBack(marks);
      });
    }
    this.#cancel = undefined;
    if (this.#waiting.size > 0) {
      this.#cancel = this.#options.clock.after(MARKS_WRITTEN_MS, () => void this.#write());
    }
  }

  /** What could not be written waits again, but for what is newer by now. */
  #putBack(marks: readonly Waiting[]): void {
    for (const mark of marks) {
      const key = `${mark.reader} ${mark.room}`;
      if (!this.#waiting.has(key)) this.#waiting.set(key, mark);
    }
  }
}
