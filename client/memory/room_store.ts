/** The file that tells how far the users of a server have read. Several clients may use it at once. */

import type { Clock } from "../../runtime/clock.ts";
import { FileError } from "../../runtime/private_file.ts";
import type { KnownUser } from "../link/session.ts";
import {
  MAX_ROOM_FILE_BYTES,
  MAX_ROOM_FILE_TRIES,
  ROOM_FILE_RETRY_MS,
  ROOM_FILE_SPACING_MS,
} from "../limits.ts";
import type { Files } from "./files.ts";
import { readRoomState, withUser, writeRoomState } from "./room_state.ts";

/** What a store works with. */
export interface RoomStoreOptions {
  readonly path: string;
  readonly files: Pick<Files, "read" | "replace" | "lock">;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
  /** What is known of this client's user now. */
  readonly current: () => KnownUser | undefined;
}

/** Reads the file at the start, and keeps the part of this client's user up to date. */
export class RoomStore {
  readonly #options: RoomStoreOptions;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #last: string | undefined;
  #failed = false;

  constructor(options: RoomStoreOptions) {
    this.#options = options;
  }

  /** What earlier clients knew, of each user. */
  async load(): Promise<readonly KnownUser[]> {
    try {
      return await this.#read();
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  /** Something has changed. The file follows soon. */
  changed(): void {
    this.#cancel ??= this.#options.clock.after(ROOM_FILE_SPACING_MS, () => {
      this.#cancel = undefined;
      this.#write();
    });
  }

  /** Writes what is not written yet; resolves when it is. */
  async close(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#write();
    await this.#writing;
  }

  async #read(): Promise<KnownUser[]> {
    const { files, path } = this.#options;
    const text = await files.read(path, MAX_ROOM_FILE_BYTES);
    const users = text === undefined ? [] : readRoomState(text);
    if (users === undefined) throw new FileError("not_ours");
    return users;
  }

  #write(): void {
    this.#writing = this.#writing.then(() => this.#update()).catch((error) => this.#fail(error));
  }

  async #update(): Promise<void> {
    const { files, path, current } = this.#options;
    const user = current();
    const known = JSON.stringify(user);
    // what could not be read as a file of ours is something else, and stays
    if (user === undefined || known === this.#last || this.#failed) return;
    const unlock = await this.#lock();
    if (unlock === undefined) return;
    try {
      await files.replace(path, writeRoomState(withUser(await this.#read(), user)));
      this.#last = known;
    } finally {
      unlock();
    }
  }

  /** Waits while another client has the file: it writes a few kilobytes. */
  async #lock(): Promise<(() => void) | undefined> {
    const { files, path, clock } = this.#options;
    for (let tries = 1;; tries++) {
      const unlock = await files.lock(`${path}.lock`);
      if (unlock !== undefined || tries >= MAX_ROOM_FILE_TRIES) return unlock;
      await new Promise<void>((resolve) => clock.after(ROOM_FILE_RETRY_MS, resolve));
    }
  }

  #fail(error: unknown): void {
    if (!this.#failed) this.#options.failed(error);
    this.#failed = true;
  }
}
