/** Warnings about the client's own files: they must not be printed over the screen. */

import { messageOf } from "../../runtime/message_of.ts";
import { oneLine } from "../stdio/text_lines.ts";

/** Prints warnings, but holds them back while a screen is shown. */
export class DeferredWarnings {
  readonly #warn: (text: string) => void;
  readonly #held: string[] = [];
  #isHolding = false;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** Makes what a part of the client calls with an error that it survives. */
  readonly from = (say: (why: string) => string) => (error: unknown): void => {
    this.#held.push(say(oneLine(messageOf(error))));
    if (!this.#isHolding) this.release();
  };

  /** Holds warnings back from now on. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Prints the warnings held back so far. */
  release(): void {
    for (const text of this.#held.splice(0)) this.#warn(`${text}\n`);
  }
}
