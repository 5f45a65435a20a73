/** Listens on an address, in plain text or with TLS. */

import { addressOf } from "../../protocol/host.ts";
import { type Certificate, TlsError } from "../access/certificate.ts";

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
export function listen(hostname: string, port: number, certificate?: Certificate): Deno.Listener {
  try {
    if (certificate === undefined) return Deno.listen({ hostname, port });
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

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
