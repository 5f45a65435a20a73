/** A file with the messages that could not be sent. It outlives the client, however that ends. */

import type { Clock } from "../../runtime/clock.ts";
import { DelayedWrite } from "./delayed_write.ts";
import type { Files } from "./files.ts";
import { MAX_UNSENT_FILE_BYTES, MAX_UNSENT_FILES, UNSENT_DELAY_MS } from "../limits.ts";
import { FileError } from "../../runtime/private_file.ts";
import { readUnsentState, type UnsentState, writeUnsentState } from "./unsent_state.ts";

/** What a store works with. */
export interface UnsentStoreOptions {
  /** The path of a file, by its number from 1: each running client has its own. */
  readonly path: (number: number) => string;
  readonly files: Files;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
  /** Is called with the new path of a file that cannot be read here as a whole, and is kept so. */
  readonly setAside: (path: string) => void;
}

/** The file of one running client. */
export class UnsentStore {
  readonly #options: UnsentStoreOptions;
  readonly #path: string;
  readonly #unlock: () => void;
  #current: () => UnsentState | undefined = () => undefined;
  #last: string | undefined;
  readonly #file: DelayedWrite;

  private constructor(options: UnsentStoreOptions, path: string, unlock: () => void) {
    this.#options = options;
    this.#path = path;
    this.#unlock = unlock;
    this.#file = new DelayedWrite({
      ...options,
      delayMs: UNSENT_DELAY_MS,
      write: () => this.#update(),
    });
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

  /**
   * Reads what earlier clients have left, in this file and in all that no running client has. From now on
   * it is in this file.
   */
  async load(): Promise<UnsentState | undefined> {
    try {
      const own = await this.#read(this.#path);
      const others = await this.#takeOthers();
      // a file that was set aside is written anew, with what could be read of it
      const isWritten = own === undefined || this.#last !== undefined;
      if (others.length === 0 && isWritten) return own;
      const first = own ?? others[0]!.state;
      const items = [own, ...others.map(({ state }) => state)].flatMap((state) =>
        state?.items ?? []
      );
      const all = { ...first, items };
      // on disk here before it is gone there
      this.#last = writeUnsentState(all);
      await this.#options.files.replace(this.#path, this.#last);
      for (const { path, unlock } of others) {
        await this.#options.files.remove(path);
        unlock();
      }
      return all;
    } catch (error) {
      this.#file.fail(error);
      return undefined;
    }
  }

  /** Sets what the file is to hold from now on. It is asked for whenever something `changed`. */
  track(current: () => UnsentState | undefined): void {
    this.#current = current;
  }

  /** Something changed. The file follows soon. */
  changed(): void {
    this.#file.soon();
  }

  /** Writes what is not written yet, and leaves the file to the next client. */
  async close(): Promise<void> {
    await this.#file.flush();
    this.#unlock();
  }

  /** The states in files of clients that have gone, each locked. */
  async #takeOthers(): Promise<{ path: string; state: UnsentState; unlock: () => void }[]> {
    const { files, path: pathOf } = this.#options;
    const taken: { path: string; state: UnsentState; unlock: () => void }[] = [];
    for (let number = 1; number <= MAX_UNSENT_FILES; number++) {
      const path = pathOf(number);
      if (path === this.#path || !await this.#exists(path)) continue;
      const unlock = await files.lock(`${path}.lock`);
      const state = unlock && await this.#read(path);
      if (unlock !== undefined && state !== undefined) taken.push({ path, state, unlock });
      else unlock?.();
    }
    return taken;
  }

  async #exists(path: string): Promise<boolean> {
    try {
      return await this.#options.files.read(path, MAX_UNSENT_FILE_BYTES) !== undefined;
    } catch {
      return true; // what cannot be read is set aside when it is this client's turn
    }
  }

  /** What a file holds. One that cannot be read as a whole is kept under another name. */
  async #read(path: string): Promise<UnsentState | undefined> {
    const { files, clock, setAside } = this.#options;
    let text: string | undefined;
    let problem: unknown;
    try {
      text = await files.read(path, MAX_UNSENT_FILE_BYTES);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problem = error;
    }
    const read = text === undefined ? undefined : readUnsentState(text);
    if (path === this.#path) this.#last = read?.isWhole === false ? undefined : text;
    if (problem === undefined && (read === undefined || read.isWhole)) return read?.state;
    const time = new Date(clock.date()).toISOString().replace(/\D/g, "");
    const kept = `${path}.${time}.unread`;
    await files.rename(path, kept);
    setAside(kept);
    return read?.state;
  }

  async #update(): Promise<void> {
    const { files } = this.#options;
    const state = this.#current();
    const text = state === undefined ? undefined : writeUnsentState(state);
    if (text === this.#last) return;
    if (text === undefined) await files.remove(this.#path);
    else await files.replace(this.#path, text);
    this.#last = text;
  }
}
