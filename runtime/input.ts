/** Standard input. */

import type { Clock } from "./clock.ts";
import { whenReady } from "./output.ts";

/** Bytes read at once for the stream. */
const READ_BYTES = 64 * 1024;

/** Where bytes come from. `null` is the end. */
export interface Source {
  /** Reads some bytes into `into`; resolves to how many. */
  read(into: Uint8Array): Promise<number | null>;
}

/** An input that can be read by chunks or as a stream. */
export interface Input extends Source {
  /** The input as a stream, read no faster than it is taken. Errors with the system's error. */
  readonly readable: ReadableStream<Uint8Array>;
}

/** An input that also waits where another program has made the file non-blocking. */
export function waitingInput(source: Source, clock: Pick<Clock, "after">): Input {
  const read = (into: Uint8Array) => whenReady(() => source.read(into), clock);
  return {
    read,
    get readable() {
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          const bytes = new Uint8Array(READ_BYTES);
          const count = await read(bytes);
          if (count === null) controller.close();
          else if (count > 0) controller.enqueue(bytes.subarray(0, count));
        },
      }, { highWaterMark: 0 });
    },
  };
}
