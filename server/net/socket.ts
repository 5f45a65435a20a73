/** What a connection needs of a socket, and how sockets end. */

import type { Writer } from "../fanout/outlet.ts";

/** The part of a socket that a connection needs; `Deno.Conn` has it. */
export interface Socket extends Writer {
  /** Reads some bytes into `into` and resolves to how many; `null` when the peer has sent all. */
  read(into: Uint8Array): Promise<number | null>;
  /** Sends the end of the stream. What the peer sends can still be read. */
  closeWrite(): Promise<void>;
  /** Ends it at once, in both directions. */
  close(): void;
  /** Present when this side speaks TLS: resolves when the handshake is done. */
  handshake?(): Promise<unknown>;
}

/** A TCP address. */
export interface NetAddress {
  /** The IP address. */
  readonly hostname: string;
  /** The port, 1 to 65,535. */
  readonly port: number;
}

/** An accepted socket. */
export interface AcceptedSocket extends Socket {
  /** The address of the peer. */
  readonly remoteAddr: NetAddress;
}

/** Errors of a network that is down. Not every Deno version has classes for them. */
const UNREACHABLE: readonly unknown[] = ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"];

/** Whether `cause` is a usual end of a connection: the peer has left, or speaks no TLS. */
export function isDisconnect(cause: unknown): boolean {
  return cause instanceof Deno.errors.ConnectionReset ||
    cause instanceof Deno.errors.ConnectionAborted ||
    cause instanceof Deno.errors.BrokenPipe ||
    cause instanceof Deno.errors.BadResource ||
    cause instanceof Deno.errors.Interrupted ||
    cause instanceof Deno.errors.TimedOut ||
    // no TLS, or invalid TLS
    cause instanceof Deno.errors.InvalidData ||
    cause instanceof Deno.errors.UnexpectedEof ||
    (cause instanceof Error && "code" in cause && UNREACHABLE.includes(cause.code));
}
