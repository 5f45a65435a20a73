/** Listens on an address, in plain text or with TLS. */

import { addressOf } from "../../protocol/host.ts";
import { type Certificate, TlsError } from "../access/certificate.ts";
import type { AcceptedSocket, NetAddress } from "./socket.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** What the accept loop takes connections from: a port that is listened on. */
export interface Acceptor {
  /** Where it listens; the port is the real one. */
  readonly addr: NetAddress;
  /**
   * Resolves to the next connection, which need not have spoken TLS yet: see `Socket.handshake`.
   * Rejects when this one could not be accepted, and when the acceptor is closed.
   */
  accept(): Promise<AcceptedSocket>;
  /** Accepts no more; those accepted before stay. Called once. */
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

/** The address cannot be listened on. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Listens on an address; with a certificate, for TLS alone.
 *
 * @param port 0 picks a free one.
 * @throws {ListenError} when the address cannot be listened on.
 * @throws {TlsError} when the certificate and its key do not go together, or are none.
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

/** Accepts from `listener` sockets that send at once and notice a peer that has vanished. */
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
    // the peer is gone already
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
