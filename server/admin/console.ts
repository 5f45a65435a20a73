/** Lines that are typed at the terminal in which the server runs. */

import { TextLineStream } from "@std/streams/text-line-stream";

/** The part of standard input that is needed here. */
export interface ConsoleInput {
  readonly readable: ReadableStream<Uint8Array>;
}

/**
 * Hands each line to `take`, one after the other, until the input ends. Never rejects.
 *
 * In the background of a shell with job control the system stops a program that reads from its
 * terminal: that is what `--no-console` is for. Whether a program is there stands in `/proc` on Linux,
 * which Deno opens to those alone who may do everything, and nowhere on macOS; and one that catches
 * the signal (`SIGTTIN`) gets it over and over, since the reading is begun again each time.
 */
export async function readConsole(
  input: ConsoleInput,
  take: (line: string) => Promise<void>,
): Promise<void> {
  try {
    const lines = input.readable
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(new TextLineStream());
    for await (const line of lines) await take(line);
  } catch {
    // the terminal was closed: the server goes on without it
  }
}
