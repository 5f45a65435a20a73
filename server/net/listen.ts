/** Listens on an address, in plain text or with TLS. */

import { addressOf } from "../../protocol/host.ts";
import { type Certificate, TlsError } from "../access/certificate.ts";
import type { AcceptedSocket, NetAddress } from "./socket.ts";
import { messageOf } from "../../runtime/message_of.ts";

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

/** The server cannot listen on an address. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Listens on an address; with a certificate, only for TLS.
 *
 * @param port 0 picks a free one.
 * @throws {ListenError} when the address cannot be listened on.
 * @throws {TlsError} when the certificate or its key is invalid, or they do not belong together.
 */
export function listen(hostname: string, port: number, certificate?: Certificate): Acceptor {
  try {
    if (certificate === undefined) return tcpAcceptor(Deno.listen({ hostname, port }));
    const { cert, key } = certificate;
    return Deno.listenTls({ hostname, port, cert, key });
  } catch (cause) {
    const why = whyNot(cause);
    if (why === undefined && certificate !== undefined) {
      throw new TlsError(`Cannot use the certificate and its key: ${messageOf(cause)}`, { cause });
    }
    throw listenError(hostname, port, cause);
  }
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

/** The error that says why an address cannot be listened on. */
export function listenError(hostname: string, port: number, cause: unknown): ListenError {
  const why = whyNot(cause) ?? messageOf(cause);
  return new ListenError(`Cannot listen on ${addressOf(hostname, port)}: ${why}`, { cause });
}

function whyNot(cause: unknown): string | undefined {
  if (cause instanceof Deno.errors.AddrInUse) return "the port is in use by another program";
  if (cause instanceof Deno.errors.AddrNotAvailable) return "this machine has no such address";
  if (cause instanceof Deno.errors.PermissionDenied) return "permission denied";
  return undefined;
}
