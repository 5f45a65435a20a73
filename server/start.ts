/** Starts the parts of a server, and closes them in reverse order. */

import { isLoopback } from "../protocol/address.ts";
import type { DnsRecord } from "../protocol/announcement.ts";
import { DEFAULT_PORT } from "../protocol/host.ts";
import type { SystemClock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { type Certificate, certificateOf } from "./access/certificate.ts";
import { enforceBan } from "./admin/moderation.ts";
import { announceServer } from "./announcer.ts";
import type { Bans } from "./access/bans.ts";
import { notValidAt } from "./access/validity.ts";
import type { BanTerms } from "./chat/ban_refusal.ts";
import type { Hub } from "./chat/hub.ts";
import { LifeSigns } from "./chat/life_signs.ts";
import { onceAtATime } from "../runtime/once_at_a_time.ts";
import { within } from "../runtime/within.ts";
import { DRAIN_MS, HEALTH_PATIENCE_MS, WAITING_AFTER_MS } from "./limits.ts";
import { Listeners, type ListenersOptions } from "./listeners.ts";
import type { Metrics } from "./metrics.ts";
import { Admission } from "./net/admission.ts";
import type { NetAddress } from "./net/socket.ts";
import { portsOf, refuseBlockedPort, refuseSamePorts } from "./ports.ts";
import type { Backbone, StorageError } from "./storage/backbone.ts";
import { placeOf } from "./node_place.ts";
import { type ChatOptions, openChat } from "./open_chat.ts";
import { servicesOf, type ServicesOptions } from "./services.ts";
import type { Asset } from "./web/pages.ts";

/** What a server needs to start. */
export interface StartOptions extends ChatOptions, ServicesOptions {
  readonly log: Logger;
  /** The files of the page for browsers. */
  readonly page?: readonly Asset[];
}

/** A server that listens. */
export interface RunningServer {
  readonly addr: NetAddress;
  /** Present when there is a port for IRC clients. */
  readonly ircAddr: NetAddress | undefined;
  /** Present when there is a port for browsers. */
  readonly webAddr: NetAddress | undefined;
  /** Present when metrics are served. */
  readonly metricsAddr: NetAddress | undefined;
  readonly data: string;
  /** The fingerprint of its certificate, if it speaks TLS. */
  readonly fingerprint: string | undefined;
  readonly hub: Hub;
  readonly bans: Bans;
  /** Resolves with the reason when this node of a cluster cannot go on. */
  readonly ended: Promise<StorageError>;
  /** Ends all connections whose address is banned. */
  ban(isBanned: (address: string) => boolean, terms: BanTerms): void;
  /** Writes what waits, tells every client, and closes everything. */
  close(): Promise<void>;
}

/**
 * Starts a server. When a part cannot be started, the ones before it are closed.
 *
 * @throws {AccessError} when flags do not fit together.
 * @throws {ListenError} when the server cannot listen on an address.
 * @throws {TlsError} when the certificate cannot be used.
 * @throws {StorageError} when the data folder cannot be used.
 * @throws {UnusableDatabase} when the database of a cluster cannot be used.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  await using parts = new AsyncDisposableStack();
  const { flags, data, clock } = options;
  refuseSamePorts(flags);
  refuseBlockedPort(flags);
  const metrics = flags["metrics-port"] === undefined ? undefined : await newMetrics();
  const log = metrics?.watch(options.log) ?? options.log;
  // closed last: whoever sends clients here is told that the server drains
  const last = parts.use(new AsyncDisposableStack());
  const chat = await openChat(options, log, parts);
  const { backbone, hub, bans } = chat;
  const certificate = await certificateOf(flags, data);
  warnOfValidity(certificate, options, log);
  const addresses: Addresses = {};
  const { readMarks, departures } = chat;
  const { nodes, cloakKey } = backbone;
  const shared = { log, hub, readMarks, nodes, ircPort: () => addresses.irc?.port };
  const services = await servicesOf(options, shared, cloakKey);
  const ports = await portsOf({ ...options, departures }, services, certificate);
  const admission = admissionOf(options, bans, backbone);
  const listeners = listenersOf(options, { log, admission, certificate, backbone });
  const dismiss = listeners.ban.bind(listeners);
  chat.enforced.ban = (ban) => enforceBan(ban, { hub, dismiss });
  parts.defer(() => end(options, { backbone, hub, listeners, metrics }));
  const addr = await listeners.open(ports.chat);
  addresses.irc = ports.irc && await listeners.open(ports.irc);
  addresses.web = ports.web && await listeners.open(ports.web);
  if (metrics !== undefined) observe(metrics, { backbone, hub, admission, clock });
  const metricsServer = last.use(metrics?.serve(flags["metrics-port"]!, clock));
  if (flags.announce) {
    const announced = await announcerOf(options, addr.port, certificate !== undefined, log);
    if (announced !== undefined) parts.use(announced);
  }
  const { irc: ircAddr, web: webAddr } = addresses;
  if (backbone.nodes !== undefined) {
    const members = () => hub.members;
    parts.use(new LifeSigns({ clock, nodes: backbone.nodes, members }));
    await backbone.nodes.advertise(placeOf(flags, { addr, ircAddr, webAddr, certificate }));
  }
  listeners.run();
  const running = parts.move();
  return {
    ...{ addr, ircAddr, webAddr, metricsAddr: metricsServer?.addr },
    ...{ data, hub, bans, fingerprint: certificate?.fingerprint, ban: dismiss },
    ended: backbone.ended ?? new Promise(() => {}),
    close: () => running.disposeAsync(),
  };
}

/** Tells the clients that the server ends, once all that they have said is stored. */
async function end(
  { flags, clock }: StartOptions,
  { backbone: { nodes }, hub, listeners, metrics }: {
    readonly backbone: Backbone;
    readonly hub: Hub;
    readonly listeners: Listeners;
    readonly metrics: Metrics | undefined;
  },
): Promise<void> {
  metrics?.drain();
  // a database that does not answer must not delay the end
  await (nodes && within(nodes.advertise(undefined), DRAIN_MS, clock));
  hub.stop();
  await (flags.cluster ? within(hub.settled(), DRAIN_MS, clock) : hub.settled());
  await listeners.close();
}

/** Where a server listens beside its chat port; known once it does. */
interface Addresses {
  irc?: NetAddress | undefined;
  web?: NetAddress | undefined;
}

function listenersOf(
  { flags: { host, rate }, phrases, clock }: StartOptions,
  { backbone, ...net }: Pick<ListenersOptions, "log" | "admission" | "certificate"> & {
    readonly backbone: Backbone;
  },
): Listeners {
  const onSweep = () => void backbone.check();
  return new Listeners({ ...net, host, rate, clock, onSweep, phrases: phrases.server });
}

/** Lets `metrics` tell how the server does. */
function observe(
  metrics: Metrics,
  { backbone, hub, admission, clock }: {
    readonly backbone: Backbone;
    readonly hub: Hub;
    readonly admission: Admission;
    readonly clock: SystemClock;
  },
): void {
  const { cluster } = backbone;
  const look = onceAtATime(() =>
    within(cluster!.look().catch(() => undefined), HEALTH_PATIENCE_MS, clock)
  );
  if (cluster !== undefined) metrics.observeCluster(cluster, look);
  metrics.observe(hub, admission.connections, clock, async () => ({
    storage: backbone.health,
    ...cluster === undefined ? {} : { cluster: await look() ?? "silent" },
    unusableRooms: await within(hub.retryUnusable(), HEALTH_PATIENCE_MS, clock),
  }));
}

/** Announces the server, unless nobody else can reach it. */
async function announcerOf(
  { flags, clock }: StartOptions,
  port: number,
  tls: boolean,
  log: Logger,
): Promise<AsyncDisposable | undefined> {
  if (isLoopback(flags.host)) {
    log("warn", "not announced: only this machine can join", { host: flags.host });
    return undefined;
  }
  const { openMulticastDns } = await import("../runtime/multicast_dns.ts");
  const mdns = await openMulticastDns<DnsRecord>((cause) =>
    log("warn", "announcing failed", { cause })
  );
  const name = port === DEFAULT_PORT ? Deno.hostname() : `${Deno.hostname()} ${port}`;
  const addresses = () =>
    Deno.networkInterfaces()
      .filter(({ family, address }) => family === "IPv4" && !isLoopback(address))
      .map(({ address }) => address);
  return announceServer({ announcement: { name, port, tls }, mdns, clock, addresses });
}

function admissionOf(
  { flags, phrases: { server } }: StartOptions,
  bans: Bans,
  { nodes }: Backbone,
): Admission {
  return new Admission({
    maxClients: flags["max-clients"],
    perAddress: flags["per-address"],
    banOf: (address) => bans.ofAddress(address),
    ...(nodes === undefined ? {} : { isWaiting: () => nodes.waitingMs >= WAITING_AFTER_MS }),
    phrases: server,
  });
}

/** Clients refuse a certificate that is not valid now, and only the operator can find out why. */
function warnOfValidity(
  certificate: Certificate | undefined,
  { flags: { cert }, data, clock }: StartOptions,
  log: Logger,
): void {
  const { validity } = certificate ?? {};
  const wrong = validity && notValidAt(validity, clock.date());
  if (wrong === undefined) return;
  const time = (ms: number) => new Date(ms).toISOString();
  log("warn", `certificate ${wrong}`, {
    path: cert ?? `${data}/tls/cert.pem`,
    from: time(validity!.notBefore),
    until: time(validity!.notAfter),
    clock: time(clock.date()),
    fix: cert === undefined
      ? "set the clock, or remove the folder tls: clients must trust the new certificate anew"
      : "set the clock, or renew the certificate",
  });
}

/** Loaded only when needed: most servers start without metrics. */
async function newMetrics(): Promise<Metrics> {
  const { Metrics } = await import("./metrics.ts");
  return new Metrics();
}
