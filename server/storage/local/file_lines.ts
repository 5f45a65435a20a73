/** The lines of a file from any place on, forward or backward, in bounded memory. */

import type { ReadFile } from "./disk.ts";
import { LOG_WINDOW_BYTES } from "../../limits.ts";

const LF = 0x0a;

/** A line, its line feed included unless it has none, and where in the file it begins. */
export interface Line {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Lines that follow one another in a file, and where the first of them begins. */
export interface Window {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Yields the lines before byte `end`, newest first, a window at a time.
 *
 * The last line lacks its line feed when the file or `end` cuts it. Of a line longer than a window
 * only the head is yielded, without a line feed. A window is two bytes or more.
 */
export async function* linesBackward(
  file: ReadFile,
  end: number,
  windowBytes = LOG_WINDOW_BYTES,
): AsyncGenerator<Line[], void, undefined> {
  for await (const { offset, bytes } of windowsBackward(file, end, windowBytes)) {
    yield cut(bytes, 0, offset).reverse();
  }
}

/** Yields the same, the lines of a window together and in their order. */
export async function* windowsBackward(
  file: ReadFile,
  end: number,
  windowBytes: number,
): AsyncGenerator<Window, void, undefined> {
  while (end > 0) {
    const start = Math.max(0, end - windowBytes);
    const window = await file.read(start, end - start);
    // the first line of a window began before it, but for the file's first
    const head = start === 0 ? 0 : window.indexOf(LF) + 1;
    if (start > 0 && (head === 0 || head === window.length)) {
      end = start + 1; // a byte of it is kept: its head must not pass for nothing
      continue;
    }
    yield { offset: start + head, bytes: window.subarray(head) };
    end = start + head;
  }
}

function cut(window: Uint8Array, from: number, start: number): Line[] {
  const lines: Line[] = [];
  while (from < window.length) {
    const feed = window.indexOf(LF, from);
    const next = feed < 0 ? window.length : feed + 1;
    lines.push({ offset: start + from, bytes: window.subarray(from, next) });
    from = next;
  }
  return lines;
}

/**
 * Yields the lines that begin at byte `start` or behind it and end before byte `end`, oldest first,
 * a window at a time. Lines longer than a window are passed over: they are no records of ours.
 */
export async function* linesForward(
  file: ReadFile,
  start: number,
  end: number,
  windowBytes = LOG_WINDOW_BYTES,
): AsyncGenerator<Line[], void, undefined> {
  // the byte before tells whether a line begins right there
  let at = Math.max(0, start - 1);
  let isInside = start > 0;
  while (at < end) {
    const window = await file.read(at, Math.min(windowBytes, end - at));
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
