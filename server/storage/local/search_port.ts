/**
 * A search reads much, so it has a thread of its own: `PortSearcher` asks it through a port, `answerSearches`
 * is its other end.
 */

import { MAX_SEARCH_THREAD_ENDS, MAX_SEARCHES, SEARCH_THREAD_ENDS_MS } from "../../limits.ts";
import { messageOf } from "../../../runtime/message_of.ts";
import type { SearchFound } from "../journal.ts";
import { type Disk, SYSTEM_DISK } from "./disk.ts";
import { type LogSearch, ownThread, type Searcher } from "./searcher.ts";
import type { Segment } from "./segments.ts";

/** A message to the thread that searches. */
type Question = Search | { readonly n: number; readonly isOff: true };

interface Search {
  readonly n: number;
  readonly segments: readonly Segment[];
  readonly bytes: number;
  readonly wanted: LogSearch;
}

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

/** What a searcher needs. */
export interface PortSearcherOptions {
  /** Starts the thread; called at the first search. */
  readonly open: () => Promise<SearchThread>;
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Is told that the thread has ended, and how many searches ran there. */
  readonly ended: (searches: number) => void;
}

interface Waiting {
  readonly search: Search;
  readonly settle: (answer: Answer) => void;
}

/**
 * Asks another thread. At most `MAX_SEARCHES` run there at once, the others wait for their turn.
 *
 * When the thread ends, the searches that ran there fail, and the next one starts another, unless
 * `MAX_SEARCH_THREAD_ENDS` have ended in the last minute: then it fails too.
 */
export class PortSearcher {
  readonly #options: PortSearcherOptions;
  readonly #running = new Map<number, Waiting>();
  readonly #queue: Waiting[] = [];
  #thread: Promise<SearchPort> | undefined;
  /** When threads have ended. */
  #ends: number[] = [];
  #searches = 0;

  constructor(options: PortSearcherOptions) {
    this.#options = options;
  }

  /** Looks through a log there. */
  readonly search: Searcher = ({ segments, bytes }, wanted, signal) => {
    if (signal.aborted) return Promise.reject(signal.reason);
    const search = { n: ++this.#searches, segments, bytes, wanted };
    const { promise, resolve, reject } = Promise.withResolvers<SearchFound>();
    const settle = (answer: Answer) => {
      signal.removeEventListener("abort", abort);
      this.#running.delete(search.n);
      if ("found" in answer) resolve(answer.found);
      else reject(new Error(answer.failure));
      this.#next();
    };
    const waiting = { search, settle };
    const abort = () => {
      this.#callOff(waiting);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    this.#queue.push(waiting);
    this.#next();
    return promise;
  };

  #callOff(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at >= 0) this.#queue.splice(at, 1);
    // it holds its place until the other thread has stopped
    else this.#send({ n: waiting.search.n, isOff: true });
  }

  #next(): void {
    while (this.#running.size < MAX_SEARCHES && this.#queue.length > 0) {
      const waiting = this.#queue.shift()!;
      this.#running.set(waiting.search.n, waiting);
      this.#send(waiting.search);
    }
  }

  #send(question: Question): void {
    const asked = this.#thread ??= this.#start();
    asked.then((port) => port.postMessage(question), (cause) => {
      if (this.#thread === asked) this.#thread = undefined; // the next search tries again
      throw cause;
    }).catch((cause) => this.#settle({ n: question.n, failure: messageOf(cause) }));
  }

  #settle(answer: Answer): void {
    this.#running.get(answer.n)?.settle(answer);
  }

  async #start(): Promise<SearchPort> {
    const { open, now } = this.#options;
    this.#ends = this.#ends.filter((at) => now() - at < SEARCH_THREAD_ENDS_MS);
    if (this.#ends.length >= MAX_SEARCH_THREAD_ENDS) {
      throw new Error(`The thread has ended ${this.#ends.length} times within a minute`);
    }
    const { port, ended } = await open().catch((cause) => {
      this.#ends.push(now());
      throw cause;
    });
    port.onmessage = ({ data }: MessageEvent<Answer>) => this.#settle(data);
    void ended.then(() => this.#hasEnded());
    return port;
  }

  #hasEnded(): void {
    this.#thread = undefined;
    this.#ends.push(this.#options.now());
    const failed = [...this.#running.keys()];
    this.#options.ended(failed.length);
    for (const n of failed) this.#settle({ n, failure: "The thread has ended" });
  }
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
      port.postMessage({ n, failure: messageOf(cause) } satisfies Answer);
    } finally {
      running.delete(n);
    }
  };
}
