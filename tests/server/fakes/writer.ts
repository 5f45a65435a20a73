/** A peer that takes bytes when a test says so. */

import { assert } from "@std/assert";
import { settled } from "../../support/virtual_clock.ts";

/** The far end of an outlet: what it has taken, and one write that waits to be taken. */
export class Writer {
  readonly #taken: Uint8Array[] = [];
  #waiting:
    | { readonly bytes: Uint8Array; finish(count: number): void; fail(cause: Error): void }
    | undefined;
  /** Writes begun. */
  writes = 0;
  /** Whether each write is taken at once. */
  fast: boolean;

  /** @param fast Whether each write is taken at once, whole. */
  constructor(fast = true) {
    this.fast = fast;
  }

  /** Writes `bytes`, of which some are taken when the test says so. */
  readonly write = (bytes: Uint8Array): Promise<number> => {
    assert(this.#waiting === undefined, "two writes are in flight at once");
    assert(bytes.length > 0, "a write of nothing");
    this.writes++;
    if (this.fast) {
      this.#taken.push(bytes.slice());
      return Promise.resolve(bytes.length);
    }
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#waiting = { bytes, finish: resolve, fail: reject };
    return promise;
  };

  /** Bytes of the write in flight; 0 when there is none. */
  get inFlight(): number {
    return this.#waiting?.bytes.length ?? 0;
  }

  /** What was taken so far, as bytes. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#taken.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.#taken) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** What was taken so far. */
  get text(): string {
    const decoder = new TextDecoder();
    const letters = this.#taken.map((bytes) => decoder.decode(bytes, { stream: true }));
    return letters.join("") + decoder.decode();
  }

  /** Takes up to `count` bytes of the write in flight, at least one, at most all; returns them. */
  async take(count = Infinity): Promise<Uint8Array> {
    const waiting = this.#waiting;
    assert(waiting !== undefined, "no write is in flight");
    this.#waiting = undefined;
    const taken = waiting.bytes.slice(0, Math.max(1, Math.min(count, waiting.bytes.length)));
    this.#taken.push(taken);
    waiting.finish(taken.length);
    await settled();
    return taken;
  }

  /** Takes whatever comes until nothing does any more. */
  async takeAll(): Promise<void> {
    while (this.#waiting !== undefined) await this.take();
  }

  /** Lets the write in flight fail. */
  async fail(cause: Error): Promise<void> {
    this.#waiting?.fail(cause);
    this.#waiting = undefined;
    await settled();
  }
}
