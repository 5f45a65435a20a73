/** Lines of standard input: bounded, and read no faster than they are taken. */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { type LineResult, Lines } from "../../protocol/lines.ts";

/** A line of input, `undefined` when it was longer than `MAX_LINE_BYTES`. */
export type InputLine = string | undefined;

/** Reads lines until the input ends or is cancelled. */
export class LineInput {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(input: ReadableStream<Uint8Array>) {
    this.#reader = input.getReader();
  }

  /**
   * Hands each line to `take`, with its number from 1, and waits for it.
   *
   * @throws {Error} the system's error, when the input cannot be read. What came before is handed on.
   */
  async read(take: (line: InputLine, number: number) => void | Promise<void>): Promise<void> {
    const decoder = new TextDecoder();
    await this.readBytes((line, number) => take(line && decoder.decode(line), number));
  }

  /** Like `read`, with the bytes of each line: they are valid until `take` returns. */
  async readBytes(
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
