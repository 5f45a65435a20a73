/** The command `chat serve`: flags to parts to a running server. */

import { EXIT } from "../cli/exit.ts";
import { isLoopback } from "../protocol/address.ts";
import { addressOf } from "../protocol/host.ts";
import { IRC_STS_S } from "./dialects/irc/limits.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { AccessError, certificateOf, passwordOf } from "./access/access.ts";
import { Admin } from "./admin/admin.ts";
import { StorageError } from "./storage/backbone.ts";
import { Bans, type ServerBan } from "./access/bans.ts";
import { banner, programOf } from "./banner.ts";
import { Census } from "./net/connection_count.ts";
import { chatDoor } from "./dialects/chat_door.ts";
import { ircDoor } from "./dialects/irc/dialect.ts";
import { Hub } from "./chat/hub.ts";
import { type Acceptor, listen, ListenError } from "./net/listen.ts";
import type { NetAddress } from "./net/socket.ts";
import { Listener } from "./net/listener.ts";
import { openLocalBackbone } from "./storage/local/backbone.ts";
import type { Metrics } from "./metrics.ts";
import { operatorsOf } from "./access/operators.ts";
import { createLogger, type LogFields, type Logger } from "../runtime/logger.ts";
import { BANS_FILE, METRICS_HOST, type ServeFlags } from "./options.ts";
import { PasswordCheck } from "./access/password_check.ts";
import type { Certificate } from "./access/certificate.ts";
import { type Clock, SystemClock } from "../runtime/clock.ts";
import { messageOf } from "../runtime/message_of.ts";

/** What the command needs from the process it runs in. */
export interface ServeProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. */
  readonly stdout: (text: string) => void;
  /** Prints for people. */
  readonly stderr: (text: string) => void;
  /** Resolves when the server is asked to stop. */
  readonly stopped: Promise<void>;
  /** Hands on each line that is typed where the server runs; absent where nobody can. */
  readonly typed?: ((take: (line: string) => Promise<void>) => Promise<void>) | undefined;
  /** Called when the server listens: what it needs from now on is little. */
  readonly listens?: () => Promise<void>;
}

/** A command line of `chat serve` that was understood. */
export interface ServeRun {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly language: Language;
}

/** A server that listens. */
export interface RunningServer {
  readonly addr: NetAddress;
  /** Where IRC clients come in, if they may. */
  readonly ircAddr: NetAddress | undefined;
  /** Where metrics are served, if they are. */
  readonly metricsAddr: NetAddress | undefined;
  readonly data: string;
  /** Of its certificate, where it speaks TLS. */
  readonly fingerprint: string | undefined;
  readonly hub: Hub;
  readonly bans: Bans;
  /** Sends away all who come from `owner`, an address or a network. */
  ban(owner: string, message: string): void;
  /** Tells everyone, writes what waits, lets go of everything. */
  close(): Promise<void>;
}

/** Runs `chat serve` until it is asked to stop; resolves to the exit code. */
export async function serve(run: ServeRun, process: ServeProcess): Promise<number> {
  const { flags, data, language } = run;
  const clock = new SystemClock();
  const log = createLogger(flags["log-format"], process.stderr, clock);
  let server: RunningServer;
  try {
    const warn = (event: string, fields: LogFields) => log("warn", event, fields);
    const password = await passwordOf(flags, process.env, warn);
    server = await startServer(flags, data, language, log, password, clock);
  } catch (cause) {
    process.stderr(`${messageOf(cause)}\n`);
    if (cause instanceof AccessError) return EXIT.usage;
    if (cause instanceof StorageError) return EXIT.cannotStore;
    return cause instanceof ListenError ? EXIT.cannotListen : EXIT.failed;
  }
  announce(server, phrases(language).server, flags["log-format"], process);
  await process.listens?.();
  await Promise.race([process.stopped, askedToQuit(server, run, process, clock)]);
  await server.close();
  log("info", "stopped");
  return EXIT.ok;
}

/** Resolves when somebody types that the server is to stop. */
function askedToQuit(
  server: RunningServer,
  { flags, language }: ServeRun,
  { typed, stderr }: ServeProcess,
  clock: Clock,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (typed === undefined || flags["no-console"]) return promise;
  const { admin: say } = phrases(language);
  const print = (line: string) => stderr(`${line}\n`);
  const { hub, bans } = server;
  const dismiss = (owner: string, message: string) => server.ban(owner, message);
  const admin = new Admin({ hub, bans, say, clock, dismiss, print, quit: resolve });
  print(say.ready);
  typed((line) => admin.line(line));
  return promise;
}

function announce(
  { addr, ircAddr, metricsAddr, data, fingerprint }: RunningServer,
  say: ReturnType<typeof phrases>["server"],
  format: "text" | "json",
  process: ServeProcess,
): void {
  const { hostname, port } = addr;
  if (format === "text") {
    const addresses = ownAddresses();
    const { build: { standalone }, version: { deno: version } } = Deno;
    const program = programOf({ standalone, execPath: Deno.execPath(), version });
    const facts = { hostname, port, data, addresses, program, fingerprint, ircPort: ircAddr?.port };
    process.stderr(banner(facts, say));
  }
  process.stdout(`listening on ${addressOf(hostname, port)}\n`);
  if (metricsAddr !== undefined) {
    process.stdout(`metrics on ${addressOf(METRICS_HOST, metricsAddr.port)}\n`);
  }
  if (ircAddr !== undefined) process.stdout(`irc on ${addressOf(hostname, ircAddr.port)}\n`);
}

/**
 * Puts the parts together and listens.
 *
 * @param password What those who join must know, if anything.
 * @throws {AccessError} when the flags about TLS do not go together.
 * @throws {ListenError} when the address cannot be listened on.
 * @throws {TlsError} when the certificate cannot be used.
 * @throws {StorageError} when the data folder cannot be used.
 */
export async function startServer(
  flags: ServeFlags,
  data: string,
  language: Language,
  plainLog: Logger,
  password?: string,
  clock = new SystemClock(),
): Promise<RunningServer> {
  const metrics = flags["metrics-port"] === undefined ? undefined : await newMetrics();
  const log = metrics?.watch(plainLog) ?? plainLog;
  const say = phrases(language).server;
  const warn = (event: string, fields: LogFields = {}) => log("warn", event, fields);
  const sync = flags.sync === "on";
  const retention = flags.keep === undefined ? {} : { retention: flags.keep };
  const backbone = await openLocalBackbone({ data, sync, warn, clock, ...retention });
  let bans: Bans;
  try {
    bans = await Bans.load(`${data}/${BANS_FILE}`, clock);
  } catch (cause) {
    await backbone.close();
    throw cause;
  }
  const youAreBanned = (ban: ServerBan | undefined) =>
    ban && phrases(language).admin.youAreBanned(ban.until);
  const hub = new Hub({
    backbone,
    phrases: say,
    history: flags.history,
    barred: (nick) => youAreBanned(bans.ofNick(nick)),
    clock,
    warn,
  });
  const passwordCheck = password === undefined
    ? undefined
    : await PasswordCheck.create(password, clock);
  let certificate: Certificate | undefined;
  let stsSeconds: number | undefined;
  const sockets: Acceptor[] = [];
  const census = new Census();
  let page: Deno.HttpServer<Deno.NetAddr> | undefined;
  let operators: Awaited<ReturnType<typeof operatorsOf>>;
  try {
    certificate = await certificateOf(flags, data, clock.date());
    const { cert, "server-name": name, "irc-port": ircPort } = flags;
    if (cert !== undefined && ircPort !== undefined) stsSeconds = await stsOf(certificate!, name);
    operators = await operatorsOf(flags["oper-file"], warn, clock);
    const ports = [flags.port, ...flags["irc-port"] === undefined ? [] : [flags["irc-port"]]];
    for (const port of ports) sockets.push(listen(flags.host, port, certificate));
    metrics?.observe(hub, census, clock);
    page = metrics?.serve(flags["metrics-port"]!);
  } catch (cause) {
    for (const socket of sockets) socket.close();
    await backbone.close();
    throw cause;
  }
  const options = {
    hub,
    log,
    passwordCheck,
    census,
    rate: flags.rate,
    maxClients: flags["max-clients"],
    perAddress: flags["per-address"],
    barred: (address: string) => youAreBanned(bans.ofAddress(address)),
    clock,
    secret: () => crypto.randomUUID().replaceAll("-", ""),
  };
  const irc = {
    hub,
    operators,
    serverName: flags["server-name"],
    stsSeconds,
    version: "chat",
    clock,
  };
  const doors = [chatDoor(say, flags.rate), ircDoor(irc)];
  const listeners = sockets.map((socket, i) =>
    new Listener(socket, { ...options, door: doors[i]! })
  );
  const accepting = listeners.map((listener) => listener.run());
  const [addr, ircAddr] = sockets.map((socket) => socket.addr);
  return {
    addr: addr!,
    ircAddr,
    data,
    fingerprint: certificate?.fingerprint,
    metricsAddr: page?.addr,
    hub,
    bans,
    ban: (owner, message) => listeners.forEach((listener) => listener.ban(owner, message)),
    close: async () => {
      await hub.settled();
      await Promise.all(listeners.map((listener) => listener.close()));
      await Promise.all(accepting);
      await page?.shutdown();
      clock.cancelAll();
      await backbone.close();
    },
  };
}

/** For how long IRC clients may rely on TLS with a certificate that the operator has given. */
async function stsOf({ cert }: Certificate, name: string): Promise<number | undefined> {
  const { isCertifiedFor } = await import("./access/certified_for.ts");
  return isCertifiedFor(cert, name) ? IRC_STS_S : undefined;
}

/** Loaded where it is wanted alone: most servers start without. */
async function newMetrics(): Promise<Metrics> {
  const { Metrics } = await import("./metrics.ts");
  return new Metrics();
}

/** Addresses of this machine that another one could reach. */
function ownAddresses(): string[] {
  return Deno.networkInterfaces()
    .filter(({ address, family, scopeid }) =>
      !isLoopback(address) && !(family === "IPv6" && scopeid)
    )
    .map(({ address }) => address);
}
