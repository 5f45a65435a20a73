/** Databases with the schema of a cluster, for tests of its nodes. */

import { type Clock, SystemClock } from "../../../../runtime/clock.ts";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import { openPostgresBackbone } from "../../../../server/storage/postgres/backbone.ts";
import type { OpenClient } from "../../../../server/storage/postgres/client.ts";
import { SESSION_SETTINGS } from "../../../../server/storage/postgres/database.ts";
import { migrationFrom } from "../../../../server/storage/postgres/schema.ts";
import { parseClusterUrl } from "../../../../server/storage/postgres/url.ts";
import type { Postgres } from "../../../support/postgres.ts";

/** A database of a cluster, and the nodes that were opened on it. */
export class ClusterDatabase {
  readonly #postgres: Postgres;
  readonly name: string;
  readonly clock = new SystemClock();
  readonly warnings: string[] = [];
  #nodes = 0;

  private constructor(postgres: Postgres, name: string) {
    this.#postgres = postgres;
    this.name = name;
  }

  /** Makes one. */
  static async make(postgres: Postgres): Promise<ClusterDatabase> {
    const name = await postgres.database();
    await postgres.primary.query(migrationFrom(0), name);
    return new ClusterDatabase(postgres, name);
  }

  /** How clients reach it. */
  get where() {
    const { hosts, user, database } = parseClusterUrl(this.#postgres.url(this.name))!;
    const application = "chat/test";
    const settings = SESSION_SETTINGS;
    return {
      hosts,
      client: { user, database, password: undefined, application, tls: undefined, settings },
    };
  }

  /** A node on it, of its own or of a given home. */
  async node(
    { home, open, keepMs, clock = this.clock }: {
      home?: string;
      open?: OpenClient;
      keepMs?: number;
      clock?: Clock;
    } = {},
  ): Promise<Backbone> {
    const number = ++this.#nodes;
    return await openPostgresBackbone({
      ...this.where,
      ...(open === undefined ? {} : { open }),
      known: { system: undefined, timeline: 0 },
      identity: { home: home ?? crypto.randomUUID(), address: `node${number}:65432` },
      clock,
      keepMs,
      unsafe: true,
      warn: (message) => void this.warnings.push(message),
    });
  }

  /** Asks as the owner until there is an answer. */
  until(sql: string): Promise<string> {
    return this.#postgres.primary.until(sql, this.name);
  }

  /** Removes it. Its nodes have been closed. */
  async drop(): Promise<void> {
    this.clock.cancelAll();
    await this.#postgres.primary.query(`drop database ${this.name} with (force)`);
  }

  /** Runs SQL as the owner. */
  query(sql: string): Promise<string> {
    return this.#postgres.primary.query(sql, this.name);
  }
}
