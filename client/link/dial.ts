/**
 * Connects to a server that speaks plain text or TLS, without being told which, and never to one
 * that is not who it was: trust on first use, as ssh does it.
 *
 * A server greets at once. Where it is silent, TLS is tried on a second connection, and the first
 * one listened to still: a slow server must not be taken for one with TLS. A server once seen with
 * TLS, or pinned, is never spoken to without.
 */

import type { Fingerprint } from "../../protocol/fingerprint.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GREETING_SILENCE_MS } from "../limits.ts";
import { PeekedConnection } from "./peek.ts";
import { type Connection, type Dial, Distrusted } from "./transport.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** What is known of one server. */
export interface KnownServer {
  /** The fingerprint of its certificate; `undefined` for a server not seen with TLS. */
  recall(): Promise<Fingerprint | undefined>;
  /** Remembers the fingerprint from now on. */
  remember(fingerprint: Fingerprint): Promise<void>;
  /** The file, for whoever must change it by hand. */
  readonly path: string | undefined;
}

/** A certificate that a server has shown, and may have copied from another. */
export interface ShownCertificate {
  readonly fingerprint: Fingerprint;
  /** PEM. */
  readonly pem: string;
  /** The names and addresses it is for. */
  readonly names: readonly string[];
}

/** What answers speaks no TLS, or not as it should. */
export class TlsFailure extends Error {
  override readonly name = "TlsFailure";
}

/** The ways to one server. */
export interface Ways {
  /** A plain connection. Rejects when there is none. */
  readonly plain: (signal: AbortSignal) => Promise<Connection>;
  /** Its certificate. @throws {TlsFailure} when it speaks no TLS, or not as it should. */
  readonly certificate: (signal: AbortSignal) => Promise<ShownCertificate>;
  /** A connection to whoever has the key to the certificate. @throws {TlsFailure} otherwise. */
  readonly secure: (certificate: ShownCertificate, signal: AbortSignal) => Promise<Connection>;
}

/** What a dial works with. */
export interface DialOptions {
  readonly ways: Ways;
  readonly clock: Clock;
  readonly known: KnownServer;
  /** The only certificate wanted, whatever is known. */
  readonly pin?: Fingerprint | undefined;
}

/** A dial that finds out by itself what the server speaks. */
export function makeDial(options: DialOptions): Dial {
  return async (signal) => {
    const wanted = options.pin ?? await recall(options.known);
    return wanted === undefined
      ? await dialUnknown(options, signal)
      : await dialKnown(options, wanted, signal);
  };
}

async function recall(known: KnownServer): Promise<Fingerprint | undefined> {
  try {
    return await known.recall();
  } catch (cause) {
    // without knowing who it was, nobody is let pass for it
    throw new Distrusted("known_unreadable", messageOf(cause), { cause });
  }
}

/** Dials a server that must speak TLS, with the certificate wanted. */
async function dialKnown(
  options: DialOptions,
  wanted: Fingerprint,
  signal: AbortSignal,
): Promise<Connection> {
  let certificate: ShownCertificate;
  try {
    certificate = await options.ways.certificate(signal);
  } catch (cause) {
    if (await greetsPlainly(options, signal)) {
      throw new Distrusted("tls_missing", withPath(wanted, options), { cause });
    }
    if (cause instanceof TlsFailure) throw new Distrusted("tls_unproven", cause.message, { cause });
    throw cause;
  }
  return await connect(options, certificate, wanted, signal);
}

/** Dials a server of which nothing is known. */
async function dialUnknown(options: DialOptions, signal: AbortSignal): Promise<Connection> {
  const { ways, clock } = options;
  const plain = new PeekedConnection(await ways.plain(signal));
  const silence = silent(clock);
  const close = () => plain.close();
  signal.addEventListener("abort", close);
  try {
    const heard = plain.peek();
    if (await Promise.race([heard, silence.over]) !== "silence") return plain;
    const probe = new AbortController();
    const either = AbortSignal.any([signal, probe.signal]);
    const certificate = ways.certificate(either).catch(() => undefined);
    // where there is no TLS either, it is up to the server to say something, some time
    const spoke = heard.then(() => undefined, () => undefined);
    const shown = await Promise.race([spoke, certificate]);
    probe.abort();
    signal.throwIfAborted();
    if (shown === undefined) return plain;
    plain.close();
    return await connect(options, shown, undefined, signal);
  } catch (cause) {
    plain.close();
    throw cause;
  } finally {
    silence.cancel();
    signal.removeEventListener("abort", close);
  }
}

/** Connects with TLS, if the certificate is the one wanted; where none is, it is from now on. */
async function connect(
  options: DialOptions,
  certificate: ShownCertificate,
  wanted: Fingerprint | undefined,
  signal: AbortSignal,
): Promise<Connection> {
  const { ways, known, pin } = options;
  const { fingerprint } = certificate;
  if (wanted !== undefined && fingerprint !== wanted) {
    const both = `${wanted} -> ${fingerprint}`;
    if (pin !== undefined) throw new Distrusted("tls_other", both);
    throw new Distrusted("tls_changed", withPath(both, options));
  }
  let connection: Connection;
  try {
    connection = await ways.secure(certificate, signal);
  } catch (cause) {
    if (cause instanceof TlsFailure) throw new Distrusted("tls_unproven", cause.message, { cause });
    throw cause;
  }
  const isNew = wanted === undefined;
  const trust = pin !== undefined ? "pinned" : isNew ? "new" : "known";
  const unsaved = await remember(known, fingerprint);
  const security = { fingerprint, trust, ...(unsaved === undefined ? {} : { unsaved }) } as const;
  return Object.assign(connection, { security, isPrivate: true });
}

/** Remembers the certificate, if it is not known yet; why that failed, if it did. */
async function remember(known: KnownServer, fingerprint: Fingerprint): Promise<string | undefined> {
  try {
    if (await known.recall() !== fingerprint) await known.remember(fingerprint);
    return undefined;
  } catch (cause) {
    return messageOf(cause);
  }
}

/** Whether the server says something to those who say nothing: then it speaks no TLS. */
async function greetsPlainly(
  { ways, clock }: DialOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const silence = silent(clock);
  let plain: PeekedConnection | undefined;
  try {
    plain = new PeekedConnection(await ways.plain(signal));
    const heard = await Promise.race([plain.peek(), silence.over]);
    return heard !== null && heard !== "silence";
  } catch {
    return false; // gone, whatever it spoke
  } finally {
    silence.cancel();
    plain?.close();
  }
}

function silent(clock: Clock): { over: Promise<"silence">; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<"silence">();
  return { over: promise, cancel: clock.after(GREETING_SILENCE_MS, () => resolve("silence")) };
}

function withPath(detail: string, { known, pin }: DialOptions): string {
  return pin !== undefined || known.path === undefined ? detail : `${detail} (${known.path})`;
}
