/** The ports of a server, and what is spoken on each. */

import type { Clock } from "../runtime/clock.ts";
import { warnOf } from "../runtime/logger.ts";
import { AccessError } from "./access/access_error.ts";
import type { Certificate } from "./access/certificate.ts";
import { operatorsOf } from "./access/operators.ts";
import { chatDoor } from "./dialects/chat_door.ts";
import type { Door, Services } from "./dialects/dialect.ts";
import { Departures } from "./dialects/irc/departures.ts";
import { ircDoor } from "./dialects/irc/dialect.ts";
import { IRC_STS_S } from "./dialects/irc/limits.ts";
import type { Wrap } from "./net/socket.ts";
import { METRICS_HOST, type ServeFlags } from "./options.ts";
import { isBlockedByBrowsers } from "./web/blocked_ports.ts";
import { webDoor, webSockets } from "./web/door.ts";
import type { Asset } from "./web/pages.ts";

/** What decides on the ports. */
export interface PortOptions {
  readonly flags: ServeFlags;
  readonly clock: Clock;
  /** The files of the page for browsers. */
  readonly page?: readonly Asset[];
  /** Who left which room when, on IRC. */
  readonly departures?: Departures | undefined;
}

/** A port to listen on, and what is spoken there. */
export interface Port {
  readonly port: number;
  readonly door: Door;
  /** Present when the lines are in another protocol. */
  readonly wrap?: Wrap;
}

/** The ports of a server, by what they are for. */
export interface Ports {
  readonly chat: Port;
  readonly irc: Port | undefined;
  readonly web: Port | undefined;
}

/** Hosts whose ports the metrics share. */
const WITH_METRICS: readonly string[] = [METRICS_HOST, "localhost", "0.0.0.0", "::"];

/**
 * Refuses one port for two things: the system would only say that it is in use.
 *
 * @throws {AccessError} when two of the options ask for the same port.
 */
export function refuseSamePorts(flags: ServeFlags): void {
  const names = ["port", "web-port", "irc-port"] as const;
  const metrics = WITH_METRICS.includes(flags.host) ? ["metrics-port"] as const : [];
  const seen = new Map<number, string>();
  for (const name of [...names, ...metrics]) {
    const port = flags[name];
    if (!port) continue; // absent, or any free one
    const one = seen.get(port);
    if (one !== undefined) throw new AccessError("same_port", { one, other: `--${name}` });
    seen.set(port, `--${name}`);
  }
}

/**
 * Refuses a port for the page where browsers open none.
 *
 * @throws {AccessError} when `--web-port` is one of these.
 */
export function refuseBlockedPort({ "web-port": port }: ServeFlags): void {
  if (port !== undefined && isBlockedByBrowsers(port)) {
    throw new AccessError("port_blocked", { port });
  }
}

/** The ports that the command line asks for. */
export async function portsOf(
  options: PortOptions,
  services: Services,
  certificate: Certificate | undefined,
): Promise<Ports> {
  return {
    chat: { port: options.flags.port, door: chatDoor(services) },
    irc: await ircPortOf(options, services, certificate),
    web: webPortOf(options, services),
  };
}

async function ircPortOf(
  { flags, clock, departures = new Departures() }: PortOptions,
  services: Services,
  certificate: Certificate | undefined,
): Promise<Port | undefined> {
  const operators = await operatorsOf(flags["oper-file"], warnOf(services.log), clock);
  const { "irc-port": port, "server-name": serverName } = flags;
  if (port === undefined) return undefined;
  // no client trusts a certificate that the server has made itself before it has seen it
  const isGiven = certificate !== undefined && flags.cert !== undefined;
  const stsSeconds = isGiven ? await stsOf(certificate, serverName) : undefined;
  const irc = { serverName, stsSeconds, operators, version: "chat", clock, departures };
  return { port, door: ircDoor(services, irc) };
}

/** For how many seconds IRC clients may rely on TLS with the certificate of the operator. */
async function stsOf({ cert }: Certificate, name: string): Promise<number | undefined> {
  const { isCertifiedFor } = await import("./access/certified_for.ts");
  return isCertifiedFor(cert, name) ? IRC_STS_S : undefined;
}

function webPortOf({ flags, clock, page = [] }: PortOptions, services: Services): Port | undefined {
  const { "web-port": port, "web-name": names } = flags;
  if (port === undefined) return undefined;
  const { phrases } = services;
  return { port, door: webDoor(services), wrap: webSockets({ page, names, phrases, clock }) };
}
