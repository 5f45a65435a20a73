/** Warnings about the client's own files: they must not be printed over the screen. */

import type { ReasonPhrases } from "../../i18n/en/system_errors.ts";
import { reasonOf } from "../../i18n/reason.ts";
import { oneLine } from "../stdio/text_lines.ts";

/** Prints warnings, but holds them back while a screen is shown. */
export class DeferredWarnings {
  readonly #warn: (text: string) => void;
  readonly #reasons: ReasonPhrases;
  readonly #held: string[] = [];
  #isHolding = false;

  constructor(warn: (text: string) => void, reasons: ReasonPhrases) {
    this.#warn = warn;
    this.#reasons = reasons;
  }

  /** Makes what a part of the client calls with an error that it survives. */
  readonly from = (say: (why: string) => string) => (error: unknown): void => {
    this.add(say(oneLine(reasonOf(error, this.#reasons))));
  };

  /** Prints a warning, now or when the screen has gone. */
  add(warning: string): void {
    this.#held.push(warning);
    if (!this.#isHolding) this.release();
  }

  /** Holds warnings back from now on. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Prints the warnings held back so far. */
  release(): void {
    for (const text of this.#held.splice(0)) this.#warn(`${text}\n`);
  }
}
