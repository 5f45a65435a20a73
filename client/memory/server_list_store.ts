/** The file with the servers that the user has joined. Several clients may use it at once. */

import type { Clock } from "../../runtime/clock.ts";
import { FileError } from "../../runtime/private_file.ts";
import type { Files } from "./files.ts";
import { waitForLock } from "./wait_for_lock.ts";
import {
  type ListedServer,
  type NodeAddress,
  readServerList,
  type ServerAddress,
  serverNamed,
  withJoined,
  withName,
  withOthers,
  withoutName,
  writeServerList,
} from "../server_list.ts";
import { loadServerList } from "../server_list_file.ts";

/** What the store works with. */
export interface ServerListStoreOptions {
  readonly path: string;
  readonly files: Pick<Files, "read" | "replace" | "lock">;
  readonly clock: Clock;
  /** The server that this client joins. */
  readonly server: ServerAddress;
}

/** The list, as the client of one server changes it. */
export class ServerListStore {
  readonly #options: ServerListStoreOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ServerListStoreOptions) {
    this.#options = options;
  }

  /**
   * All servers, the one joined last at the end.
   *
   * @throws {Error} when the file cannot be read.
   */
  async list(): Promise<ListedServer[]> {
    const { path, files } = this.#options;
    return await loadServerList(path, files.read);
  }

  /**
   * The server was joined.
   *
   * @throws {Error} when the file cannot be read or written.
   */
  async joined(): Promise<void> {
    await this.#change((list) => withJoined(list, this.#options.server));
  }

  /**
   * The server has named others of its cluster.
   *
   * @throws {Error} when the file cannot be read or written.
   */
  async learned(others: readonly NodeAddress[]): Promise<void> {
    await this.#change((list) => withOthers(list, this.#options.server, others));
  }

  /**
   * Gives the server a name.
   *
   * @throws {Error} when the file cannot be read or written.
   */
  async save(name: string): Promise<void> {
    await this.#change((list) => withName(list, name, this.#options.server));
  }

  /**
   * Takes a name away. Resolves with whether there was one.
   *
   * @throws {Error} when the file cannot be read or written.
   */
  async forget(name: string): Promise<boolean> {
    let isKnown = false;
    await this.#change((list) => {
      isKnown = serverNamed(list, name) !== undefined;
      return withoutName(list, name);
    });
    return isKnown;
  }

  /** Resolves when all changes are written, or have failed. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #change(change: (list: readonly ListedServer[]) => ListedServer[]): Promise<void> {
    const changed = this.#last.then(() => this.#update(change));
    this.#last = changed.catch(() => {}); // who asked for it is told
    await changed;
  }

  async #update(change: (list: readonly ListedServer[]) => ListedServer[]): Promise<void> {
    const { path, files, clock } = this.#options;
    const unlock = await waitForLock(files, path, clock);
    if (unlock === undefined) throw new FileError("busy");
    try {
      const before = writeServerList(await this.list());
      const after = writeServerList(change(readServerList(before)));
      if (after !== before) await files.replace(path, after);
    } finally {
      unlock();
    }
  }
}
