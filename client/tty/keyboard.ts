/**
 * Reads the keyboard, and lets another program read it for a while.
 *
 * A read of a terminal cannot be cancelled: it takes the next key, whoever that is meant for. So before
 * the other program starts, the terminal itself is asked for something: its answer ends the read.
 *
 * @module
 */
import type { Clock } from "../../runtime/clock.ts";
import {
  ESCAPE_SILENCE_MS,
  MAX_KEYBOARD_READ_BYTES,
  PASTE_SILENCE_MS,
  TERMINAL_ANSWER_MS,
} from "../limits.ts";
import type { Key } from "./key.ts";
import type { KeyDecoder, Waiting } from "./key_decoder.ts";

const SILENCE_MS: Readonly<Record<Exclude<Waiting, "nothing">, number>> = {
  escape: ESCAPE_SILENCE_MS,
  paste: PASTE_SILENCE_MS,
};

/** What a keyboard works with. */
export interface KeyboardOptions {
  readonly input: { read(into: Uint8Array): Promise<number | null> };
  readonly decoder: KeyDecoder;
  readonly onKey: (key: Key) => void;
  readonly clock: Pick<Clock, "after">;
}

/** How the terminal is asked for an answer. */
export interface Question {
  /** Asks the terminal for its status (DSR, ECMA-48 8.3.35). */
  readonly ask: () => void;
  /** It has not answered in time: only a key ends the read now. */
  readonly late: () => void;
}

/** Somebody who waits until nothing is read. */
interface Holder {
  /** Whether the terminal has answered, or will not. */
  isAnswered: boolean;
  readonly resolve: (isHeld: boolean) => void;
  readonly cancel: () => void;
}

/** The keys of a terminal. */
export class Keyboard {
  readonly #options: KeyboardOptions;
  #isReading = false;
  #holder: Holder | undefined;
  /** Resolves when the keyboard is read again; `undefined` while it is. */
  #released: PromiseWithResolvers<void> | undefined;

  constructor(options: KeyboardOptions) {
    this.#options = options;
  }

  /**
   * Hands each key to `onKey` until the input ends.
   *
   * @throws {Error} what `input` throws. A terminal that was closed gives an error, not an end.
   */
  async run(): Promise<void> {
    const { decoder, clock } = this.#options;
    const bytes = new Uint8Array(MAX_KEYBOARD_READ_BYTES);
    let cancel = () => {};
    try {
      for (let n = await this.#read(bytes); n !== null; n = await this.#read(bytes)) {
        cancel();
        this.#take(decoder.feed(bytes.subarray(0, n)));
        const { waiting } = decoder;
        cancel = waiting === "nothing"
          ? () => {}
          : clock.after(SILENCE_MS[waiting], () => this.#take(decoder.flush()));
      }
    } finally {
      cancel();
      this.release();
    }
    this.#take(decoder.flush());
  }

  /**
   * Resolves to true when nothing is read any more, until {@linkcode release}; to false where that came
   * first. Keys that arrive before are handed on.
   */
  async hold({ ask, late }: Question): Promise<boolean> {
    if (!this.#isReading) {
      this.#released ??= Promise.withResolvers();
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#options.clock.after(TERMINAL_ANSWER_MS, () => {
      holder.isAnswered = true;
      late();
    });
    const holder: Holder = { isAnswered: false, resolve, cancel };
    this.#holder = holder;
    ask();
    return await promise;
  }

  /** Reads on. */
  release(): void {
    this.#holder?.cancel();
    this.#holder?.resolve(false);
    this.#holder = undefined;
    this.#released?.resolve();
    this.#released = undefined;
  }

  async #read(into: Uint8Array): Promise<number | null> {
    const holder = this.#holder;
    // half a key may be followed by the rest of the answer
    if (holder?.isAnswered === true && this.#options.decoder.waiting === "nothing") {
      this.#holder = undefined;
      holder.cancel();
      this.#released = Promise.withResolvers();
      holder.resolve(true);
    }
    if (this.#released !== undefined) await this.#released.promise;
    this.#isReading = true;
    try {
      return await this.#options.input.read(into);
    } finally {
      this.#isReading = false;
    }
  }

  #take(keys: readonly Key[]): void {
    for (const key of keys) {
      const isAnswer = key.type === "chord" && key.chord === "DeviceStatus";
      if (!isAnswer) this.#options.onKey(key);
      else if (this.#holder !== undefined) this.#holder.isAnswered = true;
    }
  }
}
