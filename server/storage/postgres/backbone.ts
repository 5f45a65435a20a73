/**
 * The backbone that several servers share: the order of every room, and who has which nickname, are in
 * PostgreSQL.
 *
 * What is in server/storage/postgres/ knows no members, sockets or dialects: only events, names, the
 * database and time. Three connections: one writes, one reads and follows, one is for all that must not
 * wait behind either: beats, names, wakes.
 */

import {
  BEAT_MS,
  DRAIN_MS,
  MAX_ROOMS,
  MAX_TAIL_BYTES,
  MAX_TAIL_EVENTS,
  MOVE_MS,
  NODE_DEAD_MS,
  SILENT_NODE_MS,
} from "../../limits.ts";
import { encodeFrame } from "../../../protocol/frames.ts";
import { addressOf } from "../../../protocol/host.ts";
import { checkRoom } from "../../../protocol/names.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { onceAtATime } from "../../../runtime/once_at_a_time.ts";
import { within } from "../../../runtime/within.ts";
import {
  type Backbone,
  type ClusterCounts,
  type ClusterLook,
  type ClusterReport,
  type Opened,
  type RoomInUse,
  type Seat,
  type Sink,
  StorageError,
  type StorageHealth,
  type Stored,
} from "../backbone.ts";
import { PostgresBans } from "./bans.ts";
import { Timestamps } from "../local/timestamps.ts";
import {
  type Client,
  type ClientOptions,
  type OpenClient,
  openClient,
  type Row,
} from "./client.ts";
import { Database } from "./database.ts";
import { Lost, type Refusal } from "./database_error.ts";
import { Follower } from "./follower.ts";
import type { KnownHost } from "./host_state.ts";
import { PostgresJournal } from "./journal.ts";
import { PostgresMarks } from "./marks.ts";
import { Membership } from "./membership.ts";
import { PostgresNodes } from "./nodes.ts";
import { PostgresNames } from "./names.ts";
import { TableRetention } from "./retention.ts";
import { type EventRow, storedOf } from "./rows.ts";
import {
  COUNT_ROOMS,
  HAS_ROOM,
  HOME_HOLDER,
  IN_USE,
  LOOK,
  LOST,
  META,
  OPEN_ROOM,
  REGISTER,
  RENEW_LOGS,
  RESIGN,
  ROOM,
  TAIL,
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
  const backbone = new Connections(options);
  try {
    const boot = crypto.randomUUID();
    const [row] = await backbone.control.run(REGISTER, [boot, home, address]);
    const node = { ...options, boot };
    const [count] = await backbone.reading.run(COUNT_ROOMS);
    return await PostgresBackbone.begin(node, backbone, row!.node, count!.count);
  } catch (cause) {
    backbone.close();
    throw cause;
  }
}

/** The connections of a node. */
class Connections {
  readonly writing: Database;
  readonly reading: Database;
  /** For beats, names and wakes. */
  readonly control: Database;
  /** Told of what the reading one hears. */
  onNotified: (payload: string) => void = () => {};
  /** Looks whether a server that was promoted lacks what was seen here. */
  onPromoted: (client: Client) => Promise<void> = () => Promise.resolve();
  #fault = "";

  constructor({ open = openClient, warn, ...options }: PostgresBackboneOptions) {
    const onFault = ({ host, port }: DatabaseHost, why: string) => {
      // tried again and again: one line for each new reason
      const fault = `${host}:${port} ${why}`;
      if (fault !== this.#fault) warn("database not usable", { host, port, why });
      this.#fault = fault;
    };
    const onPromoted = (client: Client) => this.onPromoted(client);
    const shared = { ...options, open, onFault, onPromoted };
    this.writing = new Database(shared);
    const onNotified = (payload: string) => this.onNotified(payload);
    this.reading = new Database(shared, { listen: "chat", onNotified });
    this.control = new Database(shared);
  }

  close(): void {
    for (const one of [this.writing, this.reading, this.control]) one.close();
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
  readonly cluster: ClusterReport & { readonly counts: ClusterCounts };
  readonly ended: Promise<StorageError>;
  readonly #end: (cause: StorageError) => void;
  readonly #connections: Connections;
  readonly #node: number;
  readonly #options: NodeOptions;
  readonly #writer: Writer;
  readonly #follower: Follower;
  readonly #waker: Waker;
  readonly #membership: Membership;
  readonly #retention: TableRetention;
  readonly #open = new Map<string, PostgresJournal<unknown> | "opening">();
  readonly #numbers = new Map<string, number>();
  #rooms: number;
  #cids = 0;
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
    this.#rooms = rooms;
    const { promise, resolve } = Promise.withResolvers<StorageError>();
    this.ended = promise;
    this.#end = resolve;
    const onFenced = (cause: Refusal) => void this.#fenced(cause);
    const { writing, reading, control } = connections;
    const shared = { clock, node, onFenced };
    this.#membership = new Membership({
      ...{ ...shared, database: control },
      onReaped: (names) => names.forEach((name) => warn("node removed", { node: name })),
    });
    this.#waker = new Waker(control, clock);
    this.cluster = {
      counts: { batches: 0, unknown: 0, repeated: 0 },
      look: () => this.#look(),
      onCommit: () => {},
    };
    this.#writer = new Writer({
      ...{ ...shared, database: writing, counts: this.cluster.counts },
      onStored: (rooms, sentAt) => {
        this.cluster.onCommit(clock.now() - sentAt);
        this.#membership.confirmed(sentAt);
        this.#waker.stored(rooms);
      },
    });
    this.#follower = new Follower({ database: reading, clock });
    const waitingMs = () =>
      Math.max(this.#writer.waitingMs, this.#membership.silentMs - BEAT_MS, 0);
    this.nodes = new PostgresNodes({ database: reading, clock, node, waitingMs });
    this.#retention = new TableRetention({ database: control, clock, ms: options.keepMs });
    connections.onPromoted = (client) => this.#findLosses(client);
    connections.onNotified = (payload) => {
      if (payload === `@${node}`) void names.takeLetters();
      else if (!payload.startsWith("@")) this.#follower.woken(payload);
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
      roomOf: (name) => made === undefined ? undefined : made.#numbers.get(name),
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

  get waitingBytes(): number {
    return this.#writer.waitingBytes;
  }

  get rooms(): number {
    return this.#rooms;
  }

  // it looks through all seats, on the connection that brings the events
  readonly inUse = onceAtATime(async (): Promise<readonly RoomInUse[]> => {
    const rows = await this.#ask(this.#connections.reading.run(IN_USE, [MAX_ROOMS]));
    return rows as unknown as readonly RoomInUse[];
  });

  async has(room: string): Promise<boolean> {
    if (this.#numbers.has(room)) return true;
    return (await this.#ask(this.#connections.reading.run(HAS_ROOM, [room]))).length > 0;
  }

  async open<By>(room: string, sink: Sink<By>, past: readonly Stored[] = []): Promise<Opened<By>> {
    const checked = checkRoom(room);
    if (!checked.ok || checked.value !== room) throw new RangeError(`No room name: "${room}"`);
    if (past.length > 0) throw new RangeError("A shared log has all events from the first on");
    if (this.#isClosed) throw new Error("Cannot open a room: the backbone is closed");
    if (this.#open.has(room)) throw new Error(`Cannot open the room ${room} twice`);
    this.#open.set(room, "opening");
    try {
      return await this.#openRoom(room, sink);
    } catch (error) {
      this.#open.delete(room);
      throw error;
    }
  }

  check(): Promise<void> {
    return Promise.resolve(); // the connections find out by themselves
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const journals = [...this.#open.values()].filter((journal) => journal !== "opening");
    const drained = Promise.all(journals.map((journal) => journal.close()));
    await within(drained, DRAIN_MS, this.#options.clock);
    for (const journal of journals) journal.abandon();
    for (
      const part of [
        ...[this.#retention, this.#membership, this.nodes, this.#waker, this.#follower, this.names],
      ]
    ) {
      part.close();
    }
    this.#writer.stop();
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

  async #openRoom<By>(name: string, sink: Sink<By>): Promise<Opened<By>> {
    const { control, reading } = this.#connections;
    if (!this.#numbers.has(name)) {
      const isNew = !await this.has(name);
      const [made] = await this.#ask(control.run(OPEN_ROOM, [name]));
      this.#numbers.set(name, made!.room);
      if (isNew) this.#rooms++;
    }
    const room = this.#numbers.get(name)!;
    const [state] = await this.#ask(reading.run(ROOM, [room]));
    const { pos, ms, last, log } = state!;
    const rows = await this.#ask(
      reading.run(TAIL, [room, pos, MAX_TAIL_EVENTS, MAX_TAIL_BYTES]),
    ) as unknown as EventRow[];
    const journal = new PostgresJournal<By>({
      ...{ room, log, pos, ms, last, sink, node: this.#node, database: reading, control },
      clock: this.#options.clock,
      onFenced: (cause) => void this.#fenced(cause),
      writer: this.#writer,
      follower: this.#follower,
      ownCid: () => ` ${this.#node}.${++this.#cids}`,
      onClosed: () => {
        this.#open.delete(name);
        this.#follower.remove(room);
      },
    });
    this.#open.set(name, journal as unknown as PostgresJournal<unknown>);
    this.#follower.add(room, journal);
    const tail = [...topicBefore(state!, rows), ...rows.reverse().map(storedOf)];
    const rules = { rules: state!.rules, pos: state!.rules_pos };
    return { journal, tail, others: this.#othersOf(state!), rules };
  }

  #othersOf({ seats }: Row): Seat[] {
    return (seats as { nick: string; node: number; session: number }[])
      .filter(({ node }) => node !== this.#node);
  }

  /** The others have removed this node. Where its number lives on, its data folder was copied. */
  async #fenced({ code }: Refusal): Promise<void> {
    if (code === "CH002") return this.#fail(new StorageError("astray", {}));
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
   * lacks one, more may be lost, and others may stand in their places: this node begins anew, and the log
   * has another name from then on.
   *
   * @throws {Lost} where something is lost.
   */
  async #findLosses(client: Client): Promise<void> {
    const logs = [...this.#follower.logs].filter(([, { pos }]) => pos > 0);
    const rows = await client.run(LOST, [
      ...[logs.map(([room]) => room), logs.map(([, { pos }]) => pos), logs.map(([, { ms }]) => ms)],
    ]);
    if (rows.length === 0) return;
    const rooms = rows.map(({ room }) => room as number);
    const named = rooms.filter((room) => room > 0);
    const names = named.map((room) => this.#follower.logs.get(room)!.log);
    await client.run(RENEW_LOGS, [named, names]);
    this.#fail(new StorageError("astray", {}));
    throw new Lost("what was shown is not there");
  }

  async #look(): Promise<ClusterLook> {
    const { control } = this.#connections;
    const { known: { host, timeline }, hosts: [first] } = this.#options;
    const logs = [...this.#follower.logs];
    const [row] = await this.#ask(
      control.run(LOOK, [logs.map(([room]) => room), logs.map(([, { pos }]) => pos)]),
    );
    const { nodes, wants, standbys, behind } = row!;
    const at = host ?? first!;
    return {
      ...{ nodes, behind, timeline, hasStandby: !wants || standbys > 0 },
      host: addressOf(at.host, at.port),
    };
  }

  #fail(cause: StorageError): void {
    if (this.#failure !== undefined) return;
    this.#failure = { since: this.#options.clock.date(), cause };
    this.#writer.stop();
    for (const journal of this.#open.values()) if (journal !== "opening") journal.abandon();
    this.#end(cause);
  }

  /** @throws {StorageError} `unreachable`. */
  async #ask(rows: Promise<readonly Row[]>): Promise<readonly Row[]> {
    try {
      return await rows;
    } catch (cause) {
      throw new StorageError("unreachable", {}, { cause });
    }
  }
}

/** The topic of a room, where it was set before the oldest event of its tail. */
function topicBefore({ topic }: Row, rows: readonly EventRow[]): Stored[] {
  const oldest = rows.at(-1);
  if (topic === null || oldest === undefined || topic.ms >= oldest.ms) return [];
  const ts = new Timestamps().format(topic.ms);
  const event = { ts, type: "topic", nick: topic.nick, topic: topic.topic } as const;
  return [{ event, line: encodeFrame(event) }];
}
