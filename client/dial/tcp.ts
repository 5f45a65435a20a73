/** TCP to a server. A browser has something else in its place. */

import { isLoopback } from "../../protocol/address.ts";
import { ConnectionRefused } from "../link/transport.ts";

/** Connects to `hostname` (a name, an IPv4 or an IPv6 address without brackets) over TCP. */
export async function connectTcp(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Deno.TcpConn & { readonly isPrivate: boolean }> {
  const conn = await connect(hostname, port, signal);
  // a line typed goes out at once, not when the last one was acknowledged (Nagle's algorithm)
  conn.setNoDelay(true);
  conn.setKeepAlive(true);
  return Object.assign(conn, { isPrivate: isLoopback(conn.remoteAddr.hostname) });
}

async function connect(hostname: string, port: number, signal: AbortSignal): Promise<Deno.TcpConn> {
  try {
    return await Deno.connect({ hostname, port, signal });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.ConnectionRefused)) throw cause;
    throw new ConnectionRefused(cause.message, { cause });
  }
}
