/** The password as one connection is asked for it, whatever it speaks. */

import { MAX_WRONG_PASSWORDS } from "../limits.ts";
import { Refused } from "../chat/member.ts";
import type { Line } from "./dialect.ts";

/** Closed on a server with a password until the right one has come. */
export class Lock {
  readonly #line: Line;
  #wrong = 0;
  #isOpen: boolean;

  constructor(line: Line) {
    this.#line = line;
    this.#isOpen = line.passwordCheck === undefined;
  }

  /** Whether no password is wanted, any more or at all. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether so many were wrong that the connection is to be ended. */
  get isSpent(): boolean {
    return this.#wrong >= MAX_WRONG_PASSWORDS;
  }

  /**
   * Opens with the right password; when it takes its time, because of wrong ones.
   *
   * @throws {Refused} `password`, and the lock stays closed.
   */
  async open(guess: string | undefined): Promise<void> {
    const { passwordCheck, address, peer, hub: { options: { phrases } } } = this.#line;
    if (this.#isOpen || passwordCheck === undefined) return;
    if (guess === undefined) throw new Refused("password", phrases.passwordWanted);
    const verdict = await passwordCheck.try(guess, address, () => !this.#line.ended);
    this.#isOpen = verdict === "right";
    if (this.#isOpen) return;
    if (verdict === "busy") throw new Refused("password", phrases.passwordBusy);
    this.#wrong++;
    this.#line.log("warn", "wrong password", { peer });
    throw new Refused(
      "password",
      this.isSpent ? phrases.passwordSpent(MAX_WRONG_PASSWORDS) : phrases.passwordWrong,
    );
  }
}
