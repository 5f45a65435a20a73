/** What the accept loop takes connections from. */

import type { AcceptedSocket, NetAddress } from "./socket.ts";

/** A port that is listened on: the accept loop takes connections from it. */
export interface Acceptor {
  /** The address it listens on, with the real port. */
  readonly addr: NetAddress;
  /**
   * Resolves to the next connection. Its TLS handshake may still be to come: `Socket.handshake`.
   * Rejects when a connection could not be accepted, and when the acceptor is closed.
   */
  accept(): Promise<AcceptedSocket>;
  /** Accepts no more. Accepted connections stay. Called once. */
  close(): void;
}

/** The part of a `Deno.TcpListener` that is used here. */
export interface TcpListener extends Acceptor {
  accept(): Promise<TcpSocket>;
}

/** The part of a `Deno.TcpConn` that is used here. */
export interface TcpSocket extends AcceptedSocket {
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean): void;
}

/** Accepts from `listener`, with `TCP_NODELAY` and keep-alive set on each socket. */
export function tcpAcceptor(listener: TcpListener): Acceptor {
  return {
    addr: listener.addr,
    accept: async () => prepared(await listener.accept()),
    close: () => listener.close(),
  };
}

function prepared(socket: TcpSocket): TcpSocket {
  try {
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    return socket;
  } catch (cause) {
    // the peer has left already
    socket.close();
    throw cause;
  }
}
