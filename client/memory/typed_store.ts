/** The file with what was typed in the rooms of a server. Several clients may use it at once. */

import type { Clock } from "../../runtime/clock.ts";
import { FileError } from "../../runtime/private_file.ts";
import { MAX_TYPED_FILE_BYTES, TYPED_DELAY_MS } from "../limits.ts";
import { DelayedWrite } from "./delayed_write.ts";
import type { Files } from "./files.ts";
import { waitForLock } from "./wait_for_lock.ts";
import { readTyped, type TypedTexts, withTyped, writeTyped } from "./typed_texts.ts";

/** What a store works with. */
export interface TypedStoreOptions {
  readonly path: string;
  readonly files: Pick<Files, "read" | "replace" | "lock">;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
}

/** Reads the file at the start, and adds to it what is typed. */
export class TypedStore {
  readonly #options: TypedStoreOptions;
  #typed: TypedTexts = new Map();
  /** What is typed and not in the file yet. */
  #added: { readonly room: string; readonly text: string }[] = [];
  readonly #file: DelayedWrite;

  constructor(options: TypedStoreOptions) {
    this.#options = options;
    this.#file = new DelayedWrite({
      ...options,
      delayMs: TYPED_DELAY_MS,
      write: () => this.#update(),
    });
  }

  /** Reads what earlier clients have left. */
  async load(): Promise<void> {
    try {
      this.#typed = await this.#read();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What earlier clients have left of a room, oldest first. */
  of(room: string): readonly string[] {
    return this.#typed.get(room) ?? [];
  }

  /** Adds a text. The file follows soon. */
  add(room: string, text: string): void {
    if (this.#file.hasFailed) return;
    this.#added.push({ room, text });
    this.#file.soon();
  }

  /** Writes what is not written yet; resolves when it is. */
  async close(): Promise<void> {
    await this.#file.flush();
  }

  async #read(): Promise<TypedTexts> {
    const { files, path } = this.#options;
    const text = await files.read(path, MAX_TYPED_FILE_BYTES);
    const typed = text === undefined ? new Map() : readTyped(text);
    if (typed === undefined) throw new FileError("not_ours");
    return typed;
  }

  async #update(): Promise<void> {
    // what could not be read as a file of ours is something else, and stays
    if (this.#added.length === 0 || this.#file.hasFailed) return;
    const { files, path, clock } = this.#options;
    const unlock = await waitForLock(files, path, clock);
    if (unlock === undefined) return;
    try {
      const before = await this.#read();
      const added = this.#added.splice(0);
      const after = added.reduce((typed, { room, text }) => withTyped(typed, room, text), before);
      await files.replace(path, writeTyped(after));
    } finally {
      unlock();
    }
  }

  #fail(error: unknown): void {
    this.#file.fail(error);
    this.#added = [];
  }
}
