/** A small file that has what the memory has: written after a change, and not more often than it may be. */

import { messageOf } from "../../runtime/message_of.ts";
import type { Clock } from "../../runtime/clock.ts";
import { readOwnFile, replacePrivateFile } from "../../runtime/private_file.ts";

/** What a saved file works with. */
export interface SavedFileOptions {
  readonly path: string;
  /** What it is to hold now. */
  readonly text: () => string;
  /** How long a change waits for others, in milliseconds. */
  readonly delayMs: number;
  readonly clock: Pick<Clock, "after">;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A file that is written as a whole. Where nothing changes, nothing is written. */
export class SavedFile {
  readonly #options: SavedFileOptions;
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: SavedFileOptions) {
    this.#options = options;
  }

  /**
   * Hands `take` what the file holds, if there is one. What cannot be read is warned of, and replaced at the
   * next change.
   *
   * @param maxBytes The longest file that is read.
   */
  async load(maxBytes: number, take: (text: string) => void): Promise<void> {
    const { path, warn } = this.#options;
    try {
      const text = await readOwnFile(path, maxBytes);
      if (text !== undefined) take(text);
    } catch (cause) {
      warn("file not read", { path, cause: messageOf(cause) });
    }
  }

  /** Notes that it has to be written. */
  changed(): void {
    this.#cancel ??= this.#options.clock.after(this.#options.delayMs, () => {
      this.#cancel = undefined;
      this.#write();
    });
  }

  /** Writes what has changed, if anything has. */
  async close(): Promise<void> {
    if (this.#cancel !== undefined) {
      this.#cancel();
      this.#cancel = undefined;
      this.#write();
    }
    await this.#writing;
  }

  #write(): void {
    const { path, text, warn } = this.#options;
    this.#writing = this.#writing
      .then(() => replacePrivateFile(path, text()))
      .catch((cause) => warn("file not written", { path, cause: messageOf(cause) }));
  }
}
