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

/** What a pipe takes as a whole or not at all (`PIPE_BUF`). */
const WHOLE_BYTES = Deno.build.os === "darwin" ? 512 : 4096;

/** The buffer of Deno's standard output: it keeps shorter pieces that do not end a line. */
const BUFFER_BYTES = 1024;

const LF = 0x0a;
const NOTHING = new Uint8Array(0);

/** Whether standard output was found to be non-blocking. */
let isNonBlocking = false;

/**
 * Writes `text` to standard output.
 *
 * Where it is non-blocking, Deno does not tell how many bytes of a failed write were taken. So the text goes
 * out in pieces of which all are taken or none: those that end a line and fit a pipe, and those that Deno's
 * buffer keeps. A terminal takes parts of a line, too: from the first failure on each line end goes alone, and
 * only the piece that failed first may be seen twice there.
 *
 * @throws {OutputError} when it cannot be written.
 */
export async function print(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const clock = new SystemClock();
  try {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, pieceEnd(bytes, at));
      at += await whenReady(() => writePiece(piece, clock), clock);
    }
  } catch (cause) {
    throw new OutputError(cause);
  }
}

async function writePiece(piece: Uint8Array, clock: Pick<Clock, "after">): Promise<number> {
  try {
    return await Deno.stdout.write(piece);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.WouldBlock)) throw cause;
    isNonBlocking = true;
    if (piece.length >= BUFFER_BYTES || piece.at(-1) === LF) throw cause;
    // Deno's buffer has the piece: it is only to be emptied
    await whenReady(() => Deno.stdout.write(NOTHING), clock);
    return piece.length;
  }
}

/** The end of the piece that begins at `at`. */
function pieceEnd(bytes: Uint8Array, at: number): number {
  if (isNonBlocking) {
    if (bytes[at] === LF) return at + 1;
    const line = bytes.indexOf(LF, at);
    return Math.min(line < 0 ? bytes.length : line, at + BUFFER_BYTES - 1);
  }
  const end = Math.min(at + WHOLE_BYTES, bytes.length);
  const line = bytes.lastIndexOf(LF, end - 1);
  return line < at ? end : line + 1;
}
