/** Lines of standard input: bounded, and read no faster than they are taken. */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { type LineResult, Lines } from "../../protocol/lines.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A line as text; `undefined` when it is not UTF-8, or UTF-16, which is full of NUL. */
export function decodeLine(line: Uint8Array): string | undefined {
  if (line.includes(0)) return undefined;
  try {
    return utf8.decode(line);
  } catch {
    return undefined;
  }
}

/** Reads lines until the input ends or is cancelled. */
export class LineInput {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(input: ReadableStream<Uint8Array>) {
    this.#reader = input.getReader();
  }

  /**
   * Hands each line to `take`, with its number from 1, and waits for it; `undefined` stands for one that was too
   * long. The bytes are valid until `take` returns.
   *
   * @throws {Error} the system's error, when the input cannot be read. What came before is handed on.
   */
  async read(
    take: (line: Uint8Array | undefined, number: number) => void | Promise<void>,
  ): Promise<void> {
    const lines = new Lines(MAX_LINE_BYTES);
    const bytesOf = (line: LineResult) => "bytes" in line ? line.bytes : undefined;
    let number = 0;
    try {
      for (;;) {
        const { value: bytes } = await this.#reader.read();
        if (bytes === undefined) break;
        for (const line of lines.push(bytes)) await take(bytesOf(line), ++number);
      }
    } finally {
      const last = lines.flush();
      if (last !== undefined) await take(bytesOf(last), ++number);
    }
  }

  /** Ends reading at once: a producer that is silent must not delay the end. */
  async cancel(): Promise<void> {
    // if the input is gone already, there is nothing to cancel
    await this.#reader.cancel().catch(() => {});
  }
}
