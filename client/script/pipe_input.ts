/** A script's input, line by line, read no faster than it can be dealt with. */

import type { Phrases } from "../../i18n/phrases.ts";
import { reasonOf } from "../../i18n/reason.ts";
import { LineInput } from "../stdio/line_input.ts";

/** What a pipe's input works with. */
export interface PipeInputOptions {
  readonly input: ReadableStream<Uint8Array>;
  readonly phrases: Phrases;
  /** Takes a line, `undefined` when it was too long. The bytes are valid during the call only. */
  readonly take: (line: Uint8Array | undefined, number: number) => void;
  /** Whether more may be read now. */
  readonly mayRead: () => boolean;
  /** Gets a sentence when the rest of the input cannot be read. */
  readonly failed: (why: string) => void;
}

/** Reads lines, and hands each on. */
export class PipeInput {
  readonly #options: PipeInputOptions;
  readonly #lines: LineInput;
  #hasEnded = false;
  #isIgnored = false;
  #goOn = () => {};
  readonly #wantsToLeave = Promise.withResolvers<void>();

  constructor(options: PipeInputOptions) {
    this.#options = options;
    this.#lines = new LineInput(options.input);
  }

  /** Whether nothing more comes. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Reads to the end of the input. Never rejects. */
  async read(): Promise<void> {
    try {
      await this.#lines.read((line, number) => this.#take(line, number));
    } catch (cause) {
      const { phrases: { client, reasons }, failed } = this.#options;
      failed(client.pipeInputFailed(reasonOf(cause, reasons)));
    }
    this.#hasEnded = true;
    this.#wantsToLeave.resolve();
  }

  /** Something has changed: perhaps more may be read now. */
  resume(): void {
    if (this.#options.mayRead()) this.#goOn();
  }

  /** Hands on nothing more of what is read. */
  ignore(): void {
    this.#isIgnored = true;
  }

  /** Resolves at an empty line after {@linkcode ignore}, and at the end of the input. */
  get left(): Promise<void> {
    return this.#wantsToLeave.promise;
  }

  /** Ends reading. */
  async cancel(): Promise<void> {
    this.#goOn();
    await this.#lines.cancel();
  }

  /** Takes a line. Resolves when more may be read. */
  #take(line: Uint8Array | undefined, number: number): void | Promise<void> {
    const { take, mayRead } = this.#options;
    if (this.#isIgnored) return line?.length === 0 ? this.#wantsToLeave.resolve() : undefined;
    take(line, number);
    if (mayRead()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goOn = resolve;
    return promise;
  }
}
