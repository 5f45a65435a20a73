/** What members of a cluster are told besides the chat: that their server lives, or that it waits. */

import type { Clock } from "../../runtime/clock.ts";
import { MAX_SILENCE_MS, SIGN_LOOK_MS, WAITING_AFTER_MS, WAITING_EVERY_MS } from "../limits.ts";
import type { NodeList } from "../storage/cluster.ts";
import type { Member } from "./member.ts";

/** What the signs of life come from. */
export interface LifeSignsOptions {
  readonly clock: Clock;
  readonly nodes: Pick<NodeList, "waitingMs">;
  /** Those who are told. */
  readonly members: () => Iterable<Member>;
}

/** Tells members now and then. */
export class LifeSigns implements Disposable {
  readonly #options: LifeSignsOptions;
  /** When they were told last that the server waits; `undefined` while it does not. */
  #toldAt: number | undefined;
  #livedAt: number;
  #cancel = () => {};

  constructor(options: LifeSignsOptions) {
    this.#options = options;
    this.#livedAt = options.clock.now();
    this.#later();
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #later(): void {
    this.#cancel = this.#options.clock.after(SIGN_LOOK_MS, () => {
      this.#look();
      this.#later();
    });
  }

  #look(): void {
    const { clock, nodes } = this.#options;
    const now = clock.now();
    const ms = Math.round(nodes.waitingMs);
    if (ms >= WAITING_AFTER_MS) {
      if (this.#toldAt !== undefined && now - this.#toldAt < WAITING_EVERY_MS) return;
      const isNews = this.#toldAt === undefined;
      this.#toldAt = now;
      return this.#tell((member) => member.waits?.(ms, isNews));
    }
    if (this.#toldAt !== undefined) {
      this.#toldAt = undefined;
      return this.#tell((member) => member.waits?.(0, false));
    }
    // each look finds out whether something went out since the one before
    if (now - this.#livedAt < MAX_SILENCE_MS / 2) return;
    this.#livedAt = now;
    this.#tell((member) => member.lives?.());
  }

  #tell(tell: (member: Member) => void): void {
    for (const member of this.#options.members()) tell(member);
  }
}
