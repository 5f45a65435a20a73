/**
 * The four connections of a node: one writes, one reads and follows, one searches, one is for all that must
 * not wait behind either.
 */

import type { Client } from "./client.ts";
import { Database, type DatabaseOptions } from "./database.ts";
import { BEGIN_TIMELINE } from "./statements.ts";
import type { DatabaseHost } from "./url.ts";

/** What connections are opened with. */
export interface ConnectionsOptions extends Omit<DatabaseOptions, "onPromoted" | "onFault"> {
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** The connections of a node. */
export class Connections {
  readonly writing: Database;
  readonly reading: Database;
  /** For beats, names and wakes. */
  readonly control: Database;
  /** For searches: opened with the first one, or the first full block of messages. */
  readonly searching: Database;
  /** Told of what the reading one hears. */
  onNotified: (payload: string) => void = () => {};
  /** Looks whether a server that was promoted lacks what was seen here. */
  onPromoted: (client: Client) => Promise<void> = () => Promise.resolve();
  /** A connection that uses a server of a later timeline as it is. */
  readonly spare: () => Database;
  #fault = "";

  constructor({ warn, ...options }: ConnectionsOptions) {
    const onFault = ({ host, port }: DatabaseHost, why: string) => {
      // tried again and again: one line for each new reason
      const fault = `${host}:${port} ${why}`;
      if (fault !== this.#fault) warn("database not usable", { host, port, why });
      this.#fault = fault;
    };
    const onPromoted = async (client: Client, timeline: number) => {
      await client.run(BEGIN_TIMELINE, [timeline]);
      await this.onPromoted(client);
    };
    this.spare = () => new Database({ ...options, onFault, known: { ...options.known } });
    const shared = { ...options, onFault, onPromoted };
    this.writing = new Database(shared);
    const onNotified = (payload: string) => this.onNotified(payload);
    this.reading = new Database(shared, { listen: "chat", onNotified });
    this.control = new Database(shared);
    this.searching = new Database(shared);
  }

  close(): void {
    for (const one of [this.writing, this.reading, this.control, this.searching]) one.close();
  }
}
