/** The command `chat serve`: starts a server, announces it, and stops it when asked to. */

import { EXIT } from "../cli/exit.ts";
import { isLoopback } from "../protocol/address.ts";
import { addressOf } from "../protocol/host.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { AccessError } from "./access/access_error.ts";
import { passwordOf } from "./access/password.ts";
import { Failure } from "./failure.ts";
import { Admin } from "./admin/admin.ts";
import { StorageError } from "./storage/backbone.ts";
import { banner, programOf } from "./banner.ts";
import { ListenError } from "./net/listen.ts";
import { createLogger, droppedLine, type LogFields, type Logger } from "../runtime/logger.ts";
import { LossyWriter } from "../runtime/lossy_writer.ts";
import type { Destination } from "../runtime/output.ts";
import { within } from "../runtime/within.ts";
import { ANNOUNCE_PATIENCE_MS } from "./limits.ts";
import type { NetAddress } from "./net/socket.ts";
import type { ServeFlags } from "./options.ts";
import { type RunningServer, startServer } from "./start.ts";
import { type Clock, SystemClock } from "../runtime/clock.ts";
import { reasonOf } from "../i18n/reason.ts";

/** What the command needs from the process it runs in. */
export interface ServeProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. Rejects when it cannot be written. */
  readonly stdout: (text: string) => Promise<void>;
  /** For words to people. */
  readonly stderr: Destination;
  /** Resolves when the server is asked to stop. */
  readonly stopped: Promise<void>;
  /** Hands on each line typed in the terminal of the server; absent when there is none. */
  readonly typed?: ((take: (line: string) => Promise<void>) => Promise<void>) | undefined;
  /** Called when the server listens: from then on it needs fewer permissions. */
  readonly listens?: () => Promise<void>;
}

/** The command line of `chat serve`, parsed. */
export interface ServeRun {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly language: Language;
}

/** Runs `chat serve` until it is asked to stop; resolves to the exit code. */
export async function serve(run: ServeRun, process: ServeProcess): Promise<number> {
  const format = run.flags["log-format"];
  const clock = new SystemClock(); // the server cancels the timers of its own at its end
  const dropped = (lines: number) => droppedLine(format, lines, clock);
  const stderr = new LossyWriter({ to: process.stderr, clock, dropped });
  const code = await runServer(run, process, stderr);
  await stderr.drained();
  return code;
}

async function runServer(
  run: ServeRun,
  process: ServeProcess,
  stderr: LossyWriter,
): Promise<number> {
  const { flags, data, language } = run;
  const clock = new SystemClock();
  const log = createLogger(flags["log-format"], (line) => stderr.write(line), clock);
  let server: RunningServer;
  try {
    const warn = (event: string, fields: LogFields) => log("warn", event, fields);
    const password = await passwordOf(flags, process.env, warn);
    server = await startServer({ flags, data, language, log, password, clock });
  } catch (cause) {
    const say = phrases(language);
    const why = cause instanceof Failure ? cause.inWords(say) : reasonOf(cause, say.reasons);
    stderr.write(`${why}\n`);
    if (cause instanceof AccessError) return EXIT.usage;
    if (cause instanceof StorageError) return EXIT.cannotStore;
    return cause instanceof ListenError ? EXIT.cannotListen : EXIT.failed;
  }
  await announce(server, run, process, stderr, log);
  await process.listens?.();
  await Promise.race([process.stopped, askedToQuit(server, run, process.typed, stderr, clock)]);
  await server.close();
  log("info", "stopped");
  return EXIT.ok;
}

/** Resolves when `/quit` is typed in the terminal of the server. */
function askedToQuit(
  server: RunningServer,
  { flags, language }: ServeRun,
  typed: ServeProcess["typed"],
  stderr: LossyWriter,
  clock: Clock,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (typed === undefined || flags["no-console"]) return promise;
  const say = phrases(language);
  const print = (line: string) => stderr.write(`${line}\n`);
  const { hub, bans, ban: dismiss } = server;
  const admin = new Admin({ hub, bans, phrases: say, clock, dismiss, quit: resolve });
  admin.attach(print);
  print(say.admin.ready);
  typed((line) => admin.line(line, print));
  return promise;
}

/** Tells people how to join, and programs where the server listens. Output may be stuck or fail. */
async function announce(
  server: RunningServer,
  { flags, language }: ServeRun,
  process: ServeProcess,
  stderr: LossyWriter,
  log: Logger,
): Promise<void> {
  const clock = new SystemClock();
  if (flags["log-format"] === "text") {
    stderr.write(bannerOf(server, flags.host, phrases(language).server));
  }
  // on one terminal the addresses stand below the banner, and what is typed below both
  await stderr.drained(ANNOUNCE_PATIENCE_MS);
  const printed = process.stdout(addressLines(server, flags.host)).catch((cause: unknown) => {
    log("warn", "addresses not printed", { cause });
  });
  await within(printed, ANNOUNCE_PATIENCE_MS, clock);
}

function bannerOf(
  { addr, ircAddr, data, fingerprint }: RunningServer,
  host: string,
  say: ReturnType<typeof phrases>["server"],
): string {
  const { build: { standalone, os }, version: { deno: version } } = Deno;
  return banner({
    hostname: withZone(addr.hostname, host),
    port: addr.port,
    data,
    ownAddresses: ownAddresses(),
    os,
    program: programOf({ standalone, execPath: Deno.execPath(), version }),
    fingerprint,
    ircPort: ircAddr?.port,
  }, say);
}

/** Lines for programs: where the server listens, and for what. */
function addressLines({ addr, ircAddr, metricsAddr }: RunningServer, host: string): string {
  const at = ({ hostname, port }: NetAddress) => addressOf(withZone(hostname, host), port);
  const lines = [`listening on ${at(addr)}`];
  if (metricsAddr !== undefined) lines.push(`metrics on ${at(metricsAddr)}`);
  if (ircAddr !== undefined) lines.push(`irc on ${at(ircAddr)}`);
  return lines.join("\n") + "\n";
}

/** The address with the zone of `host`. Deno leaves it out, and a link-local address needs it. */
function withZone(address: string, host: string): string {
  const zone = /^fe[89ab].*(%.+)$/i.exec(host)?.[1] ?? "";
  return address.includes("%") || !/^fe[89ab]/i.test(address) ? address : address + zone;
}

/** Addresses of this machine that another one could reach without knowing a zone. */
function ownAddresses(): string[] {
  const addresses = Deno.networkInterfaces()
    .filter(({ address, family, scopeid }) =>
      !isLoopback(address) && !(family === "IPv6" && scopeid)
    )
    .map(({ address }) => address);
  return [...new Set(addresses)];
}
