/**
 * Checks passwords, and limits how fast wrong ones can be tried.
 *
 * Guesses from one address wait in line: the more wrong guesses came lately, the longer the next one waits
 * before it is checked. A guess that is given up while it waits still costs its time. So neither many
 * connections nor short ones make guessing faster.
 */

import {
  GUESS_DELAY_MAX_MS,
  GUESS_DELAY_MIN_MS,
  GUESS_FORGIVEN_MS,
  MAX_GUESSERS,
  MAX_GUESSES_WAIT_MS,
} from "../limits.ts";
import { addressOwner } from "../../protocol/address.ts";
import type { Clock } from "../../runtime/clock.ts";

/** The result of a guess. `busy`: it was not checked, because too many from the same address wait. */
export type Verdict = "right" | "wrong" | "busy";

/** What is known of an address. */
interface Guesser {
  /** Wrong guesses that are not forgiven yet, and the time from which forgiving is counted. */
  wrong: number;
  since: number;
  /** When the next guess may be checked. */
  freeAt: number;
}

/** Tells a right password from a wrong one, and slows down guessing. */
export class PasswordCheck {
  readonly #key: CryptoKey;
  readonly #tag: ArrayBuffer;
  readonly #clock: Pick<Clock, "now" | "after">;
  /** By address. The one that guessed last is at the end. */
  readonly #guessers = new Map<string, Guesser>();

  private constructor(key: CryptoKey, tag: ArrayBuffer, clock: Pick<Clock, "now" | "after">) {
    this.#key = key;
    this.#tag = tag;
    this.#clock = clock;
  }

  /** Makes a check for `password`. */
  static async create(
    password: string,
    clock: Pick<Clock, "now" | "after">,
  ): Promise<PasswordCheck> {
    // verify() of an HMAC takes the same time, however much of the guess is right
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign", "verify"]);
    const tag = await crypto.subtle.sign("HMAC", key, encode(password));
    return new PasswordCheck(key, tag, clock);
  }

  /** How many addresses are remembered. */
  get guessers(): number {
    return this.#guessers.size;
  }

  /**
   * Checks a guess from `address` when its turn comes.
   *
   * @param isWanted Called at that time: whether anybody still waits for the answer.
   */
  async try(guess: string, address: string, isWanted: () => boolean): Promise<Verdict> {
    const guesser = this.#guesser(addressOwner(address));
    const now = this.#clock.now();
    const turn = Math.max(now, guesser.freeAt);
    if (turn - now > MAX_GUESSES_WAIT_MS) return "busy";
    // counts as wrong until it is checked: guesses that come meanwhile wait behind it
    if (guesser.wrong++ === 0) guesser.since = now;
    guesser.freeAt = turn + delayAfter(guesser.wrong);
    if (turn > now) await this.#wait(turn - now);
    if (!isWanted()) return "busy";
    if (!await crypto.subtle.verify("HMAC", this.#key, this.#tag, encode(guess))) return "wrong";
    guesser.wrong = Math.max(0, guesser.wrong - 1);
    return "right";
  }

  #guesser(owner: string): Guesser {
    const now = this.#clock.now();
    const known = this.#guessers.get(owner);
    const guesser = known ?? { wrong: 0, since: now, freeAt: 0 };
    const forgiven = Math.floor((now - guesser.since) / GUESS_FORGIVEN_MS);
    guesser.wrong = Math.max(0, guesser.wrong - forgiven);
    guesser.since += forgiven * GUESS_FORGIVEN_MS;
    // keeps the map in the order of the last guess
    this.#guessers.delete(owner);
    this.#guessers.set(owner, guesser);
    if (this.#guessers.size > MAX_GUESSERS) {
      this.#guessers.delete(this.#guessers.keys().next().value!);
    }
    return guesser;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}

/** How long the next guess waits after `wrong` wrong ones. The first two may be typing errors. */
function delayAfter(wrong: number): number {
  if (wrong < 2) return 0;
  return Math.min(GUESS_DELAY_MAX_MS, GUESS_DELAY_MIN_MS * 2 ** Math.min(wrong - 2, 30));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  // another system may compose the same letters differently (RFC 8265)
  return new TextEncoder().encode(text.normalize("NFC"));
}
