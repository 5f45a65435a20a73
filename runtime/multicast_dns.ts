/** Multicast DNS on all interfaces of this machine; loaded only where it is wanted. */

/** Where it is spoken: what a permission must allow. */
export const MULTICAST_HOSTS: readonly string[] = ["0.0.0.0:5353", "224.0.0.251:5353"];

/** A packet, as far as it can be understood. */
export interface DnsPacket<R> {
  /** What is asked. */
  readonly questions?: readonly { readonly name: unknown; readonly type: unknown }[];
  /** What is answered. */
  readonly answers?: readonly R[];
  /** What belongs to the answers. */
  readonly additionals?: readonly R[];
}

/** An open socket for multicast DNS. */
export interface MulticastDns<R> {
  /** Calls `take` for each question of others. */
  onQuery(take: (packet: DnsPacket<R>) => void): void;
  /** Calls `take` for each answer, with the address that it came from. */
  onAnswer(take: (packet: DnsPacket<R>, address: string) => void): void;
  /** Asks for the records of this name and type. */
  query(name: string, type: string): void;
  /** Tells all others; resolves when it is sent, or cannot be. */
  respond(packet: DnsPacket<R>): Promise<void>;
  /** Closes the socket; resolves when it is closed. */
  close(): Promise<void>;
}

/**
 * Opens multicast DNS.
 *
 * @param failed Is called with what goes wrong, now and later.
 */
export async function openMulticastDns<R>(
  failed: (cause: unknown) => void,
): Promise<MulticastDns<R>> {
  const { default: open } = await import("multicast-dns");
  const socket = open();
  for (const event of ["error", "warning"]) socket.on(event, failed);
  await new Promise<void>((resolve) => {
    socket.on("ready", resolve);
    socket.on("error", () => resolve());
  });
  return {
    onQuery: (take) => socket.on("query", take),
    onAnswer: (take) =>
      socket.on(
        "response",
        (packet: DnsPacket<R>, { address }: { address: string }) => take(packet, address),
      ),
    query: (name, type) => socket.query(name, type),
    respond: (packet) => new Promise((resolve) => socket.respond(packet, () => resolve())),
    close: () => new Promise((resolve) => socket.destroy(() => resolve())),
  };
}
