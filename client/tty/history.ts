/**
 * The texts submitted before, to be shown again: oldest first, bounded, each text once.
 *
 * @module
 */
import { MAX_HISTORY_TEXTS } from "../limits.ts";

/** Texts submitted before; the latest is the last. */
export type History = readonly string[];

/** `history` with `text` as the latest. A text is there once; a blank text is not kept. */
export function remember(history: History, text: string): History {
  if (text.trim() === "") return history;
  return [...history.filter((old) => old !== text), text].slice(-MAX_HISTORY_TEXTS);
}

/**
 * The latest index below `from` whose text contains `query`; -1 if there is none. Case does not count
 * unless `query` has a capital.
 */
export function searchBack(history: History, query: string, from: number): number {
  const exact = query !== query.toLowerCase();
  for (let i = Math.min(from, history.length) - 1; i >= 0; i--) {
    const text = history[i] ?? "";
    if ((exact ? text : text.toLowerCase()).includes(query)) return i;
  }
  return -1;
}
