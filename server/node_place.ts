/** Where clients reach this server of a cluster. Pure. */

import { addressOf } from "../protocol/host.ts";
import type { Certificate } from "./access/certificate.ts";
import type { NetAddress } from "./net/socket.ts";
import type { ServeFlags } from "./options.ts";
import type { NodePlace } from "./storage/cluster.ts";

/** What is known of a server that listens. */
export interface Listening {
  readonly addr: NetAddress;
  readonly ircAddr: NetAddress | undefined;
  readonly webAddr: NetAddress | undefined;
  readonly certificate: Pick<Certificate, "fingerprint"> | undefined;
}

/** The host by which clients reach a server, and the port if it is another one there than here; else 0. */
export function nodeOf(
  { node, host }: Pick<ServeFlags, "node" | "host">,
): { host: string; port: number } {
  return node ?? { host, port: 0 };
}

/** Where clients reach this server. */
export function placeOf(
  flags: Pick<ServeFlags, "node" | "host">,
  { addr, ircAddr, webAddr, certificate }: Listening,
): NodePlace {
  const { host, port } = nodeOf(flags);
  const scheme = certificate === undefined ? "http" : "https";
  return {
    addr: addressOf(host, port || addr.port),
    ...(certificate === undefined ? {} : { pin: certificate.fingerprint }),
    ...(webAddr === undefined ? {} : { web: `${scheme}://${addressOf(host, webAddr.port)}/` }),
    ...(ircAddr === undefined ? {} : { irc: addressOf(host, ircAddr.port) }),
  };
}
