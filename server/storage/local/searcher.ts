/** Runs searches in the logs of files, each as far as one answer may go. */

import { MAX_SEARCH_READ_BYTES, SEARCH_MS, SEARCH_REST_SHARE } from "../../limits.ts";
import { type Clock, SystemClock } from "../../../runtime/clock.ts";
import type { SearchFound, SearchWanted } from "../journal.ts";
import { Pacer } from "../pacer.ts";
import { searchLog } from "./search.ts";
import type { ReadableLog } from "./segments.ts";

/** A search in a log. */
export interface LogSearch extends SearchWanted {
  /** Whether it rests between its pieces: somebody talks, whose messages would wait behind it. */
  readonly isGentle?: boolean;
}

/** Runs searches. Each rejects when its signal aborts. */
export type Searcher = (
  log: ReadableLog,
  wanted: LogSearch,
  signal: AbortSignal,
) => Promise<SearchFound>;

/** Looks through logs in this thread. All its gentle searches rest together. */
export function searchHere(clock: Pick<Clock, "now" | "after">): Searcher {
  const gentle = new Pacer(clock, SEARCH_REST_SHARE);
  return (log, wanted, signal) => {
    const pacer = wanted.isGentle ? gentle : RESTLESS;
    const end = clock.now() + SEARCH_MS;
    const isLate = () => clock.now() > end;
    return searchLog(log, wanted, { maxReadBytes: MAX_SEARCH_READ_BYTES, isLate, signal, pacer });
  };
}

/** For when nobody else has anything to do. */
const RESTLESS: Pick<Pacer, "run"> = { run: async (piece) => await piece() };

/** Looks through logs in this thread, by the clock of the machine. */
export const ownThread: Searcher = searchHere(new SystemClock());
