/** A connection's bytes: the one thing the client needs of the network. */

/** An open connection; `Deno.TcpConn` and `Deno.TlsConn` are such. */
export interface Connection {
  /** Resolves with the bytes read, or `null` when the other side has closed. */
  read(into: Uint8Array): Promise<number | null>;
  /** Resolves with how many of `bytes` were taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that nothing more will be sent; what arrives can still be read. */
  closeWrite(): Promise<void>;
  /** Ends it at once. */
  close(): void;
}

/** Connects to the one server this client is for. Rejects when that fails or `signal` says so. */
export type Dial = (signal: AbortSignal) => Promise<Connection>;

/** Dials `hostname` (a name, an IPv4 or an IPv6 address without brackets) over TCP. */
export function dialTcp(hostname: string, port: number): Dial {
  return async (signal) => {
    const conn = await Deno.connect({ hostname, port, signal });
    // a line typed goes out at once, not when the last one was acknowledged (Nagle's algorithm)
    conn.setNoDelay(true);
    conn.setKeepAlive(true);
    return conn;
  };
}

/** Writes all of `bytes`. */
export async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}
