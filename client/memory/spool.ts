/** A file with what could not be sent: it outlives the client, whichever way that ends. */

import type { Clock } from "../../runtime/clock.ts";
import type { Files } from "./files.ts";
import { MAX_SPOOL_BYTES, MAX_SPOOLS, SPOOL_DELAY_MS } from "../limits.ts";
import { readSpoolState, type SpoolState, writeSpoolState } from "./spool_state.ts";

/** What a spool works with. */
export interface SpoolOptions {
  /** The path of a spool file, by its number from 1: each running client has its own. */
  readonly path: (number: number) => string;
  readonly files: Files;
  readonly clock: Clock;
  /** The file could not be read or written: said once, and the chat goes on without it. */
  readonly failed: (error: unknown) => void;
}

/** See the module. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #path: string;
  readonly #unlock: () => void;
  #current: () => SpoolState | undefined = () => undefined;
  #last: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #failed = false;

  private constructor(options: SpoolOptions, path: string, unlock: () => void) {
    this.#options = options;
    this.#path = path;
    this.#unlock = unlock;
  }

  /** Takes the first spool that no running client has; `undefined` when none can be had. */
  static async open(options: SpoolOptions): Promise<Spool | undefined> {
    try {
      for (let number = 1; number <= MAX_SPOOLS; number++) {
        const path = options.path(number);
        const unlock = await options.files.lock(`${path}.lock`);
        if (unlock !== undefined) return new Spool(options, path, unlock);
      }
    } catch (error) {
      options.failed(error);
    }
    return undefined;
  }

  /** Reads what an earlier client left. */
  async load(): Promise<SpoolState | undefined> {
    try {
      this.#last = await this.#options.files.read(this.#path, MAX_SPOOL_BYTES);
    } catch (error) {
      this.#fail(error);
    }
    return this.#last === undefined ? undefined : readSpoolState(this.#last);
  }

  /** From now on the file is to hold what `current` tells, whenever something `changed`. */
  keep(current: () => SpoolState | undefined): void {
    this.#current = current;
  }

  /** Something changed: the file follows soon. */
  changed(): void {
    this.#cancel ??= this.#options.clock.after(SPOOL_DELAY_MS, () => {
      this.#cancel = undefined;
      this.#write();
    });
  }

  /** Writes what is not written yet, and lets another client have the file. */
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
      const text = state === undefined ? undefined : writeSpoolState(state);
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
