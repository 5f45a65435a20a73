/** The server's end of a real connection, for the transport suite. */

import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { Condition } from "../../support/condition.ts";
import type { TransportPeer } from "../link/transport_suite.ts";

/** Speaks for the server on a socket of Node, which can reset a connection. It must be half-open. */
export class SocketPeer implements TransportPeer, AsyncDisposable {
  readonly #socket: Socket;
  readonly #changed = new Condition();
  #received = Buffer.alloc(0);
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#changed.changed();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#changed.changed();
    });
    // the client may break off: that is what some tests are about
    socket.on("error", () => {});
  }

  send(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#socket.write(text, (error) => error ? reject(error) : resolve());
    return promise;
  }

  async received(text: string): Promise<void> {
    const seen = () => this.#received.toString();
    await this.#changed.until(`"${text}"`, () => seen() === text || undefined, seen);
    this.#received = Buffer.alloc(0);
  }

  async ended(): Promise<void> {
    await this.#changed.until("the end", () => this.#ended || undefined, () => "");
  }

  end(): Promise<void> {
    this.#socket.end();
    return Promise.resolve();
  }

  break(): Promise<void> {
    this.#socket.resetAndDestroy();
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }
}

/** Has a server listen on a free port, until it is disposed of. */
export async function listen(server: Server): Promise<{ port: number } & AsyncDisposable> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}
