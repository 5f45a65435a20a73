/** Asks one connection for the password, in every dialect. */

import { GUESS_FORGIVEN_MS, MAX_WRONG_PASSWORDS } from "../limits.ts";
import { Refused } from "../chat/member.ts";
import type { Peer, Services } from "./dialect.ts";

/** Is passed when the server has no password, or when the right one was given. */
export class PasswordPrompt {
  readonly #peer: Peer;
  readonly #services: Services;
  #wrong = 0;
  #isPassed: boolean;

  constructor(peer: Peer, services: Services) {
    this.#peer = peer;
    this.#services = services;
    this.#isPassed = services.passwordCheck === undefined;
  }

  /** Whether no password is needed any more. */
  get isPassed(): boolean {
    return this.#isPassed;
  }

  /** Whether there were too many wrong ones: the connection must end. */
  get isExhausted(): boolean {
    return this.#wrong >= MAX_WRONG_PASSWORDS;
  }

  /**
   * Resolves when `guess` is the right password. After wrong ones the check is delayed.
   *
   * @throws {Refused} `password`: it is missing or wrong, or too many wait to be checked.
   */
  async answer(guess: string | undefined): Promise<void> {
    const { passwordCheck, phrases, log } = this.#services;
    if (this.#isPassed || passwordCheck === undefined) return;
    if (guess === undefined) throw new Refused("password", phrases.passwordWanted);
    const { address, endpoint } = this.#peer;
    const verdict = await passwordCheck.try(guess, address, () => !this.#peer.ended);
    this.#isPassed = verdict === "right";
    if (this.#isPassed) return;
    if (verdict === "busy") {
      throw new Refused("password", phrases.passwordBusy, { retry_ms: GUESS_FORGIVEN_MS });
    }
    this.#wrong++;
    log("warn", "wrong password", { peer: endpoint });
    throw new Refused(
      "password",
      this.isExhausted ? phrases.passwordSpent(MAX_WRONG_PASSWORDS) : phrases.passwordWrong,
    );
  }
}
