/** A script's input as messages, read no faster than the server takes them. */

import type { Phrases } from "../../i18n/phrases.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { checkText } from "../../protocol/text.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { reasonOf } from "../../i18n/reason.ts";
import { type InputLine, LineInput } from "../stdio/line_input.ts";

/** What a pipe's input works with. */
export interface PipeInputOptions {
  readonly input: ReadableStream<Uint8Array>;
  readonly phrases: Phrases;
  /** Sends a message. Returns whether more may be read now. */
  readonly send: (text: string) => boolean;
  /** Gets a sentence about what cannot be sent: a line, or the rest of an input that cannot be read. */
  readonly refused: (why: string) => void;
}

/** Reads lines, and sends each that is a message. */
export class PipeInput {
  readonly #options: PipeInputOptions;
  readonly #lines: LineInput;
  #hasEnded = false;
  #isIgnored = false;
  #resume = () => {};

  constructor(options: PipeInputOptions) {
    this.#options = options;
    this.#lines = new LineInput(options.input);
  }

  /** Whether all of the input was read. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Reads to the end of the input. Never rejects. */
  async read(): Promise<void> {
    try {
      await this.#lines.read((line, number) => this.#take(line, number));
    } catch (cause) {
      const { phrases: { client, reasons }, refused } = this.#options;
      refused(client.pipeInputFailed(reasonOf(cause, reasons)));
    }
    this.#hasEnded = true;
  }

  /** More may be read now. */
  resume(): void {
    this.#resume();
  }

  /** Sends nothing more of what is read. */
  ignore(): void {
    this.#isIgnored = true;
  }

  /** Ends reading. */
  async cancel(): Promise<void> {
    this.#resume();
    await this.#lines.cancel();
  }

  /** Takes a line. Resolves when more may be read. */
  #take(line: InputLine, number: number): void | Promise<void> {
    const { phrases: { client, server }, send } = this.#options;
    if (this.#isIgnored) return;
    if (line === undefined) return this.#refuse(number, client.pipeTooLong(MAX_LINE_BYTES));
    const checked = checkText(line);
    if (!checked.ok) {
      if (checked.fault === "text_empty") return;
      return this.#refuse(number, faultText(checked, server));
    }
    if (send(checked.value)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    return promise;
  }

  #refuse(number: number, why: string): void {
    const { phrases: { client }, refused } = this.#options;
    refused(client.pipeLineRefused(number, why));
  }
}
