/** The accept loop of one port, and its connections. */

import type { BanTerms } from "../chat/ban_refusal.ts";
import { addressOf } from "../../protocol/host.ts";
import { ACCEPT_RETRY_MS, SHUTDOWN_MS, SWEEP_MS } from "../limits.ts";
import type { Acceptor } from "./acceptor.ts";
import type { Admission } from "./admission.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { nextTurn } from "../../runtime/next_turn.ts";
import { Pause } from "./pause.ts";
import { RefusedSockets } from "./refused_sockets.ts";
import type { AcceptedSocket, NetAddress, Wrap } from "./socket.ts";

/** What a listener needs; most of it is for its connections. */
export interface ListenerOptions
  extends Omit<ConnectionOptions, "socket" | "endpoint" | "address"> {
  /** Shared by all listeners of a server. */
  readonly admission: Admission;
  /** Called with each sweep, about once a second. */
  readonly onSweep?: (() => void) | undefined;
  /** Present when the lines of this port are in another protocol. */
  readonly wrap?: Wrap | undefined;
}

/** Accepts connections from one acceptor until it is closed. */
export class Listener {
  readonly #acceptor: Acceptor;
  readonly #options: ListenerOptions;
  readonly #connections = new Set<Connection>();
  readonly #refused: RefusedSockets;
  #cancelSweep: () => void = () => {};
  #closing = false;
  readonly #retry: Pause;
  #running: Promise<void> | undefined;

  constructor(acceptor: Acceptor, options: ListenerOptions) {
    this.#acceptor = acceptor;
    this.#options = options;
    this.#refused = new RefusedSockets(options.clock);
    this.#retry = new Pause(options.clock);
  }

  /** Where it listens. */
  get addr(): NetAddress {
    return this.#acceptor.addr;
  }

  /** Accepts until it is closed. Never rejects. */
  run(): Promise<void> {
    this.#sweepLater();
    return this.#running = this.#acceptAll();
  }

  /** Accepts no more and tells every client. Resolves when all connections are closed. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#acceptor.close();
    this.#retry.end();
    this.#cancelSweep();
    const cancel = this.#options.clock.after(SHUTDOWN_MS, () => {
      for (const connection of this.#connections) connection.close();
    });
    await Promise.all(Array.from(this.#connections, (connection) => connection.farewell()));
    cancel();
    this.#refused.close();
    await this.#running;
  }

  /** Ends all connections whose address is banned. */
  ban(isBanned: (address: string) => boolean, terms: BanTerms): void {
    for (const connection of this.#connections) {
      if (isBanned(connection.address)) connection.ban(terms);
    }
  }

  async #acceptAll(): Promise<void> {
    while (!this.#closing) {
      try {
        const socket = await this.#acceptor.accept();
        if (this.#closing) return socket.close();
        this.#accept(socket);
      } catch (cause) {
        if (this.#closing) return;
        // too many open files, or the peer has left before its turn: the next one may succeed
        this.#options.log("error", "not accepted", { cause });
        await this.#retry.wait(ACCEPT_RETRY_MS);
        continue;
      }
      // one a turn of the event loop: a flood must not keep the clients waiting that are there
      await nextTurn();
    }
  }

  #accept(socket: AcceptedSocket): void {
    const { hostname: address, port } = socket.remoteAddr;
    const endpoint = addressOf(address, port);
    const { admission, door, log, wrap } = this.#options;
    const refusal = admission.refusal(address);
    const lines = wrap?.(socket, refusal) ?? socket;
    if (refusal !== undefined) {
      log("warn", "refused", { peer: endpoint, reason: refusal.message });
      return this.#refused.send(lines, door.refusal(refusal.code, refusal.message, refusal.data));
    }
    const connection = new Connection({ ...this.#options, socket: lines, endpoint, address });
    this.#connections.add(connection);
    admission.connections.add(address);
    connection.run().then(() => {
      this.#connections.delete(connection);
      admission.connections.remove(address);
    });
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => {
      for (const connection of this.#connections) connection.sweep();
      this.#options.onSweep?.();
      this.#sweepLater();
    });
  }
}
