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
import { createLogger, type LogFields } from "../runtime/logger.ts";
import { METRICS_HOST, type ServeFlags } from "./options.ts";
import { type RunningServer, startServer } from "./start.ts";
import { type Clock, SystemClock } from "../runtime/clock.ts";
import { reasonOf } from "../i18n/reason.ts";

/** What the command needs from the process it runs in. */
export interface ServeProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. */
  readonly stdout: (text: string) => void;
  /** Prints for people. */
  readonly stderr: (text: string) => void;
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
  const { flags, data, language } = run;
  const clock = new SystemClock();
  const log = createLogger(flags["log-format"], process.stderr, clock);
  let server: RunningServer;
  try {
    const warn = (event: string, fields: LogFields) => log("warn", event, fields);
    const password = await passwordOf(flags, process.env, warn);
    server = await startServer({ flags, data, language, log, password, clock });
  } catch (cause) {
    const say = phrases(language);
    const why = cause instanceof Failure ? cause.inWords(say) : reasonOf(cause, say.reasons);
    process.stderr(`${why}\n`);
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

/** Resolves when `/quit` is typed in the terminal of the server. */
function askedToQuit(
  server: RunningServer,
  { flags, language }: ServeRun,
  { typed, stderr }: ServeProcess,
  clock: Clock,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (typed === undefined || flags["no-console"]) return promise;
  const say = phrases(language);
  const print = (line: string) => stderr(`${line}\n`);
  const { hub, bans } = server;
  const dismiss = (owner: string, message: string) => server.ban(owner, message);
  const admin = new Admin({ hub, bans, phrases: say, clock, dismiss, print, quit: resolve });
  print(say.admin.ready);
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

/** The addresses of this machine that others may reach. */
function ownAddresses(): string[] {
  return Deno.networkInterfaces()
    .filter(({ address, family, scopeid }) =>
      !isLoopback(address) && !(family === "IPv6" && scopeid)
    )
    .map(({ address }) => address);
}
