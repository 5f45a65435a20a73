/** A file's lines from somewhere in it towards its end, in bounded memory. */

import { type Line, readAt, WINDOW_BYTES } from "./lines_back.ts";

const LF = 0x0a;

/**
 * Yields the lines that begin at byte `start` or behind it and end before byte `end`, oldest first,
 * a window at a time. Lines longer than a window are passed over: they are no records of ours.
 */
export async function* linesForth(
  file: Deno.FsFile,
  start: number,
  end: number,
  windowBytes = WINDOW_BYTES,
): AsyncGenerator<Line[], void, undefined> {
  // the byte before tells whether a line begins right there
  let at = Math.max(0, start - 1);
  let isInside = start > 0;
  while (at < end) {
    const window = await readAt(file, at, Math.min(windowBytes, end - at));
    if (window.length === 0) return;
    let from = 0;
    if (isInside) {
      const feed = window.indexOf(LF);
      from = feed < 0 ? window.length : feed + 1;
      isInside = feed < 0;
    }
    const lines: Line[] = [];
    for (let feed = window.indexOf(LF, from); feed >= 0; feed = window.indexOf(LF, from)) {
      lines.push({ offset: at + from, bytes: window.subarray(from, feed + 1) });
      from = feed + 1;
    }
    if (lines.length > 0) yield lines;
    if (from === 0) isInside = true;
    at += from === 0 ? window.length : from;
  }
}
