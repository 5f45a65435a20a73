/** Starts the parts of a server, and closes them in reverse order. */

import { isLoopback } from "../protocol/address.ts";
import type { DnsRecord } from "../protocol/announcement.ts";
import { addressOf, DEFAULT_PORT } from "../protocol/host.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import type { SystemClock } from "../runtime/clock.ts";
import type { LogFields, Logger } from "../runtime/logger.ts";
import { type Certificate, certificateOf } from "./access/certificate.ts";
import { enforceBan } from "./admin/moderation.ts";
import { announceServer } from "./announcer.ts";
import { Bans } from "./access/bans.ts";
import { notValidAt } from "./access/validity.ts";
import { PasswordCheck } from "./access/password_check.ts";
import type { BanTerms } from "./chat/ban_refusal.ts";
import { Hub } from "./chat/hub.ts";
import { Departures } from "./dialects/irc/departures.ts";
import type { Room } from "./chat/room.ts";
import { LifeSigns } from "./chat/life_signs.ts";
import { ReadMarks } from "./chat/read_marks.ts";
import type { Services } from "./dialects/dialect.ts";
import { onceAtATime } from "../runtime/once_at_a_time.ts";
import { within } from "../runtime/within.ts";
import {
  DRAIN_MS,
  HEALTH_PATIENCE_MS,
  IRC_DEPARTURES_DELAY_MS,
  MAX_IRC_DEPARTURES_BYTES,
  MAX_READ_MARKS_BYTES,
  READ_MARKS_DELAY_MS,
  WAITING_AFTER_MS,
} from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { Admission } from "./net/admission.ts";
import { listen } from "./net/listen.ts";
import { Listener } from "./net/listener.ts";
import type { NetAddress } from "./net/socket.ts";
import {
  BANS_FILE,
  CLOAK_KEY_FILE,
  DEPARTURES_FILE,
  READ_MARKS_FILE,
  type ServeFlags,
} from "./options.ts";
import { type Port, portsOf, refuseSamePorts } from "./ports.ts";
import type { Backbone, StorageError } from "./storage/backbone.ts";
import { nodeOf, placeOf } from "./node_place.ts";
import { openLocalBackbone } from "./storage/local/backbone.ts";
import { UnusableDatabase } from "./storage/postgres/unusable.ts";
import type { ClusterUrl } from "./storage/postgres/url.ts";
import type { Searcher } from "./storage/local/searcher.ts";
import type { ServerBan } from "./storage/server_ban.ts";
import { SavedFile } from "./storage/saved_file.ts";

import type { Asset } from "./web/pages.ts";

/** What a server needs to start. */
export interface StartOptions {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly language: Language;
  readonly log: Logger;
  /** The password that clients must give, if any. */
  readonly password?: string | undefined;
  readonly clock: SystemClock;
  /** The environment, which may hold the password of the database of a cluster. */
  readonly env?: { get(name: string): string | undefined };
  /** Where searches run; in this thread by default. */
  readonly search?: Searcher | undefined;
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
  const { flags, data, clock, language } = options;
  refuseSamePorts(flags);
  const metrics = flags["metrics-port"] === undefined ? undefined : await newMetrics();
  const log = metrics?.watch(options.log) ?? options.log;
  // closed last: whoever sends clients here is told that the server drains
  const observed = { close: () => Promise.resolve() };
  parts.defer(() => observed.close());

  const backbone = await openStorage(options, log);
  parts.defer(() => backbone.close());
  parts.defer(() => clock.cancelAll());
  const { readMarks, file } = await loadReadMarks(options, backbone, log);
  parts.defer(() => file.close());
  const enforced = { ban: (_: ServerBan) => {} };
  const bans = await bansOf(options, backbone, (ban) => enforced.ban(ban));
  const departures = await loadDepartures(options, log);
  if (departures !== undefined) parts.defer(() => departures.file.close());
  const opened = ({ name, last, log }: Room) => departures?.departures.opened(name, last, log);
  const hub = hubOf(options, log, backbone, bans, opened);
  const certificate = await certificateOf(flags, data);
  warnOfValidity(certificate, options, log);
  // set when the server listens; answers name it from then on
  const known: { ircAddr?: NetAddress | undefined } = {};
  const services = await servicesOf(options, {
    log,
    hub,
    readMarks,
    nodes: backbone.nodes,
    ircPort: () => known.ircAddr?.port,
  }, backbone.cloakKey);
  const spoken = { ...options, departures: departures?.departures };
  const ports = await portsOf(spoken, services, certificate);
  const admission = admissionOf(options, bans, backbone);

  const listeners: Listener[] = [];
  const dismiss = (isBanned: (address: string) => boolean, terms: BanTerms) =>
    listeners.forEach((listener) => listener.ban(isBanned, terms));
  enforced.ban = (ban) => enforceBan(ban, { hub, dismiss });
  parts.defer(async () => {
    metrics?.drain();
    // a database that does not answer must not delay the end
    await (backbone.nodes && within(backbone.nodes.advertise(undefined), DRAIN_MS, clock));
    hub.stop();
    await (flags.cluster ? within(hub.settled(), DRAIN_MS, clock) : hub.settled());
    await Promise.all(listeners.map((listener) => listener.close()));
  });
  const { rate } = flags;
  const net = { admission, phrases: phrases(language).server, log, rate, clock };
  const listenOn = async ({ port, ...spoken }: Port) => {
    const acceptor = await listen(flags.host, port, certificate);
    const onSweep = listeners.length === 0 ? () => void backbone.check() : undefined;
    listeners.push(new Listener(acceptor, { ...net, ...spoken, onSweep }));
    return acceptor.addr;
  };
  const addr = await listenOn(ports.chat);
  const ircAddr = known.ircAddr = ports.irc && await listenOn(ports.irc);
  const webAddr = ports.web && await listenOn(ports.web);
  const { cluster } = backbone;
  const look = onceAtATime(() =>
    within(cluster!.look().catch(() => undefined), HEALTH_PATIENCE_MS, clock)
  );
  if (cluster !== undefined) metrics?.observeCluster(cluster, look);
  metrics?.observe(hub, admission.connections, clock, async () => ({
    storage: backbone.health,
    ...cluster === undefined ? {} : { cluster: await look() ?? "silent" },
    unusableRooms: await within(hub.retryUnusable(), HEALTH_PATIENCE_MS, clock),
  }));
  const metricsServer = metrics?.serve(flags["metrics-port"]!, clock);
  if (metricsServer !== undefined) observed.close = () => metricsServer[Symbol.asyncDispose]();

  if (flags.announce) {
    const announced = await announcerOf(options, addr.port, certificate !== undefined, log);
    if (announced !== undefined) parts.use(announced);
  }
  if (backbone.nodes !== undefined) {
    const members = () => hub.members;
    parts.use(new LifeSigns({ clock, nodes: backbone.nodes, members }));
    await backbone.nodes.advertise(placeOf(flags, { addr, ircAddr, webAddr, certificate }));
  }
  for (const listener of listeners) listener.run();
  const running = parts.move();
  return {
    addr,
    ircAddr,
    webAddr,
    metricsAddr: metricsServer?.addr,
    data,
    fingerprint: certificate?.fingerprint,
    hub,
    bans,
    ended: backbone.ended ?? new Promise(() => {}),
    ban: dismiss,
    close: () => running.disposeAsync(),
  };
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

function openStorage(options: StartOptions, log: Logger): Promise<Backbone> {
  const { flags, data, clock, search } = options;
  if (flags.cluster !== undefined) return openCluster(flags.cluster, options, log);
  const retention = flags.keep === undefined ? {} : { retention: flags.keep };
  const shared = { warn: warnOf(log), info: (message: string) => log("info", message), clock };
  return openLocalBackbone({ data, sync: flags.sync === "on", search, ...shared, ...retention });
}

/** Loaded only when needed: most servers are not in a cluster. */
async function openCluster(
  url: ClusterUrl,
  { flags, data, clock, env = new Map() }: StartOptions,
  log: Logger,
): Promise<Backbone> {
  const { openNode } = await import("./storage/postgres/open_node.ts");
  const node = nodeOf(flags);
  const address = addressOf(node.host, node.port || flags.port);
  const isNamed = !["0.0.0.0", "::"].includes(node.host);
  if (!isNamed) throw new UnusableDatabase("node_address", { address });
  if (flags.keep?.bytes !== undefined) throw new UnusableDatabase("keep_by_size", {});
  return await openNode(url, {
    ...{ data, address, clock, env, warn: warnOf(log), keepMs: flags.keep?.ms },
    passwordFile: flags["cluster-password-file"],
    unsafe: flags["cluster-unsafe"],
  });
}

/** Loads the bans. In a cluster all servers share them, and get those of the file of this one. */
async function bansOf(
  { data, clock }: StartOptions,
  { bans: log }: Backbone,
  enforce: (ban: ServerBan) => void,
): Promise<Bans> {
  const own = await Bans.load(`${data}/${BANS_FILE}`, clock);
  if (log === undefined) return own;
  const shared = Bans.shared(log, clock, enforce);
  await own.handOver(shared);
  return shared;
}

function hubOf(
  { language, clock }: StartOptions,
  log: Logger,
  backbone: Backbone,
  bans: Bans,
  opened: (room: Room) => void,
): Hub {
  const { server } = phrases(language);
  const banOf = (nick: string) => bans.ofNick(nick);
  return new Hub({ backbone, phrases: server, banOf, clock, warn: warnOf(log), opened });
}

async function servicesOf(
  { flags, data, language, password, clock }: StartOptions,
  shared: Pick<Services, "log" | "hub" | "readMarks" | "nodes" | "ircPort">,
  cloakKey: string | undefined,
): Promise<Services> {
  const showsWhere = flags["irc-port"] !== undefined || cloakKey !== undefined;
  return {
    ...shared,
    now: clock.date,
    phrases: phrases(language).server,
    passwordCheck: password === undefined ? undefined : await PasswordCheck.create(password, clock),
    // only IRC clients are shown where somebody is from: here, or at another server
    cloaks: showsWhere ? await loadCloaks(data, cloakKey) : NO_CLOAKS,
    secret: () => crypto.randomUUID().replaceAll("-", ""),
    rate: flags.rate,
    history: flags.history,
  };
}

async function loadReadMarks(
  { data, clock }: StartOptions,
  { marks }: Backbone,
  log: Logger,
): Promise<{ readonly readMarks: ReadMarks; readonly file: SavedFile }> {
  const readMarks = new ReadMarks({ clock, changed: () => file.changed(), log: marks });
  const file = new SavedFile({
    path: `${data}/${READ_MARKS_FILE}`,
    text: () => readMarks.toText(),
    ...{ delayMs: READ_MARKS_DELAY_MS, clock, warn: warnOf(log) },
  });
  await file.load(MAX_READ_MARKS_BYTES, (text) => readMarks.load(text));
  return { readMarks, file };
}

/** Loads who left which room when. Only IRC clients are told. */
async function loadDepartures(
  { data, clock, flags }: StartOptions,
  log: Logger,
): Promise<{ readonly departures: Departures; readonly file: SavedFile } | undefined> {
  if (flags["irc-port"] === undefined) return undefined;
  const isShared = flags.cluster !== undefined;
  const departures = new Departures({ changed: () => file.changed(), isShared });
  const file = new SavedFile({
    path: `${data}/${DEPARTURES_FILE}`,
    text: () => departures.toText(),
    ...{ delayMs: IRC_DEPARTURES_DELAY_MS, clock, warn: warnOf(log) },
  });
  await file.load(MAX_IRC_DEPARTURES_BYTES, (text) => departures.load(text));
  return { departures, file };
}

function admissionOf(
  { flags, language }: StartOptions,
  bans: Bans,
  { nodes }: Backbone,
): Admission {
  const { server } = phrases(language);
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

function warnOf(log: Logger): (event: string, fields?: LogFields) => void {
  return (event, fields = {}) => log("warn", event, fields);
}

const NO_CLOAKS: Services["cloaks"] = { of: () => "hidden", ofNick: () => "hidden" };

/** Loaded only when needed: most servers have no port for IRC. */
async function loadCloaks(data: string, key: string | undefined): Promise<Services["cloaks"]> {
  const { Cloaks } = await import("./access/cloaks.ts");
  if (key !== undefined) return new Cloaks(key);
  return await Cloaks.load(`${data}/${CLOAK_KEY_FILE}`);
}

/** Loaded only when needed: most servers start without metrics. */
async function newMetrics(): Promise<Metrics> {
  const { Metrics } = await import("./metrics.ts");
  return new Metrics();
}
