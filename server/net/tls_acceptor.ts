/** Accepts connections that speak TLS. */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Certificate, TlsError } from "../access/certificate.ts";
import type { Acceptor } from "./acceptor.ts";
import { TlsSocket } from "./tls_socket.ts";

/**
 * The context of all connections to one port.
 *
 * @throws {TlsError} when the certificate or its key is invalid, or they do not belong together.
 */
export function secureContext({ cert, key }: Pick<Certificate, "cert" | "key">): SecureContext {
  try {
    // otherwise only the first handshake would show it
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      throw new Error("the key belongs to another certificate");
    }
    return createSecureContext({ cert, key });
  } catch (cause) {
    throw new TlsError("certificate_refused", {}, { cause });
  }
}

/** Accepts connections from `tcp` for TLS. The handshake of each begins when it is asked for. */
export function tlsAcceptor(tcp: Acceptor, context: SecureContext): Acceptor {
  return {
    addr: tcp.addr,
    accept: async () => new TlsSocket(await tcp.accept(), context),
    close: () => tcp.close(),
  };
}
