/** What a connection needs of a socket, and how sockets end. */

import type { ErrorCode } from "../../protocol/frames.ts";
import type { Writer } from "../fanout/outlet.ts";
import type { Refusal } from "./admission.ts";

/** The part of a socket that a connection needs; `Deno.Conn` has it. */
export interface Socket extends Writer {
  /** Reads some bytes into `into` and resolves to how many; `null` when the peer has sent all. */
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Sends the end of the stream. What the peer sends can still be read.
   *
   * @param why With which error the peer is sent away, for a protocol that has codes for that.
   */
  closeWrite(why?: ErrorCode | "shutdown"): Promise<void>;
  /** Ends it at once, in both directions. */
  close(): void;
  /**
   * Present when another protocol comes before the lines, such as TLS: resolves when lines can be sent, or
   * to `false` when the peer has got what it wanted and there will be none.
   */
  handshake?(): Promise<unknown>;
}

/** A handshake that came to nothing, of a protocol other than TLS. `message` says which, for the log. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
}

/** Makes the socket of lines from an accepted one; with `refusal`, for a client that is not let in. */
export type Wrap = (socket: Socket, refusal?: Refusal) => Socket;

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
