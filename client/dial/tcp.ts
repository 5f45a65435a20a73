/** TCP to a server. A browser has something else in its place. */

import { isLoopback } from "../../protocol/address.ts";
import { ConnectionRefused, type Transport } from "../link/transport.ts";
import { DenoTransport } from "./deno_transport.ts";

/**
 * Connects to `hostname` (a name, an IPv4 or an IPv6 address without brackets) over TCP.
 *
 * @throws {ConnectionRefused} when nothing listens there.
 * @throws {Error} what the system says, when there is no connection.
 */
export async function connectTcp(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Transport> {
  const conn = await openTcp(hostname, port, signal);
  return new DenoTransport(conn, isLoopback(conn.remoteAddr.hostname));
}

/** The same, as a connection of Deno: TLS can begin on it. */
export async function openTcp(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  try {
    const conn = await Deno.connect({ hostname, port, signal });
    // each line goes out at once, and does not wait until the last one is acknowledged
    conn.setNoDelay(true);
    conn.setKeepAlive(true);
    return conn;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.ConnectionRefused)) throw cause;
    throw new ConnectionRefused(cause.message, { cause });
  }
}
