/** A port for a server that has to come back under the same address. */

/**
 * A free port below those the system gives to outgoing connections: a client that tries again and
 * again while the server is away would else at some time be connected to itself.
 */
export function lastingPort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    }
  }
}
