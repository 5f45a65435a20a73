/** What a connection needs of a socket, and how sockets end. */

import type { Writer } from "../fanout/outlet.ts";

/** The part of a socket that a connection needs; `Deno.Conn` has it. */
export interface Socket extends Writer {
  /** Reads some bytes into `into` and resolves to how many; `null` when the peer has sent all. */
  read(into: Uint8Array): Promise<number | null>;
  /** Says that nothing more comes; what the peer sends can still be read. */
  closeWrite(): Promise<void>;
  close(): void;
  /** Where TLS is spoken: resolves when both sides have agreed on the keys. */
  handshake?(): Promise<unknown>;
}

/** An address of TCP. */
export interface NetAddress {
  readonly hostname: string;
  readonly port: number;
}

/** A socket that was accepted. */
export interface AcceptedSocket extends Socket {
  /** Where the peer is. */
  readonly remoteAddr: NetAddress;
}

/** What a link that is down makes of a connection: these have no class of their own everywhere. */
const UNREACHABLE: readonly unknown[] = ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"];

/** Whether `cause` is how connections end: the peer has gone, or never spoke TLS. */
export function isDisconnect(cause: unknown): boolean {
  return cause instanceof Deno.errors.ConnectionReset ||
    cause instanceof Deno.errors.ConnectionAborted ||
    cause instanceof Deno.errors.BrokenPipe ||
    cause instanceof Deno.errors.BadResource ||
    cause instanceof Deno.errors.Interrupted ||
    cause instanceof Deno.errors.TimedOut ||
    // no TLS, or broken
    cause instanceof Deno.errors.InvalidData ||
    cause instanceof Deno.errors.UnexpectedEof ||
    (cause instanceof Error && "code" in cause && UNREACHABLE.includes(cause.code));
}
