/** Listens on an address, in plain text or with TLS. */

import { addressOf } from "../../protocol/host.ts";
import { type Certificate, TlsError } from "../access/certificate.ts";
import type { AcceptedSocket, NetAddress } from "./socket.ts";
import { Failure } from "../failure.ts";

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

/** Why the server cannot listen on an address. */
export type ListenCode = "address_unusable" | "host_unknown";

/** The server cannot listen on an address. */
export class ListenError<C extends ListenCode = ListenCode> extends Failure<C> {
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
    if (certificate !== undefined && !hasCode(cause) && isFree(hostname, port)) {
      throw new TlsError("certificate_refused", {}, { cause });
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
  const address = addressOf(hostname, port);
  // a name that is not found is the one thing that the system has no code for
  const code = hasCode(cause) ? "address_unusable" : "host_unknown";
  return new ListenError(code, { address }, { cause });
}

function hasCode(cause: unknown): boolean {
  return cause instanceof Deno.errors.NotCapable ||
    cause instanceof Error && "code" in cause && cause.code !== undefined;
}

/** Whether the address could be listened on but for the certificate, which Deno has no class for. */
function isFree(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch {
    return false; // why not has been seen already
  }
}
