/**
 * The rules of a room that several servers share.
 *
 * What is decided here holds here at once, and is asked of the others. Where they have decided something else
 * first, what was decided here is done again upon that, and asked again: so all come to the same rules.
 * Doing it twice must be the same as doing it once.
 */

import { MAX_RULES_BYTES } from "../limits.ts";
import type { HeldRules, RulesAnswer } from "../storage/journal.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import type { Member } from "./member.ts";
import { Rules, type RulesState } from "./rules.ts";

/** The rules with who has decided last. */
interface SharedState extends RulesState {
  readonly by: string;
}

/** What shared rules work with. */
export interface SharedRulesOptions {
  /** The rules that hold now. */
  readonly held: HeldRules;
  /** Since when the room has members, as far as this server knows: milliseconds since 1970. */
  readonly since: number;
  /** Resolves when what was asked for before is stored: the seat of who decides is. */
  readonly ready: () => Promise<void>;
  /** Asks the others. */
  readonly ask: (rules: SharedState, from: number, by: Member) => Promise<RulesAnswer>;
  /** Whether a member is still in the room. */
  readonly isHere: (member: Member) => boolean;
  /** Told that other rules hold than those that were seen here. `by` is empty where nobody has decided. */
  readonly changed: (before: Rules, after: Rules, by: string) => void;
  /** Told that what was decided here cannot be kept. */
  readonly failed: (cause: Error) => void;
}

interface Decision {
  readonly by: Member;
  readonly act: (rules: Rules) => unknown;
}

/** The rules as they are seen here. */
export class SharedRules {
  readonly #options: SharedRulesOptions;
  #held: HeldRules;
  #seen: Rules;
  /** What was decided here and does not hold at all servers yet, oldest first. */
  #decisions: readonly Decision[] = [];
  #isAsking = false;
  #waiting: (() => void)[] = [];

  constructor(options: SharedRulesOptions) {
    this.#options = options;
    this.#held = options.held;
    this.#seen = this.#done();
  }

  /** The rules that hold here. */
  get seen(): Rules {
    return this.#seen;
  }

  /** Decides something; `undefined` where there is no place for more. */
  decide<T>(by: Member, act: (rules: Rules) => T): T | undefined {
    const result = act(this.#seen);
    if (utf8Bytes(JSON.stringify(this.#seen.state)) > MAX_RULES_BYTES) {
      this.#seen = this.#done();
      return undefined;
    }
    this.#decisions = [...this.#decisions, { by, act }];
    if (!this.#isAsking) void this.#askAll();
    return result;
  }

  /** Resolves when all that was decided here before holds at all servers, or cannot be kept. */
  async agreed(): Promise<void> {
    while (this.#isAsking) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The log says what holds. */
  ruled(held: HeldRules): void {
    if (held.pos > this.#held.pos) this.#take(held);
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    while (this.#decisions.length > 0) {
      await this.#options.ready();
      const asked = this.#decisions;
      if (asked.length === 0) break;
      const { by } = asked.at(-1)!;
      try {
        const state = { ...this.#seen.state, by: by.nick };
        const answer = await this.#options.ask(state, this.#held.pos, by);
        if (answer.isDone) this.#decisions = this.#decisions.filter((one) => !asked.includes(one));
        this.#take(answer.pos > this.#held.pos ? answer : this.#held);
      } catch (cause) {
        this.#decisions = [];
        // nobody has decided what holds again
        this.#take(this.#held, "");
        this.#options.failed(cause as Error);
      }
    }
    this.#isAsking = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #take(held: HeldRules, by = (held.rules as SharedState | null)?.by ?? ""): void {
    const before = this.#seen;
    this.#held = held;
    if (held.rules === null) {
      // the room was empty: what those who have left had decided is forgotten with the rest
      this.#decisions = this.#decisions.filter(({ by }) => this.#options.isHere(by));
    }
    this.#seen = this.#done();
    this.#options.changed(before, this.#seen, by);
  }

  /** What holds, and upon it what was decided here since. */
  #done(): Rules {
    const rules = new Rules(this.#options.since, this.#held.rules ?? {});
    for (const { act } of this.#decisions) act(rules);
    return rules;
  }
}
