/** A line to the database that breaks at every boundary of a message, as chance has it. */

import { setImmediate } from "node:timers";
import {
  type Client,
  type OpenClient,
  openClient,
  type Row,
  type Statement,
} from "../../../../server/storage/postgres/client.ts";
import type { Chance } from "../../../e2e/support/chance.ts";
import type { IdleClock } from "./idle_clock.ts";

/**
 * One statement in so many meets each of the faults: more of those that carry what is said, fewer of those with which
 * a connection begins, each of which costs the machine as much as a hundred of the others.
 */
const RARITY = 25;
const RARITY_OF_OTHERS = 120;
const CARRYING: ReadonlySet<string> = new Set(["say", "follow"]);

/** How a line breaks, and how often each of it has happened. */
export interface Breaks {
  /** The connection ends before the request is sent. */
  requestLost: number;
  /** The server has done it, and the connection ends. */
  answerLost: number;
  /** The answer comes when nobody waits for it any more. */
  answerLate: number;
  /** The request comes when it has been given up, and perhaps sent again. */
  requestLate: number;
  /** The connection ends at any moment while the server is at it. */
  cutInTheMiddle: number;
}

const KINDS: readonly (keyof Breaks)[] = [
  "requestLost",
  "answerLost",
  "answerLate",
  "requestLate",
  "cutInTheMiddle",
];

/** No break yet. */
export function noBreaks(): Breaks {
  return { requestLost: 0, answerLost: 0, answerLate: 0, requestLate: 0, cutInTheMiddle: 0 };
}

/** Opens connections that break until `heal` is called. */
export class BrokenLine {
  readonly breaks = noBreaks();
  readonly #chance: Chance;
  readonly #clock: IdleClock;
  #isBroken = true;

  constructor(chance: Chance, clock: IdleClock) {
    this.#chance = chance;
    this.#clock = clock;
  }

  /** Nothing breaks any more. */
  heal(): void {
    this.#isBroken = false;
  }

  readonly open: OpenClient = async (...how) => {
    const client = await this.#clock.during(openClient(...how));
    // what the node has ended may still send something here
    const late: (() => Promise<unknown>)[] = [];
    return {
      ...client,
      run: (statement, values) => this.#run(client, late, statement, values),
      destroy: () => void this.#destroy(client, late.splice(0)),
    };
  };

  async #run(
    client: Client,
    late: (() => Promise<unknown>)[],
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    // the database has another clock: by that, nobody here has died
    if (statement.name === "reap") return [];
    const send = () => this.#clock.during(client.run(statement, values));
    const rarity = CARRYING.has(statement.name) ? RARITY : RARITY_OF_OTHERS;
    const kind = this.#isBroken ? KINDS[this.#chance.below(rarity)] : undefined;
    if (kind === undefined) return await send();
    this.breaks[kind]++;
    switch (kind) {
      case "requestLost":
        break;
      case "answerLost":
        await send();
        break;
      case "answerLate":
        await send();
        return await new Promise(() => {});
      case "requestLate":
        late.push(send);
        return await new Promise(() => {});
      case "cutInTheMiddle":
        void this.#soon().then(() => client.destroy());
        return await send();
    }
    client.destroy();
    throw new Error(kind);
  }

  /** Ends a connection for the node; what is late is sent all the same. */
  async #destroy(client: Client, late: readonly (() => Promise<unknown>)[]): Promise<void> {
    for (const send of late) {
      await this.#soon();
      await send().catch(() => {}); // nobody waits for it
    }
    client.destroy();
  }

  /** Resolves after some turns of the event loop. */
  async #soon(): Promise<void> {
    for (let turns = this.#chance.below(8); turns >= 0; turns--) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
