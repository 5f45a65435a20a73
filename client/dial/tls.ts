/**
 * TLS to a server whose certificate no authority has signed: its fingerprint alone tells who it is.
 *
 * A server that is met for the first time takes two connections. The first trusts everyone, asks for the
 * certificate, sends nothing and ends. The second trusts this certificate alone and checks all of it.
 * A server that is known takes one, on which its fingerprint is compared; but two with a Deno before 2.8,
 * which does not check in the first that the server has the key.
 */

import type { PeerCertificate } from "node:tls";
import { fingerprintOf } from "../../protocol/fingerprint.ts";
import { messageOf } from "../../runtime/message_of.ts";
import { CIPHER_READ_BYTES, CIPHER_WRITE_BYTES } from "../limits.ts";
import { type Connector, type MetServer, type ShownCertificate, TlsFailure } from "../link/dial.ts";
import type { Transport } from "../link/transport.ts";
import { DenoTransport } from "./deno_transport.ts";
import { connectTcp, openTcp } from "./tcp.ts";

/** Connects to one server, with TLS or without. */
export function connectorTo(hostname: string, port: number): Connector {
  return {
    plain: (signal) => connectTcp(hostname, port, signal),
    certificate: (signal) => askCertificate(hostname, port, signal),
    meet: (signal) => meetTls(hostname, port, signal),
    secure: (certificate, signal) => connectTls(hostname, port, certificate, signal),
  };
}

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
  const { hasTlsStreams } = await tlsStreams();
  if (!hasTlsStreams(Deno.version.deno)) return await askOldDeno(hostname, port, signal);
  const { certificate, transport } = await meetOnStream(hostname, port, signal);
  transport.close();
  return certificate;
}

/**
 * Meets a server that speaks TLS. Only the key to its certificate is checked.
 *
 * @throws {TlsFailure} when it speaks no TLS, or not as it should.
 * @throws {Error} when there is no connection, or it broke.
 */
export async function meetTls(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<MetServer> {
  const { hasTlsStreams } = await tlsStreams();
  if (hasTlsStreams(Deno.version.deno)) return await meetOnStream(hostname, port, signal);
  return { certificate: await askOldDeno(hostname, port, signal) };
}

// loaded when it is needed: most servers do not speak TLS
const tlsStreams = () => import("../../runtime/tls_stream.ts");

async function meetOnStream(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Required<MetServer>> {
  const [{ connect }, { TlsStream }] = await Promise.all([import("node:tls"), tlsStreams()]);
  const stream = new TlsStream(await openTcp(hostname, port, signal), {
    side: "client",
    begin: (socket) => connect({ socket, host: withoutZone(hostname), rejectUnauthorized: false }),
    buffer: { bytes: new Uint8Array(CIPHER_READ_BYTES), fit: () => {} },
    maxWriteBytes: CIPHER_WRITE_BYTES,
  });
  const transport = new DenoTransport(stream, true);
  const close = () => transport.close();
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    await stream.handshake();
    const { der, names } = stream.peerCertificate;
    const certificate = await shown(der, names);
    signal.throwIfAborted();
    return { certificate, transport };
  } catch (cause) {
    close();
    signal.throwIfAborted();
    throw tlsFailure(cause);
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** Before Deno 2.8 `node:tls` can show a certificate only on a connection of its own. */
async function askOldDeno(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<ShownCertificate> {
  const { connect } = await import("node:tls");
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<PeerCertificate | null>();
  const socket = connect({ host: hostname, port, rejectUnauthorized: false });
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  socket.on("secureConnect", () => resolve(socket.getPeerCertificate(true)));
  socket.on("error", (cause: Error) => reject(failure(cause)));
  socket.on("close", () => reject(new Deno.errors.ConnectionReset("the connection was closed")));
  try {
    const certificate = await promise;
    // told of a handshake all the same where the answer was no TLS
    if (!certificate?.raw) throw new TlsFailure("no certificate was shown");
    return await shown(new Uint8Array(certificate.raw), certificate.subjectaltname ?? "");
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
    throw tlsFailure(cause);
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** A name that the certificate is for: the fingerprint, and not the name, tells who the server is. */
function nameToCheck({ names }: ShownCertificate, hostname: string): string {
  const name = names.includes(hostname) ? hostname : names[0] ?? withoutZone(hostname);
  return name.replace(/^\*\./, "any.");
}

/** What is wrong with the TLS of the other side, or what else has happened. */
function tlsFailure(cause: unknown): unknown {
  const isAboutTls = cause instanceof Deno.errors.InvalidData;
  return isAboutTls ? new TlsFailure(messageOf(cause), { cause }) : cause;
}

/** An address as TLS takes it: the zone of an IPv6 address means nothing to the server. */
function withoutZone(hostname: string): string {
  return hostname.replace(/%.*$/, "");
}
