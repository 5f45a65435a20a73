/**
 * A connection to the database that comes back by itself.
 *
 * 1. Each statement has a time-out by the clock of this program: then the connection is destroyed. It is
 *    never cancelled, since a commit that is cancelled while it waits for a standby is seen all the same.
 * 2. A new connection is used only when its server is the right one and has confirmed a barrier: before
 *    that it may show what no standby has.
 */

import {
  DATABASE_CONNECT_MS,
  DATABASE_QUERY_MS,
  DATABASE_RETRY_MAX_MS,
  DATABASE_RETRY_MIN_MS,
} from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { messageOf } from "../../../runtime/message_of.ts";
import { CANCELLED_WAIT, isAnswer, Lost, meaningOf } from "./database_error.ts";
import type { Client, ClientOptions, OpenClient, Row, Statement } from "./client.ts";
import { faultOf, HOST_STATE, hostState, type KnownHost } from "./host_state.ts";
import type { DatabaseHost } from "./url.ts";

/** What the connections of one node share. */
export interface DatabaseOptions {
  readonly hosts: readonly DatabaseHost[];
  readonly client: ClientOptions;
  readonly open: OpenClient;
  readonly clock: Clock;
  /** What is known of the server that was used last, by any of the connections. */
  readonly known: KnownHost;
  /** Whether a server whose commits wait for no standby will do. */
  readonly unsafe: boolean;
  /** Looks, on a server of a later timeline than before, whether it lacks what was seen. Throws where it does. */
  readonly onPromoted?: (client: Client, timeline: number) => Promise<void>;
  /** Told why a host could not be used. */
  readonly onFault?: (host: DatabaseHost, why: string) => void;
}

/** What one connection is for. */
export interface ConnectionUse {
  /** The channel that it listens to. */
  readonly listen?: string;
  /** Told what comes on that channel. */
  readonly onNotified?: (payload: string) => void;
}

/** Settings of each session: no statement may wait for long, and a commit waits for the standby. */
export const SESSION_SETTINGS = {
  statement_timeout: "2s",
  lock_timeout: "1500ms",
  idle_in_transaction_session_timeout: "5s",
  default_transaction_isolation: "read\\ committed",
  synchronous_commit: "on",
};

const BARRIER: Statement = { name: "barrier", text: "select chat.barrier()" };

/** A connection to whichever server of the database is the primary. */
export class Database {
  readonly #options: DatabaseOptions;
  readonly #use: ConnectionUse;
  #connection: Promise<Client> | undefined;
  readonly #closed = new AbortController();
  #wake: () => void = () => {};
  /** Which connection is the present one: what an older one says does not count. */
  #generation = 0;
  /** A wait for a standby was cancelled: what the connection says is not on two disks. */
  #isDoubtful = false;
  /** When it was connected, by the clock; `undefined` while it is not. */
  #connectedAt: number | undefined;

  constructor(options: DatabaseOptions, use: ConnectionUse = {}) {
    this.#options = options;
    this.#use = use;
  }

  /** For how long the connection has lasted, in milliseconds; 0 when there is none. */
  get age(): number {
    return this.#connectedAt === undefined ? 0 : this.#options.clock.now() - this.#connectedAt;
  }

  /**
   * Runs a statement, on a new connection if need be. It waits at most `patienceMs` for one.
   *
   * @throws {Refusal} when the server has refused it.
   * @throws {Lost} when its outcome is unknown, or there is no server.
   */
  async run(
    statement: Statement,
    values: readonly unknown[] = [],
    patienceMs = DATABASE_QUERY_MS,
  ): Promise<readonly Row[]> {
    const client = await this.#bounded(this.#connected(), patienceMs, "no server can be used");
    return await this.#ask(client, statement, values);
  }

  /** Resolves when there is a connection. */
  async connected(): Promise<void> {
    await this.#connected();
  }

  /** Ends the connection. */
  close(): void {
    this.#closed.abort();
    this.#wake();
    this.#drop();
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  async #ask(
    client: Client,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    const generation = this.#generation;
    try {
      const rows = await this.#bounded(
        client.run(statement, values),
        DATABASE_QUERY_MS,
        "no answer",
      );
      if (this.#isDoubtful) throw new Lost("a wait for the standby was cancelled");
      return rows;
    } catch (cause) {
      const meaning = cause instanceof Lost ? cause : meaningOf(cause);
      if (meaning instanceof Lost) {
        const { known: { host }, onFault } = this.#options;
        // an answer, though not one that says what has become of the statement: a full disk, a server that stops
        if (host !== undefined && isAnswer(cause)) onFault?.(host, meaning.message);
        client.destroy();
        if (generation === this.#generation) this.#drop();
      }
      throw meaning;
    }
  }

  #connected(): Promise<Client> {
    if (this.#isClosed) return Promise.reject(new Lost("the connection is closed"));
    if (this.#connection === undefined) {
      const connection = this.#connect(++this.#generation);
      connection.catch(() => {
        // told to who asked
      });
      this.#connection = connection;
    }
    return this.#connection;
  }

  #drop(): void {
    const connection = this.#connection;
    this.#generation++;
    this.#connection = undefined;
    this.#connectedAt = undefined;
    this.#isDoubtful = false;
    // a connection that cannot be opened: the caller that waits for it gets the error
    connection?.then((client) => client.destroy(), () => {});
  }

  /** Tries the hosts in turn until one can be used. */
  async #connect(generation: number): Promise<Client> {
    const { hosts, onFault, clock } = this.#options;
    for (let wait = DATABASE_RETRY_MIN_MS;; wait = Math.min(wait * 2, DATABASE_RETRY_MAX_MS)) {
      for (const host of hosts) {
        if (this.#isClosed) throw new Lost("the connection is closed");
        try {
          const client = await this.#tryHost(host, generation);
          if (this.#isClosed) client.destroy();
          else this.#connectedAt = clock.now();
          return client;
        } catch (cause) {
          onFault?.(host, messageOf(cause));
        }
      }
      if (!this.#isClosed) await this.#pause(wait);
    }
  }

  async #tryHost(host: DatabaseHost, generation: number): Promise<Client> {
    const { client: options, open, known, unsafe } = this.#options;
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.#closed.signal]);
    const isPresent = () => generation === this.#generation;
    const opening = open(host, options, {
      notified: (payload) => isPresent() && this.#use.onNotified?.(payload),
      warned: (code) => {
        if (isPresent() && code === CANCELLED_WAIT) this.#isDoubtful = true;
      },
      ended: () => isPresent() && this.#connectedAt !== undefined && this.#drop(),
    }, signal);
    const client = await this.#bounded(opening, DATABASE_CONNECT_MS, "no answer").catch((cause) => {
      ending.abort();
      // it may open all the same; if not, `cause` is the error that counts
      opening.then((late) => late.destroy(), () => {});
      throw cause;
    });
    const destroy = () => client.destroy();
    signal.addEventListener("abort", destroy);
    try {
      if (this.#isClosed) throw new Lost("the connection is closed");
      const ask = (statement: Statement) =>
        this.#bounded(client.run(statement, []), DATABASE_QUERY_MS, "no answer");
      const state = hostState(await ask(HOST_STATE));
      const fault = faultOf(state, known, unsafe);
      if (fault !== undefined) throw new Lost(fault);
      if (this.#use.listen) await ask({ name: "", text: `listen ${this.#use.listen}` });
      await ask(BARRIER);
      if (this.#isDoubtful) throw new Lost("a wait for the standby was cancelled");
      if (known.timeline > 0 && state.timeline > known.timeline) {
        const looked = this.#options.onPromoted?.(client, state.timeline) ?? Promise.resolve();
        await this.#bounded(looked, DATABASE_QUERY_MS, "no answer");
      }
      known.system = state.system;
      known.host = host;
      known.timeline = Math.max(known.timeline, state.timeline);
      return client;
    } catch (cause) {
      this.#isDoubtful = false;
      client.destroy();
      throw cause;
    } finally {
      signal.removeEventListener("abort", destroy);
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  /** @throws {Lost} when `promise` takes longer than `ms`. */
  async #bounded<T>(promise: Promise<T>, ms: number, why: string): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    if (ms === Infinity) return await promise;
    const cancel = this.#options.clock.after(ms, () => reject(new Lost(`${why} within ${ms} ms`)));
    try {
      return await Promise.race([promise, late]);
    } finally {
      cancel();
    }
  }
}
