/** A file with the messages that could not be sent. It outlives the client, however that ends. */

import type { Clock } from "../../runtime/clock.ts";
import type { Files } from "./files.ts";
import { MAX_UNSENT_FILE_BYTES, MAX_UNSENT_FILES, UNSENT_DELAY_MS } from "../limits.ts";
import { readUnsentState, type UnsentState, writeUnsentState } from "./unsent_state.ts";

/** What a store works with. */
export interface UnsentStoreOptions {
  /** The path of a file, by its number from 1: each running client has its own. */
  readonly path: (number: number) => string;
  readonly files: Files;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
}

/** The file of one running client. */
export class UnsentStore {
  readonly #options: UnsentStoreOptions;
  readonly #path: string;
  readonly #unlock: () => void;
  #current: () => UnsentState | undefined = () => undefined;
  #last: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #failed = false;

  private constructor(options: UnsentStoreOptions, path: string, unlock: () => void) {
    this.#options = options;
    this.#path = path;
    this.#unlock = unlock;
  }

  /** Takes the first file that no running client has; `undefined` when there is none. */
  static async open(options: UnsentStoreOptions): Promise<UnsentStore | undefined> {
    try {
      for (let number = 1; number <= MAX_UNSENT_FILES; number++) {
        const path = options.path(number);
        const unlock = await options.files.lock(`${path}.lock`);
        if (unlock !== undefined) return new UnsentStore(options, path, unlock);
      }
    } catch (error) {
      options.failed(error);
    }
    return undefined;
  }

  /** Reads what an earlier client has left. */
  async load(): Promise<UnsentState | undefined> {
    try {
      this.#last = await this.#options.files.read(this.#path, MAX_UNSENT_FILE_BYTES);
    } catch (error) {
      this.#fail(error);
    }
    return this.#last === undefined ? undefined : readUnsentState(this.#last);
  }

  /** Sets what the file is to hold from now on. It is asked for whenever something `changed`. */
  track(current: () => UnsentState | undefined): void {
    this.#current = current;
  }

  /** Something changed. The file follows soon. */
  changed(): void {
    this.#cancel ??= this.#options.clock.after(UNSENT_DELAY_MS, () => {
      this.#cancel = undefined;
      this.#write();
    });
  }

  /** Writes what is not written yet, and leaves the file to the next client. */
  async close(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#write();
    await this.#writing;
    this.#unlock();
  }

  #write(): void {
    const { files } = this.#options;
    this.#writing = this.#writing.then(async () => {
      const state = this.#current();
      const text = state === undefined ? undefined : writeUnsentState(state);
      if (text === this.#last) return;
      if (text === undefined) await files.remove(this.#path);
      else await files.replace(this.#path, text);
      this.#last = text;
    }).catch((error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (!this.#failed) this.#options.failed(error);
    this.#failed = true;
  }
}
