/** Both ends of one connection over TCP. */

import { once } from "node:events";
import { connect, type Socket as NodeSocket } from "node:net";
import type { SocketPeer } from "./socket_suite.ts";

/** Two ends of a connection on loopback. */
export interface TcpPair {
  /** The end that was accepted. */
  readonly accepted: Deno.TcpConn;
  /** The end that has connected. */
  readonly connected: Deno.TcpConn;
}

/** Connects to a listener that is closed again at once. */
export async function tcpPair(): Promise<TcpPair> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [accepted, connected] = await Promise.all([
    listener.accept(),
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
  ]);
  return { accepted, connected };
}

/** The part of a connection that a peer needs; `Deno.Conn` has it. */
type Conn = Pick<Deno.Conn, "read" | "write" | "closeWrite">;

/** A peer at the other end of `conn`. */
export class ConnPeer implements SocketPeer {
  readonly #conn: Conn;

  constructor(conn: Conn) {
    this.#conn = conn;
  }

  async send(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#conn.write(rest));
  }

  async receive(): Promise<Uint8Array | null> {
    const into = new Uint8Array(64 * 1024);
    const count = await this.#conn.read(into);
    return count === null ? null : into.subarray(0, count);
  }

  end(): Promise<void> {
    return this.#conn.closeWrite();
  }
}

/** An end that was accepted, and the other one, which `node:net` can reset. */
export async function fragilePair(): Promise<{ accepted: Deno.TcpConn; connected: NodeSocket }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connected = connect({ host: "127.0.0.1", port: listener.addr.port });
  connected.on("error", () => {}); // torn away on purpose
  await once(connected, "connect");
  return { accepted: await listener.accept(), connected };
}

/** What closes both ends, of which the test may have closed one. */
export function closing(
  ...ends: readonly { close(): void }[]
): { [Symbol.asyncDispose](): Promise<void> } {
  return {
    [Symbol.asyncDispose]: () => {
      for (const end of ends) {
        try {
          end.close();
        } catch {
          // closed by the test
        }
      }
      return Promise.resolve();
    },
  };
}
