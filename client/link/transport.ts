/** A connection's bytes: the one thing the client needs of the network. */

import type { Fingerprint } from "../../protocol/fingerprint.ts";

/** How it is known who the server is. */
export interface Security {
  readonly fingerprint: Fingerprint;
  /** Seen for the first time, the same as ever, or the one that the user has asked for. */
  readonly trust: "new" | "known" | "pinned";
  /** Why it could not be remembered, if it could not. */
  readonly unsaved?: string;
}

/** Why a server is not spoken to. */
export type DistrustCode =
  /** Its certificate is another one than before. */
  | "tls_changed"
  /** Its certificate is not the one that the user has asked for. */
  | "tls_other"
  /** It does not speak TLS, and did before, or should. */
  | "tls_missing"
  /** It does not have the key to its certificate, or that is not valid. */
  | "tls_unproven"
  /** What is known of servers cannot be read. */
  | "known_unreadable";

/** The server may be another one than it says: nothing was said to it. */
export class Distrusted extends Error {
  override readonly name = "Distrusted";
  readonly code: DistrustCode;

  /** @param detail What is known beyond the code: a fingerprint, or the system's words. */
  constructor(code: DistrustCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** Nobody listens where the server should be; thrown by a dial. */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
}

/** An open connection. */
export interface Connection {
  /** Resolves with the bytes read, or `null` when the other side has closed. */
  read(into: Uint8Array): Promise<number | null>;
  /** Resolves with how many of `bytes` were taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that nothing more will be sent; what arrives can still be read. */
  closeWrite(): Promise<void>;
  /** Ends it at once. */
  close(): void;
  /** Where TLS is spoken. */
  readonly security?: Security;
  /** Whether nobody on the way can read along. */
  readonly isPrivate?: boolean;
}

/** Connects to the one server this client is for. Rejects when that fails or `signal` says so. */
export type Dial = (signal: AbortSignal) => Promise<Connection>;

/** Writes all of `bytes`. */
export async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}
