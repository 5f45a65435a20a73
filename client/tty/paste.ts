/**
 * The bytes between the two marks of a bracketed paste.
 *
 * @module
 */
import type { Key } from "./key.ts";

/** The mark that ends a paste: `ESC [ 201 ~`. */
const END = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e] as const;

/** Collects one paste up to its end, in any pieces. It holds at most what it may hand on. */
export class Paste {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #matched = 0;

  /**
   * @param maxBytes The longest paste that is kept. A longer one is only counted.
   */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the end has been read. */
  get ended(): boolean {
    return this.#matched === END.length;
  }

  /** Reads `bytes` from `start` up to the end of the paste; returns where it stopped. */
  read(bytes: Uint8Array, start: number): number {
    let from = start;
    let i = start;
    for (; i < bytes.length && !this.ended; i++) {
      if (bytes[i] === END[this.#matched]) {
        if (this.#matched === 0) this.#keep(bytes.subarray(from, i));
        this.#matched++;
        from = i + 1;
      } else if (this.#matched > 0) {
        // this was not the end: what matched is content. Another ESC may begin the end
        this.#keep(Uint8Array.from(END.slice(0, this.#matched)));
        this.#matched = 0;
        from = i--;
      }
    }
    if (this.#matched === 0) this.#keep(bytes.subarray(from, i));
    return i;
  }

  /**
   * The paste as a key event: lines end in `\n`, tabs stay, other control characters go.
   */
  key(): Key {
    if (this.#bytes > this.#maxBytes) return { type: "oversize", bytes: this.#bytes };
    const text = this.#text();
    if (text === undefined) return { type: "garbled" };
    const lines = text.replace(/\r\n?|\u2028|\u2029/g, "\n").replace(/[^\P{Cc}\t\n]/gu, "");
    return { type: "paste", text: lines };
  }

  #text(): string | undefined {
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
    try {
      const parts = this.#parts.map((part) => utf8.decode(part, { stream: true }));
      return parts.join("") + utf8.decode();
    } catch {
      return undefined;
    }
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part.slice());
  }
}
