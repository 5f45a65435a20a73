/**
 * The backbone that several servers share: the order of every room, and who has which nickname, are in
 * PostgreSQL.
 *
 * What is in server/storage/postgres/ knows no members, sockets or dialects: only events, names, the
 * database and time.
 */

import {
  BEAT_MS,
  DRAIN_MS,
  MAX_ROOMS,
  MOVE_MS,
  NODE_DEAD_MS,
  SILENT_NODE_MS,
} from "../../limits.ts";
import { checkRoom } from "../../../protocol/names.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { onceAtATime } from "../../../runtime/once_at_a_time.ts";
import { within } from "../../../runtime/within.ts";
import { type Backbone, type RoomInUse, StorageError, type StorageHealth } from "../backbone.ts";
import type { Opened, Sink, Stored } from "../journal.ts";
import { orUnreachable } from "./ask.ts";
import { PostgresBans } from "./bans.ts";
import { type Client, type ClientOptions, type OpenClient, openClient } from "./client.ts";
import { PostgresReport } from "./cluster_report.ts";
import { Connections } from "./connections.ts";
import { Lost, type Refusal } from "./database_error.ts";
import { Follower } from "./follower.ts";
import type { KnownHost } from "./host_state.ts";
import { findLosses } from "./losses.ts";
import { PostgresMarks } from "./marks.ts";
import { Membership } from "./membership.ts";
import { Mending } from "./mending.ts";
import { OpenRooms } from "./open_rooms.ts";
import { PostgresNodes } from "./nodes.ts";
import { PostgresNames } from "./names.ts";
import { TableRetention } from "./retention.ts";
import { TableSearch } from "./search.ts";
import {
  BEGIN_TIMELINE,
  COUNT_ROOMS,
  HOME_HOLDER,
  IN_USE,
  META,
  REGISTER,
  RESIGN,
} from "./statements.ts";
import type { DatabaseHost } from "./url.ts";
import { Waker } from "./waker.ts";
import { Writer } from "./writer.ts";

/** How this server is known to the others. */
export interface NodeIdentity {
  /** A number that a restart keeps and no other server has: it lets a node replace its dead self. */
  readonly home: string;
  /** The host and the port by which clients reach it. */
  readonly address: string;
}

/** What a backbone is opened with. */
export interface PostgresBackboneOptions {
  readonly hosts: readonly DatabaseHost[];
  readonly client: ClientOptions;
  /** What is known of the primary. */
  readonly known: KnownHost;
  readonly identity: NodeIdentity;
  readonly clock: Clock;
  /** Whether a database without a standby will do. */
  readonly unsafe: boolean;
  /** Events that are older may be removed, in milliseconds. */
  readonly keepMs?: number | undefined;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly open?: OpenClient;
}

/**
 * Opens the backbone: this server is a node of the cluster from then on.
 *
 * @throws {Error} when the database does not answer.
 */
export async function openPostgresBackbone(options: PostgresBackboneOptions): Promise<Backbone> {
  const { identity: { home, address } } = options;
  const connections = new Connections({ ...options, open: options.open ?? openClient });
  try {
    const boot = crypto.randomUUID();
    await connections.control.run(BEGIN_TIMELINE, [options.known.timeline]);
    const [row] = await connections.control.run(REGISTER, [boot, home, address]);
    const node = { ...options, boot };
    const [count] = await connections.reading.run(COUNT_ROOMS);
    return await PostgresBackbone.begin(node, connections, row!.node, count!.count);
  } catch (cause) {
    connections.close();
    throw cause;
  }
}

/** A node that is registered. */
interface NodeOptions extends PostgresBackboneOptions {
  /** The number of this run. */
  readonly boot: string;
}

/** What all nodes have in common. */
type Shared = Pick<PostgresBackbone, "names" | "bans" | "cloakKey">;

class PostgresBackbone implements Backbone {
  readonly names: PostgresNames;
  readonly bans: PostgresBans;
  readonly marks: PostgresMarks;
  readonly cloakKey: string;
  readonly nodes: PostgresNodes;
  readonly cluster: PostgresReport;
  readonly #ended = Promise.withResolvers<StorageError>();
  readonly #connections: Connections;
  readonly #node: number;
  readonly #options: NodeOptions;
  readonly #writer: Writer;
  readonly #follower: Follower;
  readonly #waker: Waker;
  readonly #membership: Membership;
  readonly #retention: TableRetention;
  readonly #search: TableSearch;
  readonly #rooms: OpenRooms;
  /** Present when the database has lost what was shown. */
  #mending: Mending | undefined;
  #failure: { readonly since: number; readonly cause: StorageError } | undefined;
  #isClosed = false;

  private constructor(
    options: NodeOptions,
    connections: Connections,
    node: number,
    rooms: number,
    { names, bans, cloakKey }: Shared,
  ) {
    const { clock, warn } = options;
    this.#options = options;
    this.#connections = connections;
    this.#node = node;
    const onFenced = (cause: Refusal) => void this.#fenced(cause);
    const { writing, reading, control, searching } = connections;
    const shared = { clock, node, onFenced };
    this.#membership = new Membership({
      ...{ ...shared, database: control },
      onReaped: (names) => names.forEach((name) => warn("node removed", { node: name })),
    });
    this.#waker = new Waker(control, clock);
    this.#follower = new Follower({ database: reading, clock });
    this.cluster = new PostgresReport({ ...options, database: control, follower: this.#follower });
    this.#writer = new Writer({
      ...{ ...shared, database: writing, counts: this.cluster.counts },
      onStored: (rooms, sentAt) => {
        this.cluster.onCommit(clock.now() - sentAt);
        this.#membership.confirmed(sentAt);
        this.#waker.stored(rooms);
      },
    });
    this.#search = new TableSearch({ database: searching, clock, warn });
    this.#rooms = new OpenRooms({
      ...{ ...shared, reading, control, search: this.#search, count: rooms },
      ...{ writer: this.#writer, follower: this.#follower },
    });
    const waitingMs = () =>
      Math.max(this.#writer.waitingMs, this.#membership.silentMs - BEAT_MS, 0);
    this.nodes = new PostgresNodes({ database: reading, clock, node, waitingMs });
    this.#retention = new TableRetention({ database: control, clock, ms: options.keepMs });
    connections.onPromoted = (client) => this.#findLosses(client);
    connections.onNotified = (payload) => {
      if (!payload.startsWith("@")) return this.#follower.woken(payload);
      const [to, ...answers] = payload.split(" ");
      if (to !== `@${node}`) return;
      if (answers.length > 0) names.letters.answered(answers);
      else void names.letters.take();
    };
    this.names = names;
    this.bans = bans;
    this.marks = new PostgresMarks({ database: control, clock });
    this.cloakKey = cloakKey;
    this.#follower.add(0, this.names);
  }

  static async begin(
    options: NodeOptions,
    connections: Connections,
    node: number,
    rooms: number,
  ): Promise<PostgresBackbone> {
    let made: PostgresBackbone | undefined;
    const asking = {
      ...{ database: connections.control, node },
      isAlive: () => made === undefined || made.#membership.isAlive,
      onFenced: (cause: Refusal) => {
        if (made !== undefined) void made.#fenced(cause);
      },
    };
    const names = await PostgresNames.open({
      ...{ ...asking, clock: options.clock },
      roomOf: (name) => made === undefined ? undefined : made.#rooms.numberOf(name),
      onOther: (row) => bans.followed(row),
    });
    const bans = await PostgresBans.open(asking);
    const [meta] = await connections.control.run(META);
    const shared = { names, bans, cloakKey: meta!.cloak_key };
    return made = new PostgresBackbone(options, connections, node, rooms, shared);
  }

  get health(): StorageHealth {
    const { silentMs } = this.#membership;
    const silence = silentMs < SILENT_NODE_MS ? 0 : silentMs;
    return { failure: this.#failure, waitingMs: Math.max(this.#writer.waitingMs, silence) };
  }

  get ended(): Promise<StorageError> {
    return this.#ended.promise;
  }

  get waitingBytes(): number {
    return this.#writer.waitingBytes;
  }

  get rooms(): number {
    return this.#rooms.count;
  }

  // it looks through all seats, on the connection that brings the events
  readonly inUse = onceAtATime(async (): Promise<readonly RoomInUse[]> => {
    const rows = await orUnreachable(this.#connections.reading.run(IN_USE, [MAX_ROOMS]));
    return rows as unknown as readonly RoomInUse[];
  });

  has(room: string): Promise<boolean> {
    return this.#rooms.has(room);
  }

  async open<By>(room: string, sink: Sink<By>, past: readonly Stored[] = []): Promise<Opened<By>> {
    const checked = checkRoom(room);
    if (!checked.ok || checked.value !== room) throw new RangeError(`No room name: "${room}"`);
    if (past.length > 0) throw new RangeError("A shared log has all events from the first on");
    if (this.#isClosed) throw new Error("Cannot open a room: the backbone is closed");
    return await this.#rooms.open(room, sink);
  }

  check(): Promise<void> {
    return Promise.resolve(); // the connections find out by themselves
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await within(this.#rooms.close(), DRAIN_MS, this.#options.clock);
    this.#rooms.abandon();
    for (
      const part of [
        ...[this.#search, this.#retention, this.#membership, this.nodes, this.#waker],
        ...[this.#follower, this.names],
      ]
    ) {
      part.close();
    }
    this.#writer.stop();
    if (this.#mending !== undefined) {
      await within(this.#mending.done, DRAIN_MS, this.#options.clock);
      this.#mending.end();
    }
    if (this.#failure === undefined) {
      await this.marks.close();
      await this.#connections.control.run(RESIGN, [this.#node, NODE_DEAD_MS - MOVE_MS]).catch(
        () => {
          // the other nodes find out
        },
      );
    }
    this.#connections.close();
  }

  /** The others have removed this node. Where its number lives on, its data folder was copied. */
  async #fenced({ code }: Refusal): Promise<void> {
    if (code === "CH002") return this.#lost(undefined);
    const { identity: { home }, boot } = this.#options;
    const [other] = await this.#connections.control.run(HOME_HOLDER, [home, boot]).catch(() => []);
    this.#fail(
      other === undefined
        ? new StorageError("fenced", {})
        : new StorageError("folder_copied", { address: other.addr }),
    );
  }

  /**
   * Looks whether the server that was promoted has the newest event of each log that was seen here. Where it
   * lacks one, this node begins anew.
   *
   * @throws {Lost} where something is lost.
   */
  async #findLosses(client: Client): Promise<void> {
    if (this.#failure === undefined) {
      const rooms = await findLosses(client, this.#follower.logs);
      if (rooms.length === 0) return;
      this.#lost(rooms);
    }
    throw new Lost("what was shown is not there");
  }

  /** The database has lost what was shown: it is said again, then this node ends. */
  #lost(lost: readonly number[] | undefined): void {
    const cause = new StorageError("astray", {});
    if (!this.#stop(cause)) return;
    const { clock, warn, identity: { address } } = this.#options;
    this.#mending = new Mending({
      ...{ clock, warn, address, lost, logs: this.#follower.logs, secrets: this.names.secrets },
      database: this.#connections.spare(),
    });
    void this.#mending.done.then(() => this.#ended.resolve(cause));
  }

  #fail(cause: StorageError): void {
    if (this.#stop(cause)) this.#ended.resolve(cause);
  }

  /** Writes nothing and shows nothing any more; false where it had stopped before. */
  #stop(cause: StorageError): boolean {
    if (this.#failure !== undefined) return false;
    this.#failure = { since: this.#options.clock.date(), cause };
    this.#writer.stop();
    this.#follower.close();
    this.#rooms.abandon();
    return true;
  }
}
