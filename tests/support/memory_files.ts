import type { Files } from "../../client/memory/files.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import { FileError } from "../../runtime/private_file.ts";

/** Files in memory. They can be made to fail. */
export class MemoryFiles implements Files {
  /** The text of each file, by its path. */
  readonly texts = new Map<string, string>();
  /** How many times a file was replaced. */
  writes = 0;
  /** What every call fails with. */
  error: Error | undefined;
  readonly #locked = new Set<string>();

  readonly read = (path: string, maxBytes: number): Promise<string | undefined> =>
    this.#attempt(() => {
      const text = this.texts.get(path);
      if (utf8Bytes(text ?? "") > maxBytes) {
        throw new FileError("too_long", maxBytes);
      }
      return text;
    });

  readonly readAny = this.read;

  readonly replace = (path: string, text: string): Promise<void> =>
    this.#attempt(() => {
      this.writes++;
      this.texts.set(path, text);
    });

  readonly rename = (from: string, to: string): Promise<void> =>
    this.#attempt(() => {
      const text = this.texts.get(from);
      if (text === undefined) throw new Deno.errors.NotFound(from);
      this.texts.set(to, text);
      this.texts.delete(from);
    });

  readonly remove = (path: string): Promise<void> =>
    this.#attempt(() => void this.texts.delete(path));

  readonly lock = (path: string): Promise<(() => void) | undefined> =>
    this.#attempt(() => {
      if (this.#locked.has(path)) return undefined;
      this.#locked.add(path);
      return () => this.#locked.delete(path);
    });

  #attempt<T>(act: () => T): Promise<T> {
    return Promise.try(() => {
      if (this.error !== undefined) throw this.error;
      return act();
    });
  }
}
