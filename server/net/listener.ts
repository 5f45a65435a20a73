/** The accept loop and the bounds on connections: how many at once, and from one address. */

import { addressOf } from "../../protocol/host.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { GOODBYE_MS, SHUTDOWN_MS, SWEEP_MS } from "../limits.ts";
import { addressOwner, isLoopback } from "../../protocol/address.ts";
import type { Census } from "./connection_count.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import type { Acceptor } from "./listen.ts";
import type { AcceptedSocket } from "./socket.ts";
import { nextTurn } from "./next_turn.ts";

/** What a listener is made of. */
export interface ListenerOptions extends Omit<ConnectionOptions, "socket" | "peer" | "address"> {
  /** Counts the connections of all doors together. */
  readonly census: Census;
  /** Clients at once; 0: no bound. */
  readonly maxClients: number;
  /** Connections at once from one address, loopback exempt; 0: no bound. */
  readonly perAddress: number;
  /** Why nobody may come from this address, if that is so. */
  readonly barred?: (address: string) => string | undefined;
}

/** Accepts connections from one acceptor until it is closed. */
export class Listener {
  readonly #acceptor: Acceptor;
  readonly #options: ListenerOptions;
  readonly #connections = new Set<Connection>();
  #cancel: () => void = () => {};
  #closing = false;

  constructor(acceptor: Acceptor, options: ListenerOptions) {
    this.#acceptor = acceptor;
    this.#options = options;
    this.#sweepLater();
  }

  /** Accepts until closed. Never rejects. */
  async run(): Promise<void> {
    while (!this.#closing) {
      let socket: AcceptedSocket | undefined;
      try {
        socket = await this.#acceptor.accept();
        this.#accept(socket);
      } catch (cause) {
        socket?.close();
        if (this.#closing) return;
        // the next client can be luckier: out of file handles, or a peer gone before its turn
        this.#options.log("error", "not accepted", { cause });
        await new Promise<void>((resolve) => this.#options.clock.after(ACCEPT_RETRY_MS, resolve));
        continue;
      }
      // one a turn: in a flood those who are there have theirs, and whoever has gone makes room
      await nextTurn();
    }
  }

  /** Accepts no more, tells everyone, and resolves when they are gone or have taken too long. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#acceptor.close();
    this.#cancel();
    const cancel = this.#options.clock.after(SHUTDOWN_MS, () => {
      for (const connection of this.#connections) connection.close();
    });
    await Promise.all(Array.from(this.#connections, (connection) => connection.farewell()));
    cancel();
  }

  #sweepLater(): void {
    this.#cancel = this.#options.clock.after(SWEEP_MS, () => {
      for (const connection of this.#connections) connection.sweep();
      this.#sweepLater();
    });
  }

  #accept(socket: AcceptedSocket): void {
    const { hostname, port } = socket.remoteAddr;
    const peer = addressOf(hostname, port);
    const refusal = this.#refusal(hostname);
    if (refusal !== undefined) {
      this.#options.log("warn", "refused", { peer, reason: refusal.message });
      this.#refuse(socket, encodeFrame({ type: "error", ...refusal }));
      return;
    }
    const connection = new Connection({ ...this.#options, socket, peer, address: hostname });
    this.#connections.add(connection);
    this.#options.census.enter(hostname);
    this.#options.log("info", "accepted", { peer });
    connection.run().then(() => {
      this.#connections.delete(connection);
      this.#options.census.leave(hostname);
    });
  }

  /** Sends away all who come from `owner`, an address or a network, with this message. */
  ban(owner: string, message: string): void {
    for (const connection of this.#connections) {
      if (addressOwner(connection.address) === owner) connection.ban(message);
    }
  }

  #refusal(address: string): { code: "full" | "banned"; message: string } | undefined {
    const { maxClients, perAddress, census, hub, barred } = this.#options;
    const banned = barred?.(address);
    if (banned !== undefined) return { code: "banned", message: banned };
    if (maxClients > 0 && census.total >= maxClients) {
      return { code: "full", message: hub.options.phrases.full(maxClients) };
    }
    if (perAddress > 0 && census.from(address) >= perAddress && !isLoopback(address)) {
      return { code: "full", message: hub.options.phrases.perAddress(perAddress) };
    }
    return undefined;
  }

  #refuse(socket: AcceptedSocket, line: string): void {
    // a fresh socket has room for one line; a peer that does not speak TLS is not told
    const close = () => {
      cancel();
      try {
        socket.close();
      } catch {
        // closed already, when its time was over
      }
    };
    const cancel = this.#options.clock.after(GOODBYE_MS, close);
    socket.write(new TextEncoder().encode(line)).then(close, close);
  }
}

/** A pause after a failed accept, so that a lasting failure does not burn the processor. */
const ACCEPT_RETRY_MS = 100;
