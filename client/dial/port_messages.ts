/** What goes over a port between a client and the thread that connects for it. */

import type { Connector, ShownCertificate } from "../link/dial.ts";
import type { Transport } from "../link/transport.ts";

/** What is wanted of which server. It comes with the port over which all else goes. */
export interface PortRequest {
  readonly how: keyof Connector;
  readonly host: string;
  readonly port: number;
  /** Where `how` is `secure`. */
  readonly certificate?: ShownCertificate;
}

/** What the client may ask for, each of them once at a time, and what comes of it. */
export interface PortResults {
  /** The connection is there, or the certificate, or both. This needs no question. */
  readonly open: PortOpened;
  /** What was read; `null` at the end. */
  readonly read: Uint8Array | null;
  /** All was written. */
  readonly write: null;
  /** The other side is told that nothing more will be sent. */
  readonly closeWrite: null;
}

/** A connection that was opened. */
export interface PortOpened {
  readonly certificate?: ShownCertificate;
  /** Whether there is a connection to read from, and to write to. */
  readonly isConnected: boolean;
  readonly isPrivate: boolean;
}

/** The same with the connection itself, on either side of the port. */
export interface OpenedConnection extends Pick<PortOpened, "certificate"> {
  readonly transport?: Transport;
}

/** What a client says: how many bytes to read, what to write, and the rest in words. */
export type PortQuestion = number | Uint8Array | "closeWrite" | "close";

/**
 * What a client says over the control port of a connection when it has no more use for it. The other end of that port
 * is in the main thread, which says with a `PortFailure` that there is no connection any more: a port says nothing
 * when its other end is gone.
 */
export type PortReleased = "released";

/** An error as it goes over a port, where classes are lost. */
export interface PortFailure {
  readonly kind: "refused" | "tls" | "other";
  readonly message: string;
  /** The system's code, such as `ECONNRESET`. */
  readonly code?: string;
}

/** An answer to a client. */
export type PortAnswer = {
  [Q in keyof PortResults]:
    | { readonly to: Q; readonly result: PortResults[Q] }
    | { readonly to: Q; readonly failure: PortFailure };
}[keyof PortResults];
