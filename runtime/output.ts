/**
 * Writes to standard output and standard error. They never block the event loop: a pipe that nobody
 * reads and a stopped terminal only hold up what is written to them.
 *
 * @module
 */

import { type Clock, SystemClock } from "./clock.ts";
import { messageOf } from "./message_of.ts";

/**
 * How long to wait when the system takes nothing now. Only a file that another program has made
 * non-blocking says so, and it does not tell when it takes more.
 */
const RETRY_MS = 10;

/** Where bytes go. A write may take only some of them. */
export interface Destination {
  /** Takes some of `bytes`; resolves to how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes some of `bytes`. Waits until the destination takes any.
 *
 * @returns How many bytes were written.
 * @throws {Deno.errors.BrokenPipe} when nobody reads them any more.
 * @throws {Error} the system's error, when they cannot be written.
 */
export async function writeSome(
  to: Destination,
  bytes: Uint8Array,
  clock: Pick<Clock, "after">,
): Promise<number> {
  return await whenReady(() => to.write(bytes), clock);
}

/**
 * Does something with a file. Does it again later, where another program has made the file non-blocking
 * and the system says that now is too early (EAGAIN).
 */
export async function whenReady<T>(act: () => Promise<T>, clock: Pick<Clock, "after">): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (cause) {
      if (!(cause instanceof Deno.errors.WouldBlock)) throw cause;
    }
    await new Promise<void>((resolve) => void clock.after(RETRY_MS, resolve));
  }
}

/** Output cannot be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  /** `unread`: its reader has gone, which is the reader's own affair. `failed`: anything else. */
  readonly code: "unread" | "failed";

  /** @param cause The system's error. Its message becomes the message of this one. */
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.code = cause instanceof Deno.errors.BrokenPipe ? "unread" : "failed";
  }
}

/**
 * Writes all of `text`, as data for a program or on a terminal.
 *
 * @throws {OutputError} when it cannot be written.
 */
export async function writeText(
  to: Destination,
  text: string,
  clock: Pick<Clock, "after">,
): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += await writeSome(to, bytes.subarray(at), clock);
  } catch (cause) {
    throw new OutputError(cause);
  }
}

/**
 * Writes `text` to standard output.
 *
 * @throws {OutputError} when it cannot be written.
 */
export async function print(text: string): Promise<void> {
  await writeText(Deno.stdout, text, new SystemClock());
}
