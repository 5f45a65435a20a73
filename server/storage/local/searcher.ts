/**
 * Where searches run. A search reads much, so it has a thread of its own: `PortSearcher` asks it through a
 * port, `answerSearches` is its other end. `ownThread` is for a process that has no other thread.
 */

import { MAX_SEARCH_READ_BYTES, MAX_SEARCHES, SEARCH_MS } from "../../limits.ts";
import type { SearchFound, SearchWanted } from "../backbone.ts";
import { type Disk, SYSTEM_DISK } from "./disk.ts";
import { searchLog } from "./search.ts";
import type { ReadableLog, Segment } from "./segments.ts";

/** Runs searches. Each rejects when its signal aborts. */
export type Searcher = (
  log: ReadableLog,
  wanted: SearchWanted,
  signal: AbortSignal,
) => Promise<SearchFound>;

/** Looks through a log in this thread, as far as one answer may go. */
export const ownThread: Searcher = (log, wanted, signal) => {
  const end = performance.now() + SEARCH_MS;
  const isLate = () => performance.now() > end;
  return searchLog(log, wanted, { maxReadBytes: MAX_SEARCH_READ_BYTES, isLate, signal });
};

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

interface Waiting {
  readonly question: Extract<Question, { wanted: SearchWanted }>;
  readonly settle: (answer: Answer) => void;
}

/**
 * Asks another thread. At most `MAX_SEARCHES` run there at once, the others wait for their turn.
 *
 * @param open Starts that thread; called at the first search.
 */
export function portSearcher(open: () => Promise<SearchPort>): Searcher {
  const running = new Map<number, Waiting>();
  const queue: Waiting[] = [];
  let port: Promise<SearchPort> | undefined;
  let questions = 0;

  const start = async () => {
    const opened = await open();
    opened.onmessage = ({ data }: MessageEvent<Answer>) => {
      running.get(data.n)?.settle(data);
    };
    return opened;
  };
  const send = (question: Question) => {
    port ??= start();
    port.then((opened) => opened.postMessage(question), (cause) => {
      port = undefined; // the next search tries again
      running.get(question.n)?.settle({ n: question.n, failure: String(cause) });
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
