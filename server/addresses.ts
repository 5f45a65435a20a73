/** The addresses of a server, as people and programs are told them. */

import { isLoopback } from "../protocol/address.ts";
import { addressOf } from "../protocol/host.ts";
import type { NetAddress } from "./net/socket.ts";

/** Where a server listens. A port that it does not have is `undefined`. */
export interface PortAddresses {
  readonly addr: NetAddress;
  /** The port for IRC clients. */
  readonly ircAddr: NetAddress | undefined;
  /** The port for browsers. */
  readonly webAddr: NetAddress | undefined;
  /** The port for metrics. */
  readonly metricsAddr: NetAddress | undefined;
}

/** Lines for programs: the address of each port. */
export function addressLines(
  { addr, ircAddr, webAddr, metricsAddr }: PortAddresses,
  host: string,
): string {
  const at = ({ hostname, port }: NetAddress) => addressOf(withZone(hostname, host), port);
  const lines = [`listening on ${at(addr)}`];
  if (metricsAddr !== undefined) lines.push(`metrics on ${at(metricsAddr)}`);
  if (ircAddr !== undefined) lines.push(`irc on ${at(ircAddr)}`);
  if (webAddr !== undefined) lines.push(`web on ${at(webAddr)}`);
  return lines.join("\n") + "\n";
}

/** The address with the zone of `host`. Deno leaves it out, and a link-local address needs it. */
export function withZone(address: string, host: string): string {
  const zone = /^fe[89ab].*(%.+)$/i.exec(host)?.[1] ?? "";
  return address.includes("%") || !/^fe[89ab]/i.test(address) ? address : address + zone;
}

/** Addresses of this machine that other machines can reach without a zone. */
export function ownAddresses(): string[] {
  const addresses = Deno.networkInterfaces()
    .filter(({ address, family, scopeid }) =>
      !isLoopback(address) && !(family === "IPv6" && scopeid)
    )
    .map(({ address }) => address);
  return [...new Set(addresses)];
}
