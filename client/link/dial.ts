/**
 * Connects to a server over plain TCP or TLS, without being told which, and trusts a certificate on
 * first use, as ssh does.
 *
 * A server that speaks plain text greets at once. If it is silent, the client tries TLS on a second
 * connection and goes on listening on the first: a slow server must not be taken for one with TLS.
 * The client never speaks without TLS to a server that is pinned or was once seen with TLS.
 */

import type { Fingerprint } from "../../protocol/fingerprint.ts";
import type { Clock } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/message_of.ts";
import { GREETING_SILENCE_MS } from "../limits.ts";
import { PeekedTransport } from "./peeked_transport.ts";
import { type Dial, type Security, TlsUntried, type Transport, TrustError } from "./transport.ts";
import { systemCodeOf } from "./system_code.ts";

/** What is known of one server. */
export interface KnownServer {
  /** The fingerprint of its certificate; `undefined` for a server not seen with TLS. */
  recall(): Promise<Fingerprint | undefined>;
  /** Remembers the fingerprint from now on. */
  remember(fingerprint: Fingerprint): Promise<void>;
  /** The file: a person may have to change it by hand. */
  readonly path: string | undefined;
}

/** A certificate that a server shows. It proves nothing yet: anyone can copy a certificate. */
export interface ShownCertificate {
  /** Its SHA-256. */
  readonly fingerprint: Fingerprint;
  /** PEM. */
  readonly pem: string;
  /** The names and addresses it is for. */
  readonly names: readonly string[];
}

/** The other side speaks no TLS, or not as it should. */
export class TlsFailure extends Error {
  override readonly name = "TlsFailure";
}

/** A server that has shown its certificate. */
export interface MetServer {
  /** What it has shown. */
  readonly certificate: ShownCertificate;
  /** The connection on which it did so, if it has proven there that it has the key. */
  readonly transport?: Transport;
}

/** Makes connections to one server. */
export interface Connector {
  /** A plain connection. Rejects when there is none. */
  readonly plain: (signal: AbortSignal) => Promise<Transport>;
  /** Its certificate. @throws {TlsFailure} when it speaks no TLS, or not as it should. */
  readonly certificate: (signal: AbortSignal) => Promise<ShownCertificate>;
  /**
   * A server that speaks TLS. Nothing but the key to its certificate is checked: its dates and names say
   * nothing about a server that is known by its fingerprint.
   *
   * @throws {TlsFailure} when it speaks no TLS, or not as it should.
   */
  readonly meet: (signal: AbortSignal) => Promise<MetServer>;
  /** A connection to the owner of the certificate's key. @throws {TlsFailure} otherwise. */
  readonly secure: (certificate: ShownCertificate, signal: AbortSignal) => Promise<Transport>;
}

/** What a dial works with. */
export interface DialOptions {
  /** Makes the connections. */
  readonly connector: Connector;
  /** Says when the server has been silent for too long. */
  readonly clock: Clock;
  /** What is remembered of this server. */
  readonly known: KnownServer;
  /** The only certificate wanted, whatever is known. */
  readonly pin?: Fingerprint | undefined;
  /** Whether another server of the cluster has spoken TLS: then this one must too. */
  readonly isEncrypted?: () => Promise<boolean>;
}

/** Makes a dial that finds out by itself whether the server speaks TLS. */
export function makeDial(options: DialOptions): Dial {
  return async (signal) => {
    const wanted = options.pin ?? await recall(() => options.known.recall());
    if (wanted !== undefined) return await dialKnown(options, wanted, signal);
    const { isEncrypted } = options;
    return isEncrypted !== undefined && await recall(isEncrypted)
      ? await dialEncrypted(options, signal)
      : await dialUnknown(options, signal);
  };
}

async function recall<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    // an attacker could pass for a server of which nothing is known
    throw new TrustError("known_unreadable", messageOf(cause), { cause });
  }
}

/** Dials a server that must speak TLS, with the certificate wanted. */
async function dialKnown(
  options: DialOptions,
  wanted: Fingerprint,
  signal: AbortSignal,
): Promise<Transport> {
  let server: MetServer;
  try {
    server = await options.connector.meet(signal);
  } catch (cause) {
    if (await greetsPlainly(options, signal)) {
      const code = options.pin === undefined ? "tls_missing" : "tls_unpinned";
      throw new TrustError(code, withPath(wanted, options), { cause });
    }
    if (cause instanceof TlsFailure) throw new TrustError("tls_unproven", cause.message, { cause });
    throw cause;
  }
  return await connect(options, server, wanted, signal);
}

/** Dials a server that must speak TLS, and of whose certificate nothing is known. */
async function dialEncrypted(options: DialOptions, signal: AbortSignal): Promise<Transport> {
  try {
    const certificate = await options.connector.certificate(signal);
    return await connect(options, { certificate }, undefined, signal);
  } catch (cause) {
    if (!(cause instanceof TlsFailure)) throw cause;
    throw new TrustError("tls_missing", cause.message, { cause });
  }
}

/** Dials a server of which nothing is known. */
async function dialUnknown(options: DialOptions, signal: AbortSignal): Promise<Transport> {
  const { connector, clock } = options;
  const plain = new PeekedTransport(await connector.plain(signal));
  const silence = greetingSilence(clock);
  const close = () => plain.close();
  signal.addEventListener("abort", close);
  try {
    const heard = plain.peek();
    if (await Promise.race([heard, silence.over]) !== "silence") return plain;
    const probe = new AbortController();
    const either = AbortSignal.any([signal, probe.signal]);
    const certificate = connector.certificate(either).catch((cause: unknown) => ({ cause }));
    // either way the first connection tells by itself what came of it
    const spoke = heard.then(() => undefined, () => undefined);
    const found = await Promise.race([spoke, certificate]);
    probe.abort();
    signal.throwIfAborted();
    if (found !== undefined && !("cause" in found)) {
      plain.close();
      return await connect(options, { certificate: found }, undefined, signal);
    }
    // where there is no TLS either, the client waits until the server says something
    if (found !== undefined && !(found.cause instanceof TlsFailure)) {
      await spoke;
      if (signal.aborted) throw new TlsUntried(messageOf(found.cause), { cause: found.cause });
    }
    return plain;
  } catch (cause) {
    plain.close();
    throw cause;
  } finally {
    silence.cancel();
    signal.removeEventListener("abort", close);
  }
}

/** Connects with TLS if the certificate is the one wanted. Any is right where `wanted` is undefined. */
async function connect(
  options: DialOptions,
  server: MetServer,
  wanted: Fingerprint | undefined,
  signal: AbortSignal,
): Promise<Transport> {
  const { connector, known, pin } = options;
  const { certificate } = server;
  const { fingerprint } = certificate;
  if (wanted !== undefined && fingerprint !== wanted) {
    server.transport?.close();
    const both = `${wanted} -> ${fingerprint}`;
    if (pin !== undefined) throw new TrustError("tls_other", both);
    throw new TrustError("tls_changed", withPath(both, options));
  }
  let transport: Transport;
  try {
    transport = server.transport ?? await connector.secure(certificate, signal);
  } catch (cause) {
    if (cause instanceof TlsFailure) throw new TrustError("tls_unproven", cause.message, { cause });
    throw cause;
  }
  const isNew = wanted === undefined;
  const trust = pin !== undefined ? "pinned" : isNew ? "new" : "known";
  const unsaved = await remember(known, fingerprint);
  const security = { fingerprint, trust, ...unsaved } as const;
  return Object.assign(transport, { security, isPrivate: true });
}

/** Remembers the certificate if it is not known yet. Resolves with why that failed, if it did. */
async function remember(
  known: KnownServer,
  fingerprint: Fingerprint,
): Promise<Pick<Security, "unsaved" | "unsavedCode">> {
  try {
    if (await known.recall() !== fingerprint) await known.remember(fingerprint);
    return {};
  } catch (cause) {
    const code = systemCodeOf(cause);
    return { unsaved: messageOf(cause), ...(code === undefined ? {} : { unsavedCode: code }) };
  }
}

/** Whether the server speaks first. Then it speaks no TLS, where the client begins. */
async function greetsPlainly(
  { connector, clock }: DialOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const silence = greetingSilence(clock);
  let plain: PeekedTransport | undefined;
  try {
    plain = new PeekedTransport(await connector.plain(signal));
    const heard = await Promise.race([plain.peek(), silence.over]);
    return heard !== null && heard !== "silence";
  } catch {
    return false; // the connection is gone: nothing more can be known
  } finally {
    silence.cancel();
    plain?.close();
  }
}

/** Is over when a server that speaks plain text would have greeted. */
function greetingSilence(clock: Clock): { over: Promise<"silence">; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<"silence">();
  return { over: promise, cancel: clock.after(GREETING_SILENCE_MS, () => resolve("silence")) };
}

function withPath(detail: string, { known, pin }: DialOptions): string {
  return pin !== undefined || known.path === undefined ? detail : `${detail} (${known.path})`;
}
