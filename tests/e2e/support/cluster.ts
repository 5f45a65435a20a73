/** Several servers on one database, each a real process. */

import {
  type Ended,
  type Process,
  runChat,
  type Server,
  type ServerOptions,
  startServer,
} from "../../support/process.ts";
import { poll } from "../../support/poll.ts";
import type { WebServer } from "./web.ts";
import { Postgres, type PostgresOptions } from "../../support/postgres.ts";

/** A node that takes clients of all kinds. */
export interface OpenNode extends WebServer {
  readonly ircPort: number;
}

/** A database with its schema, made by `chat cluster init`. */
export class Cluster implements AsyncDisposable {
  readonly postgres: Postgres;
  readonly #database: string;
  readonly #nodes: Server[] = [];

  private constructor(postgres: Postgres, database: string) {
    this.postgres = postgres;
    this.#database = database;
  }

  /** Starts PostgreSQL and makes the schema. */
  static async start(options: PostgresOptions): Promise<Cluster> {
    const postgres = await Postgres.start(options);
    const database = await postgres.database();
    const cluster = new Cluster(postgres, database);
    const { code, stderr } = await cluster.run("init", postgres.ownerUrl(database), "--yes");
    if (code !== 0) throw new Error(stderr);
    return cluster;
  }

  /** The URL of the database. */
  get url(): string {
    return this.postgres.url(this.#database);
  }

  /** The name of the database. */
  get database(): string {
    return this.#database;
  }

  /** Runs `chat cluster`. */
  run(...args: string[]): Promise<Ended> {
    return runChat(["cluster", ...args]);
  }

  /** Starts a node. */
  async node(...args: string[]): Promise<Server> {
    return await this.nodeWith({ args });
  }

  /** Starts a node, perhaps on a data folder that there is already. */
  async nodeWith({ args = [], ...options }: ServerOptions): Promise<Server> {
    const node = await startServer({ ...options, args: ["--cluster", this.url, ...args] });
    this.#nodes.push(node);
    return node;
  }

  /** Starts a node with all doors. */
  async openNode(...args: string[]): Promise<OpenNode> {
    const node = await this.node("--irc-port", "0", "--web-port", "0", "--rate", "0", ...args);
    const port = async (door: string) => {
      const [, port] = await node.process.waitForOutput(new RegExp(`^${door} on .+:(\\d+)$`, "m"));
      return Number(port);
    };
    const webAddress = { ...node.address, port: await port("web") };
    return { ...node, ircPort: await port("irc"), webAddress };
  }

  /** Starts two such nodes, one after the other. */
  async openTwo(...args: string[]): Promise<[OpenNode, OpenNode]> {
    return [await this.openNode(...args), await this.openNode(...args)];
  }

  /** Runs SQL as the owner, at the primary. */
  query(sql: string): Promise<string> {
    return this.postgres.primary.query(sql, this.#database);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) {
      resume(node.process);
      await node[Symbol.asyncDispose]();
    }
    await this.postgres[Symbol.asyncDispose]();
  }
}

/** Stops a process where it is; resolves when all its threads stand still, which takes a moment. */
export async function freeze(process: Process): Promise<void> {
  process.signal("SIGSTOP");
  const folder = `/proc/${process.pid}/task`;
  await poll("all threads to stand still", async () => {
    const states: string[] = [];
    for await (const { name } of Deno.readDir(folder)) {
      const stat = await Deno.readTextFile(`${folder}/${name}/stat`);
      states.push(stat.split(") ").at(-1)![0]!);
    }
    return states.every((state) => state === "T") || undefined;
  }, { everyMs: 1 });
}

/** Lets a process go on that a test has stopped. */
export function resume(process: Process): void {
  process.signal("SIGCONT");
}
