/**
 * The password of a server: right or wrong, and how fast wrong ones may be tried.
 *
 * Each address has its turn: the more wrong guesses came from it lately, the longer the next one
 * waits before anybody looks at it. A guess given up while it waits has cost its time all the same,
 * so that neither many connections nor short ones make guessing faster.
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

/** What became of a guess; `busy`: nobody looked at it, too many of the same address wait. */
export type Verdict = "right" | "wrong" | "busy";

/** What is known of an address. */
interface Guesser {
  /** Wrong guesses that are not forgiven yet, and since when the oldest of them is forgiven. */
  wrong: number;
  since: number;
  /** When the next guess may be looked at. */
  freeAt: number;
}

/** Tells a right password from a wrong one, and slows down guessing. */
export class PasswordCheck {
  readonly #key: CryptoKey;
  readonly #tag: ArrayBuffer;
  readonly #clock: Pick<Clock, "now" | "after">;
  /** By address, the one that was heard of last at the end. */
  readonly #guessers = new Map<string, Guesser>();

  private constructor(key: CryptoKey, tag: ArrayBuffer, clock: Pick<Clock, "now" | "after">) {
    this.#key = key;
    this.#tag = tag;
    this.#clock = clock;
  }

  /** A check that takes `password` for right. */
  static async create(
    password: string,
    clock: Pick<Clock, "now" | "after">,
  ): Promise<PasswordCheck> {
    // verify() of an HMAC takes the same time however much of the guess is right
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign", "verify"]);
    const tag = await crypto.subtle.sign("HMAC", key, encode(password));
    return new PasswordCheck(key, tag, clock);
  }

  /** Addresses that are remembered. */
  get guessers(): number {
    return this.#guessers.size;
  }

  /**
   * Looks at a guess from `address` when its turn comes.
   *
   * @param isWanted Asked when the turn has come: whether anybody waits for the answer still.
   */
  async try(guess: string, address: string, isWanted: () => boolean): Promise<Verdict> {
    const guesser = this.#guesser(addressOwner(address));
    const now = this.#clock.now();
    const turn = Math.max(now, guesser.freeAt);
    if (turn - now > MAX_GUESSES_WAIT_MS) return "busy";
    // taken for wrong until it is known, so that those that come meanwhile wait behind it
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
    // so that the map is in the order in which they were heard of
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

/** How long the next guess waits after so many wrong ones; the first two are typing errors. */
function delayAfter(wrong: number): number {
  if (wrong < 2) return 0;
  return Math.min(GUESS_DELAY_MAX_MS, GUESS_DELAY_MIN_MS * 2 ** Math.min(wrong - 2, 30));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  // typed on another system the same letters may be composed otherwise (RFC 8265)
  return new TextEncoder().encode(text.normalize("NFC"));
}
