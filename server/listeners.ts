/** The listeners of all ports of a server. */

import type { Certificate } from "./access/certificate.ts";
import type { BanTerms } from "./chat/ban_refusal.ts";
import { listen } from "./net/listen.ts";
import { Listener, type ListenerOptions } from "./net/listener.ts";
import type { NetAddress } from "./net/socket.ts";
import type { Port } from "./ports.ts";

/** What all listeners of a server share. */
export interface ListenersOptions
  extends Pick<ListenerOptions, "admission" | "phrases" | "log" | "rate" | "clock"> {
  readonly host: string;
  readonly certificate: Certificate | undefined;
  /** Called about once a second. */
  readonly onSweep: () => void;
}

/** Listens on the ports of a server. */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #all: Listener[] = [];

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  /**
   * Listens on a port, and accepts nobody yet.
   *
   * @throws {ListenError} when that cannot be done.
   */
  async open({ port, ...spoken }: Port): Promise<NetAddress> {
    const { host, certificate, onSweep, ...net } = this.#options;
    const acceptor = await listen(host, port, certificate);
    const sweeps = this.#all.length === 0 ? { onSweep } : {};
    this.#all.push(new Listener(acceptor, { ...net, ...spoken, ...sweeps }));
    return acceptor.addr;
  }

  /** Accepts connections from now on. */
  run(): void {
    for (const listener of this.#all) listener.run();
  }

  /** Ends all connections whose address is banned. */
  ban(isBanned: (address: string) => boolean, terms: BanTerms): void {
    for (const listener of this.#all) listener.ban(isBanned, terms);
  }

  /** Accepts no more and tells every client. Resolves when all connections are closed. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((listener) => listener.close()));
  }
}
