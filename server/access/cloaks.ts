/**
 * Cloaks: what others are shown instead of an address. The same person has the same one each time, so that
 * a ban holds; two people have different ones, so that it hits nobody else; and nobody learns an address
 * from it without the key, which stays in the data folder.
 */

import { createHmac } from "node:crypto";
import { addressOwner, isLoopback } from "../../protocol/address.ts";
import { foldNick } from "../../protocol/fold.ts";
import { readPrivateFile, replacePrivateFile } from "../../runtime/private_file.ts";
import { MAX_CLOAK_CHARS, MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { StorageError } from "../storage/backbone.ts";

/** Makes cloaks with the key of one server. */
export class Cloaks {
  readonly #key: string;

  /** @param key Any text that nobody can guess. */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * The cloaks of the key in the file `path`. A key is made when there is none.
   *
   * @throws {StorageError} when the file cannot be read or written.
   */
  static async load(path: string): Promise<Cloaks> {
    let code: "unreadable" | "unwritable" = "unreadable";
    try {
      const known = (await readPrivateFile(path, MAX_PRIVATE_FILE_BYTES))?.trim() ?? "";
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
   * The cloak of somebody who comes from `address`. All of one network of 64 bits (IPv6) have the same one.
   * On this machine all come from the same address: there the nickname tells people apart.
   */
  of(address: string, nick: string): string {
    return isLoopback(address) ? this.ofNick(nick) : this.#hash(`address ${addressOwner(address)}`);
  }

  /** The cloak of somebody who is not here: nothing but the nickname is known. */
  ofNick(nick: string): string {
    return this.#hash(`nick ${foldNick(nick)}`);
  }

  #hash(text: string): string {
    const hash = createHmac("sha256", this.#key).update(text).digest("hex");
    // no dot and no colon: clients make a mask of all that follows the first one
    return `hidden-${hash.slice(0, MAX_CLOAK_CHARS)}`;
  }
}
