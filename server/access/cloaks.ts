/**
 * Cloaks: what others see instead of an address. A person has the same cloak each time, so a ban of it lasts.
 * Two people have different ones, so the ban hits nobody else. Without the key, which stays in the data
 * folder, a cloak tells nothing about the address.
 */

import { createHmac } from "node:crypto";
import { addressOwner, isLoopback } from "../../protocol/address.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { readOwnFile, replacePrivateFile } from "../../runtime/private_file.ts";
import { MAX_CLOAK_CHARS, MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { StorageError } from "../storage/backbone.ts";

/** Makes cloaks with the key of one server. */
export class Cloaks {
  readonly #key: string;

  /** @param key A text that nobody can guess. */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Reads the key from the file `path`. If there is none, makes one.
   *
   * @throws {StorageError} when the file cannot be read or written.
   */
  static async load(path: string): Promise<Cloaks> {
    let code: "unreadable" | "unwritable" = "unreadable";
    try {
      const known = (await readOwnFile(path, MAX_PRIVATE_FILE_BYTES))?.trim() ?? "";
      if (known !== "") return new Cloaks(known);
      code = "unwritable";
      const key = crypto.getRandomValues(new Uint8Array(32)).toHex();
      await replacePrivateFile(path, `${key}\n`);
      return new Cloaks(key);
    } catch (cause) {
      throw new StorageError(code, { path }, { cause });
    }
  }

  /**
   * The cloak of somebody who connects from `address`. An IPv6 network of 64 bits has one cloak. On the
   * server's own machine all have the same address, so the nickname tells people apart.
   */
  of(address: string, nick: string): string {
    return isLoopback(address) ? this.ofNick(nick) : this.#hash(`address ${addressOwner(address)}`);
  }

  /** The cloak of somebody who is not here: only the nickname is known. */
  ofNick(nick: string): string {
    return this.#hash(`nick ${foldNick(nick)}`);
  }

  #hash(text: string): string {
    const hash = createHmac("sha256", this.#key).update(text).digest("hex");
    // without dots and colons: clients make a mask of everything after the first one
    return `hidden-${hash.slice(0, MAX_CLOAK_CHARS)}`;
  }
}
