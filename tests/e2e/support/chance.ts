/** Chance that can be had again: a test prints its seed, and CHAT_TEST_SEED replays it. */

/** Random numbers from a seed (mulberry32, by Tommy Ettinger, public domain). */
export class Chance {
  readonly seed: number;
  #state: number;

  constructor(seed: number) {
    this.seed = seed;
    this.#state = seed;
  }

  /** A seed of its own, or the one in CHAT_TEST_SEED; printed, for whoever has to replay it. */
  static announced(what: string): Chance {
    const given = Deno.env.get("CHAT_TEST_SEED");
    const seed = given ? Number(given) : crypto.getRandomValues(new Uint32Array(1))[0]!;
    console.log(`${what}: CHAT_TEST_SEED=${seed}`);
    return new Chance(seed);
  }

  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 2 ** 32 * end);
  }

  /** One of these. */
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** A text to say: short or long, of one line or several, in several scripts. */
  text(): string {
    const word = () => this.pick(["съешь", "ещё", "wölf", "tea", "🐞", "字", '"', "\\", "  "]);
    const words = Array.from({ length: 1 + this.below(this.pick([3, 20, 90])) }, word);
    return `${this.below(1e9)} ${words.join(this.pick([" ", " ", "\n"]))} .`;
  }
}
