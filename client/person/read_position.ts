/** How far the user has read: what was on the screen while somebody was in front of it. */

import type { Clock } from "../../runtime/clock.ts";
import { SEEN_DELAY_MS } from "../limits.ts";

/** The newest message that was read in a room. */
interface Mark {
  readonly id: number;
  readonly ts: string;
}

/** What the reading works with. */
export interface ReadPositionOptions {
  readonly clock: Clock;
  /** Whether what is printed counts as read at once: the terminal tells nothing. */
  readonly isBlind: boolean;
  /** All of `room` up to `id`, said at `ts`, is read. */
  readonly seen: (room: string, id: number, ts: string) => void;
}

/** Knows whether the terminal has the focus, as far as it tells; without that, a key tells it. */
export class ReadPosition {
  readonly #options: ReadPositionOptions;
  #focus: "unknown" | "in" | "out" = "unknown";
  /** Whether another program has the terminal. */
  #isHidden = false;
  readonly #printed = new Map<string, Mark>();
  readonly #read = new Map<string, Mark>();
  #cancel: (() => void) | undefined;

  constructor(options: ReadPositionOptions) {
    this.#options = options;
  }

  /** Whether the user looks at something else: another window, or another program in this one. */
  get isElsewhere(): boolean {
    return this.#focus === "out" || this.#isHidden;
  }

  /** A message was printed. */
  printed(room: string, { id, ts }: Mark): void {
    if (id === 0) return;
    this.#printed.set(room, { id, ts });
    if (!this.#isHidden && (this.#focus === "in" || this.#options.isBlind)) this.#turn();
  }

  /** Another program has the terminal, or has given it back. */
  hide(isHidden: boolean): void {
    this.#isHidden = isHidden;
    if (!isHidden && this.#focus === "in") this.#turn();
  }

  /** A key was pressed: somebody is in front of the screen, also where no report told that the focus is back. */
  key(): void {
    if (this.#focus === "out") this.#focus = "unknown";
    this.#turn();
  }

  /** The terminal has got the focus, or lost it. */
  focus(isIn: boolean): void {
    this.#focus = isIn ? "in" : "out";
    if (isIn) this.#turn();
  }

  /** Tells what was read and not told yet. */
  close(): void {
    this.#cancel?.();
    this.#tell();
  }

  /** What was printed so far is read. */
  #turn(): void {
    for (const [room, mark] of this.#printed) this.#read.set(room, mark);
    this.#printed.clear();
    if (this.#read.size > 0) {
      this.#cancel ??= this.#options.clock.after(SEEN_DELAY_MS, () => this.#tell());
    }
  }

  #tell(): void {
    this.#cancel = undefined;
    for (const [room, { id, ts }] of this.#read) this.#options.seen(room, id, ts);
    this.#read.clear();
  }
}
