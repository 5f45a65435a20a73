/**
 * TLS to a server whose certificate no authority has signed: its fingerprint alone tells who it is.
 *
 * It takes two connections. The first trusts everyone, asks for the certificate, sends nothing and
 * ends. (Some versions of Deno do not even check there that the other side has the key.) If the
 * fingerprint is right, the second trusts this certificate alone and checks all of it.
 */

import type { PeerCertificate } from "node:tls";
import { fingerprintOf } from "../../protocol/fingerprint.ts";
import { messageOf } from "../../runtime/message_of.ts";
import { type ShownCertificate, TlsFailure } from "../link/dial.ts";
import type { Transport } from "../link/transport.ts";
import { DenoTransport } from "./deno_transport.ts";
import { openTcp } from "./tcp.ts";

/**
 * Asks for the certificate of a server. Nothing is sent to it.
 *
 * @throws {TlsFailure} when it speaks no TLS, or not as it should.
 * @throws {Error} when there is no connection, or it broke.
 */
export async function askCertificate(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<ShownCertificate> {
  // loaded here: most servers do not need it
  const { connect } = await import("node:tls");
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<PeerCertificate>();
  const socket = connect({ host: hostname, port, rejectUnauthorized: false });
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  socket.on("secureConnect", () => resolve(socket.getPeerCertificate(true)));
  socket.on("error", (cause: Error) => reject(failure(cause)));
  socket.on("close", () => reject(new Deno.errors.ConnectionReset("the connection was closed")));
  try {
    const { raw, subjectaltname = "" } = await promise;
    return await shown(new Uint8Array(raw), subjectaltname);
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}

/** The system's errors have codes such as `ECONNREFUSED`; all others are about TLS. */
function failure(cause: Error & { readonly code?: unknown }): Error {
  const isOfSystem = typeof cause.code === "string" && /^E[A-Z]+$/.test(cause.code);
  return isOfSystem ? cause : new TlsFailure(cause.message, { cause });
}

async function shown(der: Uint8Array<ArrayBuffer>, names: string): Promise<ShownCertificate> {
  const base64 = btoa(String.fromCharCode(...der)).replace(/.{1,64}/g, "$&\n");
  return {
    fingerprint: fingerprintOf(new Uint8Array(await crypto.subtle.digest("SHA-256", der))),
    pem: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
    names: names.split(/,\s*/).map((name) => name.replace(/^(?:DNS|IP Address):/, ""))
      .filter((name) => name !== ""),
  };
}

/**
 * Connects with TLS to the owner of the key to `certificate`, and to nobody else.
 *
 * @throws {TlsFailure} when the other side does not have the key, or the certificate is not valid.
 * @throws {ConnectionRefused} when nothing listens there.
 * @throws {Error} what the system says, when there is no connection.
 */
export async function connectTls(
  hostname: string,
  port: number,
  certificate: ShownCertificate,
  signal: AbortSignal,
): Promise<Transport> {
  const tcp = await openTcp(hostname, port, signal);
  let tls: Deno.TlsConn | undefined;
  const close = () => {
    try {
      (tls ?? tcp).close();
    } catch {
      // Deno is just turning `tcp` into a TLS connection, or has closed it
    }
  };
  try {
    signal.addEventListener("abort", close);
    tls = await Deno.startTls(tcp, {
      hostname: nameToCheck(certificate, hostname),
      caCerts: [certificate.pem],
    });
    await tls.handshake();
    signal.throwIfAborted();
    return new DenoTransport(tls, true);
  } catch (cause) {
    close();
    signal.throwIfAborted();
    if (!(cause instanceof Deno.errors.InvalidData)) throw cause;
    throw new TlsFailure(messageOf(cause), { cause });
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** A name that the certificate is for: the fingerprint, and not the name, tells who the server is. */
function nameToCheck({ names }: ShownCertificate, hostname: string): string {
  const name = names.includes(hostname) ? hostname : names[0] ?? hostname;
  return name.replace(/^\*\./, "any.");
}
