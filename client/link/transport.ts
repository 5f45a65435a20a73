/** A connection's bytes: the one thing the client needs of the network. */

import type { Fingerprint } from "../../protocol/fingerprint.ts";

/** How the client knows who the server is. */
export interface Security {
  /** The SHA-256 of its certificate. */
  readonly fingerprint: Fingerprint;
  /** Seen for the first time, the same as before, or the one that the user has asked for. */
  readonly trust: "new" | "known" | "pinned";
  /** Why the fingerprint could not be remembered, if it could not. */
  readonly unsaved?: string;
  /** The system's code for that, where it has one. */
  readonly unsavedCode?: string;
}

/** Why the client does not speak to a server. */
export type TrustErrorCode =
  /** Its certificate is another one than before. */
  | "tls_changed"
  /** Its certificate is not the one that the user has asked for. */
  | "tls_other"
  /** It does not speak TLS, and the user has asked for a certificate. */
  | "tls_unpinned"
  /** It does not speak TLS, and did before, or should. */
  | "tls_missing"
  /** It does not have the key to its certificate, or that is not valid. */
  | "tls_unproven"
  /** The file of known servers cannot be read. */
  | "known_unreadable";

/** The server may be another one than it says. Nothing was sent to it. */
export class TrustError extends Error {
  override readonly name = "TrustError";
  /** What is wrong with the server. */
  readonly code: TrustErrorCode;

  /**
   * Makes the error.
   *
   * @param detail What is known beyond the code: a fingerprint, or the system's words.
   */
  constructor(code: TrustErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** A server says nothing on a connection without TLS, and there was none to try TLS on. */
export class TlsUntried extends Error {
  override readonly name = "TlsUntried";
}

/** Nothing listens at the server's address and port; a dial throws this. */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
}

/**
 * An open connection, as bytes: over TCP, TLS or something else.
 *
 * 1. Bytes MUST arrive in order, and none twice.
 * 2. After the end, and after `close`, `read` and `write` MUST NOT wait.
 */
export interface Transport {
  /** Resolves with the number of bytes read, or `null` when the other side has closed. */
  read(into: Uint8Array): Promise<number | null>;
  /** Resolves with how many of `bytes` were taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Tells the other side that nothing more will be sent; what arrives can still be read. */
  closeWrite(): Promise<void>;
  /** Ends it at once. Reads and writes that wait reject. A second call does nothing. */
  close(): void;
  /** Where TLS is spoken. */
  readonly security?: Security;
  /** Whether nobody on the way can read along. */
  readonly isPrivate?: boolean;
}

/**
 * Connects to the one server this client is for. Rejects when that fails, or when `signal` aborts.
 *
 * @throws {TrustError} when the server may be another one.
 * @throws {ConnectionRefused} when nothing listens there.
 */
export type Dial = (signal: AbortSignal) => Promise<Transport>;

/** Writes all of `bytes`. */
export async function writeAll(
  transport: Pick<Transport, "write">,
  bytes: Uint8Array,
): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await transport.write(rest));
}
