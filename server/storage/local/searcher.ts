/** Runs searches in the logs of files, each as far as one answer may go. */

import { MAX_SEARCH_READ_BYTES, SEARCH_MS, SEARCH_REST_SHARE } from "../../limits.ts";
import { type Clock, SystemClock } from "../../../runtime/clock.ts";
import type { SearchFound, SearchWanted } from "../journal.ts";
import { Pacer } from "../pacer.ts";
import { searchLog } from "./search.ts";
import type { ReadableLog } from "./segments.ts";

/** Runs searches. Each rejects when its signal aborts. */
export type Searcher = (
  log: ReadableLog,
  wanted: SearchWanted,
  signal: AbortSignal,
) => Promise<SearchFound>;

/** Looks through logs in this thread. All its searches rest together. */
export function searchHere(clock: Pick<Clock, "now" | "after">): Searcher {
  const pacer = new Pacer(clock, SEARCH_REST_SHARE);
  return (log, wanted, signal) => {
    const end = clock.now() + SEARCH_MS;
    const isLate = () => clock.now() > end;
    return searchLog(log, wanted, { maxReadBytes: MAX_SEARCH_READ_BYTES, isLate, signal, pacer });
  };
}

/** Looks through logs in this thread, by the clock of the machine. */
export const ownThread: Searcher = searchHere(new SystemClock());
