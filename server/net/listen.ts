/** Listens on an address, in plain text or with TLS. */

import { addressOf } from "../../protocol/host.ts";
import { type Certificate, TlsError } from "../access/certificate.ts";
import { type Acceptor, tcpAcceptor } from "./acceptor.ts";
import { Failure } from "../failure.ts";

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
export async function listen(
  hostname: string,
  port: number,
  certificate?: Certificate,
): Promise<Acceptor> {
  if (certificate === undefined) return listenTcp(hostname, port);
  // loaded here: most servers start without
  const { hasTlsStreams } = await import("../../runtime/tls_stream.ts");
  if (!hasTlsStreams(Deno.version.deno)) return listenTls(hostname, port, certificate);
  const { secureContext, tlsAcceptor } = await import("./tls_acceptor.ts");
  const context = secureContext(certificate);
  return tlsAcceptor(listenTcp(hostname, port), context);
}

function listenTcp(hostname: string, port: number): Acceptor {
  try {
    return tcpAcceptor(Deno.listen({ hostname, port }));
  } catch (cause) {
    throw listenError(hostname, port, cause);
  }
}

/** For old versions of Deno. Nagle's algorithm stays on, since such sockets have no `setNoDelay`. */
function listenTls(hostname: string, port: number, { cert, key }: Certificate): Acceptor {
  try {
    return Deno.listenTls({ hostname, port, cert, key });
  } catch (cause) {
    if (!hasCode(cause) && isFree(hostname, port)) {
      throw new TlsError("certificate_refused", {}, { cause });
    }
    throw listenError(hostname, port, cause);
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
