/**
 * What is in no log waits for its turn behind what the log is still to store. So all who see both see
 * them in the order in which they were asked for, and nothing is written for it.
 */

/** The events of one room that are on their way, and what waits behind them. */
export class RoomTurns {
  /** Events that were ever asked for, and how many of them were handed back. */
  #asked = 0;
  #returned = 0;
  /** Oldest first. `after`: how many events must be handed back before. */
  #waiting: { readonly after: number; readonly act: () => void }[] = [];

  /** Whether an event is on its way. */
  get isBusy(): boolean {
    return this.#returned < this.#asked;
  }

  /** An event was asked for. */
  asked(): void {
    this.#asked++;
  }

  /** The oldest event on its way was handed back: what waits right behind it has its turn. */
  returned(): void {
    this.#returned++;
    if (this.#waiting.length > 0) this.#run();
  }

  #run(): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.after <= this.#returned) {
      this.#waiting.shift()!.act();
    }
  }

  /** Does `act` when all that was asked for before is handed back: at once if that is so now. */
  behind(act: () => void): void {
    if (this.isBusy) this.#waiting.push({ after: this.#asked, act });
    else act();
  }
}

/** A room, as the turns of members see it. */
export interface Busy {
  readonly isBusy: boolean;
  behind(act: () => void): void;
}

interface Turn {
  /** How many rooms it waits for. */
  left: number;
  readonly act: () => void;
}

/** What members are told beside the log, in order for each of them. */
export class MemberTurns<Member> {
  readonly #turns = new Map<Member, Turn[]>();

  /**
   * Does `act`, which tells `member` something, behind all that `rooms` were asked for before, and behind
   * what it waits to be told already.
   */
  behind(member: Member, rooms: readonly Busy[], act: () => void): void {
    const busy = rooms.filter((room) => room.isBusy);
    const turns = this.#turns.get(member);
    if (busy.length === 0 && turns === undefined) return act();
    const turn = { left: busy.length, act };
    if (turns === undefined) this.#turns.set(member, [turn]);
    else turns.push(turn);
    for (const room of busy) {
      room.behind(() => {
        turn.left--;
        this.#run(member);
      });
    }
  }

  #run(member: Member): void {
    const turns = this.#turns.get(member) ?? [];
    while (turns[0]?.left === 0) turns.shift()!.act();
    if (turns.length === 0) this.#turns.delete(member);
  }
}
