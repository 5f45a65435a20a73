/**
 * Where searches run. A search reads much, so it has a thread of its own: `PortSearcher` asks it through a
 * port, `answerSearches` is its other end. `ownThread` is for a process that has no other thread.
 */

import {
  MAX_SEARCH_READ_BYTES,
  MAX_SEARCH_THREAD_ENDS,
  MAX_SEARCHES,
  SEARCH_MS,
  SEARCH_THREAD_ENDS_MS,
} from "../../limits.ts";
import type { SearchFound, SearchWanted } from "../journal.ts";
import { type Disk, SYSTEM_DISK } from "./disk.ts";
import { searchLog } from "./search.ts";
import type { ReadableLog, Segment } from "./segments.ts";

/** Runs searches. Each rejects when its signal aborts. */
export type Searcher = (
  log: ReadableLog,
  wanted: SearchWanted,
  signal: AbortSignal,
) => Promise<SearchFound>;

/** Looks through a log in this thread, as far as one answer may go. `now`: milliseconds. */
export function searchHere(now: () => number): Searcher {
  return (log, wanted, signal) => {
    const end = now() + SEARCH_MS;
    const isLate = () => now() > end;
    return searchLog(log, wanted, { maxReadBytes: MAX_SEARCH_READ_BYTES, isLate, signal });
  };
}

/** Looks through a log in this thread, by the clock of the machine. */
export const ownThread: Searcher = searchHere(() => performance.now());

/** A message to the thread that searches. */
type Question =
  | {
    readonly n: number;
    readonly segments: readonly Segment[];
    readonly bytes: number;
    readonly wanted: SearchWanted;
  }
  | { readonly n: number; readonly isOff: true };

/** Its answer. */
type Answer =
  | { readonly n: number; readonly found: SearchFound }
  | { readonly n: number; readonly failure: string };

/** What is used of a port. */
export type SearchPort = Pick<MessagePort, "postMessage" | "onmessage">;

/** A thread that searches. */
export interface SearchThread {
  readonly port: SearchPort;
  /** Resolves when the thread has ended: it answers nothing any more. */
  readonly ended: Promise<void>;
}

/** How a searcher goes on when its thread ends. */
export interface ThreadCare {
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Is told that the thread has ended, and how many searches ran there. */
  readonly ended: (searches: number) => void;
}

interface Waiting {
  readonly question: Extract<Question, { wanted: SearchWanted }>;
  readonly settle: (answer: Answer) => void;
}

/**
 * Asks another thread. At most `MAX_SEARCHES` run there at once, the others wait for their turn.
 *
 * When the thread ends, the searches that ran there fail, and the next one starts another, unless
 * `MAX_SEARCH_THREAD_ENDS` have ended in the last minute: then it fails too.
 *
 * @param open Starts that thread; called at the first search.
 */
export function portSearcher(open: () => Promise<SearchThread>, care: ThreadCare): Searcher {
  const running = new Map<number, Waiting>();
  const queue: Waiting[] = [];
  let thread: Promise<SearchPort> | undefined;
  let ends: number[] = [];
  let questions = 0;

  const hasEnded = () => {
    thread = undefined;
    ends.push(care.now());
    const failed = [...running.keys()];
    care.ended(failed.length);
    for (const n of failed) running.get(n)?.settle({ n, failure: "The thread has ended" });
  };
  const start = async () => {
    ends = ends.filter((at) => care.now() - at < SEARCH_THREAD_ENDS_MS);
    if (ends.length >= MAX_SEARCH_THREAD_ENDS) {
      throw new Error(`The thread has ended ${ends.length} times within a minute`);
    }
    const { port, ended } = await open().catch((cause) => {
      ends.push(care.now());
      throw cause;
    });
    port.onmessage = ({ data }: MessageEvent<Answer>) => {
      running.get(data.n)?.settle(data);
    };
    void ended.then(hasEnded);
    return port;
  };
  const send = (question: Question) => {
    const asked = thread ??= start();
    asked.then((port) => port.postMessage(question), (cause) => {
      if (thread === asked) thread = undefined; // the next search tries again
      const failure = cause instanceof Error ? cause.message : String(cause);
      running.get(question.n)?.settle({ n: question.n, failure });
    });
  };
  const next = () => {
    while (running.size < MAX_SEARCHES && queue.length > 0) {
      const waiting = queue.shift()!;
      running.set(waiting.question.n, waiting);
      send(waiting.question);
    }
  };

  return ({ segments, bytes }, wanted, signal) => {
    const n = ++questions;
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer) => {
        signal.removeEventListener("abort", abort);
        running.delete(n);
        if ("found" in answer) resolve(answer.found);
        else reject(new Error(answer.failure));
        next();
      };
      const abort = () => {
        const at = queue.findIndex(({ question }) => question.n === n);
        if (at >= 0) queue.splice(at, 1);
        // it holds its place until the other thread has stopped
        else send({ n, isOff: true });
        reject(signal.reason);
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      queue.push({ question: { n, segments, bytes, wanted }, settle });
      next();
    });
  };
}

/** Answers the questions that come through a port. */
export function answerSearches(
  port: SearchPort,
  search: Searcher = ownThread,
  disk: Disk = SYSTEM_DISK,
): void {
  const running = new Map<number, AbortController>();
  port.onmessage = async ({ data }: MessageEvent<Question>) => {
    const { n } = data;
    if ("isOff" in data) return running.get(n)?.abort();
    const off = new AbortController();
    running.set(n, off);
    try {
      const { segments, bytes, wanted } = data;
      const found = await search({ disk, segments, bytes }, wanted, off.signal);
      port.postMessage({ n, found } satisfies Answer);
    } catch (cause) {
      const failure = cause instanceof Error ? cause.message : String(cause);
      port.postMessage({ n, failure } satisfies Answer);
    } finally {
      running.delete(n);
    }
  };
}
