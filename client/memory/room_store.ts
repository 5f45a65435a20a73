/** The file that tells how far the users of a server have read. Several clients may use it at once. */

import type { Clock } from "../../runtime/clock.ts";
import { FileError } from "../../runtime/private_file.ts";
import type { KnownUser } from "../link/recalled_session.ts";
import { MAX_ROOM_FILE_BYTES, ROOM_FILE_SPACING_MS } from "../limits.ts";
import { DelayedWrite } from "./delayed_write.ts";
import type { Files } from "./files.ts";
import type { KeptNames } from "./kept_names.ts";
import { waitForLock } from "./wait_for_lock.ts";
import { readRoomState, type RoomState, withUser, writeRoomState } from "./room_state.ts";

const NOTHING: RoomState = { users: [], ignored: [], quiet: [] };

/** What a store works with. */
export interface RoomStoreOptions {
  readonly path: string;
  readonly files: Pick<Files, "read" | "replace" | "lock">;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
  /** What is known of this client's user now. */
  readonly current: () => KnownUser | undefined;
  /** Whom the user does not want to see. */
  readonly ignored?: KeptNames;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet?: KeptNames;
}

/** Reads the file at the start, and keeps the part of this client's user up to date. */
export class RoomStore {
  readonly #options: RoomStoreOptions;
  readonly #file: DelayedWrite;
  #last: string | undefined;

  constructor(options: RoomStoreOptions) {
    this.#options = options;
    this.#file = new DelayedWrite({
      ...options,
      delayMs: ROOM_FILE_SPACING_MS,
      write: () => this.#update(),
    });
  }

  /** What earlier clients knew. */
  async load(): Promise<RoomState> {
    try {
      return await this.#read();
    } catch (error) {
      this.#file.fail(error);
      return NOTHING;
    }
  }

  /** Something has changed. The file follows soon. */
  changed(): void {
    this.#file.soon();
  }

  /** Writes what is not written yet; resolves when it is. */
  async close(): Promise<void> {
    await this.#file.flush();
  }

  async #read(): Promise<RoomState> {
    const { files, path } = this.#options;
    const text = await files.read(path, MAX_ROOM_FILE_BYTES);
    const state = text === undefined ? NOTHING : readRoomState(text);
    if (state === undefined) throw new FileError("not_ours");
    return state;
  }

  async #update(): Promise<void> {
    const { files, path, clock, current, ignored, quiet } = this.#options;
    const user = current();
    const known = JSON.stringify([user, ignored?.changes, quiet?.changes]);
    // what could not be read as a file of ours is something else, and stays
    if (user === undefined || known === this.#last || this.#file.hasFailed) return;
    const unlock = await waitForLock(files, path, clock);
    if (unlock === undefined) return;
    try {
      const state = await this.#read();
      await files.replace(
        path,
        writeRoomState({
          users: withUser(state.users, user),
          ignored: ignored?.mergedInto(state.ignored) ?? state.ignored,
          quiet: quiet?.mergedInto(state.quiet) ?? state.quiet,
        }),
      );
      this.#last = known;
    } finally {
      unlock();
    }
  }
}
