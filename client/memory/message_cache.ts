/** The last messages of one server, in a text file that people can read. */

import { CONTINUATION, DEFAULT_ROOM, type MsgFrame } from "../../protocol/frames.ts";
import { cleanText } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { FileError } from "../../runtime/private_file.ts";
import { DelayedWrite } from "./delayed_write.ts";
import type { Files } from "./files.ts";
import { CACHE_MESSAGES, CACHE_SPACING_MS, MAX_CACHE_BYTES } from "../limits.ts";
import { transcribe } from "../stdio/text_lines.ts";

/** What a message cache works with. */
export interface MessageCacheOptions {
  readonly path: string;
  readonly files: Pick<Files, "read" | "replace">;
  readonly clock: Clock;
  /** Is called once when the file cannot be read or written; the chat goes on without it. */
  readonly failed: (error: unknown) => void;
}

/** The file, and the entries in it. */
export class MessageCache {
  readonly #options: MessageCacheOptions;
  #entries: readonly string[] = [];
  readonly #file: DelayedWrite;
  #dirty = false;
  /** Whether the file may be replaced: what could not be read as a cache is something else. */
  #isOurs = false;

  constructor(options: MessageCacheOptions) {
    this.#options = options;
    this.#file = new DelayedWrite({
      ...options,
      delayMs: CACHE_SPACING_MS,
      write: () => this.#update(),
    });
  }

  /**
   * Reads what is there: at most `CACHE_MESSAGES` messages, each with its further lines. A file that is
   * no cache stays as it is.
   */
  async load(): Promise<readonly string[]> {
    const { files, path } = this.#options;
    try {
      const entries = parseEntries(await files.read(path, MAX_CACHE_BYTES) ?? "");
      if (!isCache(entries)) throw new FileError("not_ours");
      this.#entries = entries;
      this.#isOurs = true;
    } catch (error) {
      this.#file.fail(error);
    }
    return this.#entries;
  }

  /** Adds a message. The file follows soon. A message that is there already moves to the end. */
  add(message: MsgFrame, room: string): void {
    const entry = cacheEntry(message, room);
    const others = this.#entries.filter((each) => each !== entry);
    this.#entries = [...others, entry].slice(-CACHE_MESSAGES);
    this.#dirty = true;
    // the first of a burst is written at once, the rest together
    if (!this.#file.isDue) this.#file.now();
    this.#file.soon();
  }

  /** Writes what is not written yet; resolves when it is. */
  async close(): Promise<void> {
    await this.#file.flush();
  }

  async #update(): Promise<void> {
    if (!this.#dirty || !this.#isOurs) return;
    this.#dirty = false;
    const { files, path } = this.#options;
    await files.replace(path, this.#entries.map((entry) => `${entry}\n`).join(""));
  }
}

/** A message as its entry in the cache. The room is named where it is not the usual one. */
export function cacheEntry(message: MsgFrame, room: string): string {
  const entry = transcribe(message);
  return room === DEFAULT_ROOM ? entry : entry.replace("] ", () => `] #${room} `);
}

/** Whether entries can be those of a cache: few, and each begins with a time in brackets. */
function isCache(entries: readonly string[]): boolean {
  return entries.length <= CACHE_MESSAGES && entries.every((entry) => /^\[[^\]\n]*\] /.test(entry));
}

/** Splits a text into entries: every line but a marked one begins an entry, blank lines do not count. */
function parseEntries(text: string): string[] {
  const entries: string[] = [];
  for (const line of cleanText(text).split("\n")) {
    const last = entries.at(-1);
    if (line.startsWith(CONTINUATION) && last !== undefined) {
      entries[entries.length - 1] = `${last}\n${line}`;
    } else if (line.trim() !== "") entries.push(line);
  }
  return entries;
}
