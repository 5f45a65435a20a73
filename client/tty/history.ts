/**
 * What was submitted before, to be called back: oldest first, bounded, each text once.
 *
 * @module
 */
import { MAX_HISTORY_TEXTS } from "../limits.ts";

/** Texts submitted before, the latest last. */
export type History = readonly string[];

/** `history` with `text` as the latest; it is there once, and blank text never. */
export function remember(history: History, text: string): History {
  if (text.trim() === "") return history;
  return [...history.filter((old) => old !== text), text].slice(-MAX_HISTORY_TEXTS);
}

/**
 * The latest index below `from` whose text has `query` in it, whatever the case of the letters
 * unless the query has a capital; -1 if there is none.
 */
export function searchBack(history: History, query: string, from: number): number {
  const exact = query !== query.toLowerCase();
  for (let i = Math.min(from, history.length) - 1; i >= 0; i--) {
    const text = history[i] ?? "";
    if ((exact ? text : text.toLowerCase()).includes(query)) return i;
  }
  return -1;
}
