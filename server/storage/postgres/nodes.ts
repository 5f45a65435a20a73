/** The other nodes of a cluster, as clients can reach them. */

import { MAX_NODES } from "../../../protocol/limits.ts";
import { NODES_LOOK_MS, SILENT_NODE_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { NodeList, NodePlace } from "../cluster.ts";
import type { Database } from "./database.ts";
import { ADVERTISE, OTHERS } from "./statements.ts";

/** What the list works with. */
export interface NodesOptions {
  readonly database: Pick<Database, "run">;
  readonly clock: Clock;
  /** The number of this node. */
  readonly node: number;
  /** For how long the database has confirmed nothing, in milliseconds. */
  readonly waitingMs: () => number;
}

/** Looks now and then which nodes there are. */
export class PostgresNodes implements NodeList {
  readonly #options: NodesOptions;
  #others: readonly NodePlace[] = [];
  #cancel = () => {};
  #isClosed = false;

  constructor(options: NodesOptions) {
    this.#options = options;
    void this.#look();
  }

  get others(): readonly NodePlace[] {
    return this.#others;
  }

  get waitingMs(): number {
    return this.#options.waitingMs();
  }

  async advertise(place: NodePlace | undefined): Promise<void> {
    const { database, node } = this.#options;
    const value = place === undefined ? null : JSON.stringify(place);
    await database.run(ADVERTISE, [node, value]).catch(() => {
      // the others do not name this node then; its members find them all the same
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { database, clock, node } = this.#options;
    try {
      const rows = await database.run(OTHERS, [node, SILENT_NODE_MS, MAX_NODES]);
      this.#others = rows.map(({ place }) => place as NodePlace);
    } catch {
      // those that were there are the best that is known
    }
    if (this.#isClosed) return;
    this.#cancel = clock.after(NODES_LOOK_MS, () => void this.#look());
  }
}
