/** The command `chat serve`: starts a server, announces it, and stops it when asked to. */

import { EXIT } from "../cli/exit.ts";
import { addressOf } from "../protocol/host.ts";
import type { ServerPhrases } from "../i18n/en/server.ts";
import { type Language, type Phrases, phrases } from "../i18n/phrases.ts";
import { AccessError } from "./access/access_error.ts";
import { passwordOf } from "./access/password.ts";
import { Failure } from "./failure.ts";
import { type Anew, canBeginAnew } from "./begin_anew.ts";
import { Admin } from "./admin/admin.ts";
import { AdminSocket, listenAdmin } from "./admin/admin_socket.ts";
import type { Console } from "./admin/console.ts";
import { forgetSocketPath, tellSocketPath } from "./socket_path.ts";
import { PortSearcher, type SearchThread } from "./storage/local/search_port.ts";
import { StorageError } from "./storage/backbone.ts";
import { UnusableDatabase } from "./storage/postgres/unusable.ts";
import { addressLines, ownAddresses, withZone } from "./addresses.ts";
import { banner, programOf } from "./banner.ts";
import { ListenError } from "./net/listen.ts";
import { createLogger, droppedLine, type Logger, warnOf } from "../runtime/logger.ts";
import { LossyWriter } from "../runtime/lossy_writer.ts";
import type { Destination } from "../runtime/output.ts";
import { within } from "../runtime/within.ts";
import { ANNOUNCE_PATIENCE_MS } from "./limits.ts";
import type { ServeFlags } from "./options.ts";
import { OperatorOutput } from "./operator_output.ts";
import { type RunningServer, startServer } from "./start.ts";
import { SystemClock } from "../runtime/clock.ts";
import { reasonOf } from "../i18n/reason.ts";

/** What the command needs from the process it runs in. */
export interface ServeProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. Rejects when it cannot be written. */
  readonly stdout: (text: string) => Promise<void>;
  /** Prints messages for people. */
  readonly stderr: Destination;
  /** Resolves when the server is asked to stop. */
  readonly stopped: Promise<void>;
  /** Starts the thread that looks through the logs; absent where searches run in this one. */
  readonly openSearcher?: (() => Promise<SearchThread>) | undefined;
  /** Opens the console in the terminal of the server; absent when there is no terminal. */
  readonly openConsole?: ((write: (text: string) => void) => Promise<Console>) | undefined;
  /** Called when the server listens: from then on it needs fewer permissions. */
  readonly listens?: (flags: ServeFlags) => Promise<void>;
}

/** The command line of `chat serve`, parsed. */
export interface ServeRun {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly language: Language;
  /** The path that the socket for `chat admin` is to have; absent where there can be none. */
  readonly socket?: string | undefined;
}

/** Runs `chat serve` until it is asked to stop; resolves to the exit code, or to the wish to begin anew. */
export async function serve(run: ServeRun, process: ServeProcess): Promise<number | Anew> {
  const format = run.flags["log-format"];
  const clock = new SystemClock(); // not that of the server, which cancels all its timers at its end
  const dropped = (lines: number) => droppedLine(format, lines, clock);
  const stderr = new LossyWriter({ to: process.stderr, clock, dropped });
  const code = await runServer(run, process, new OperatorOutput(stderr));
  await stderr.drained();
  return code;
}

async function runServer(
  run: ServeRun,
  process: ServeProcess,
  output: OperatorOutput,
): Promise<number | Anew> {
  const { flags, data } = run;
  const say = await phrases(run.language);
  const clock = new SystemClock();
  const log = createLogger(flags["log-format"], (line) => output.write(line), clock);
  let server: RunningServer;
  try {
    const password = await passwordOf(flags, process.env, warnOf(log));
    const search = process.openSearcher && new PortSearcher({
      open: process.openSearcher,
      now: clock.now,
      ended: (searches) => log("warn", "search thread ended", { searches }),
    }).search;
    const { env } = process;
    // loaded only when needed
    const page = flags["web-port"] === undefined
      ? []
      : await (await import("./web/load_page.ts")).loadPage();
    server = await startServer({
      flags,
      data,
      phrases: say,
      log,
      password,
      clock,
      env,
      search,
      page,
    });
  } catch (cause) {
    const why = cause instanceof Failure ? cause.inWords(say) : reasonOf(cause, say.reasons);
    output.write(`${why}\n`);
    if (cause instanceof AccessError) return EXIT.usage;
    if (cause instanceof UnusableDatabase) return EXIT.cannotUseDatabase;
    if (cause instanceof StorageError) return EXIT.cannotStore;
    return cause instanceof ListenError ? EXIT.cannotListen : EXIT.failed;
  }
  let ended: StorageError | undefined;
  {
    const asked = Promise.withResolvers<undefined>();
    const admin = adminOf(server, say, clock, () => asked.resolve(undefined));
    await using _socket = await openSocket(run, admin, log);
    await announce(server, run, say, process, output, log);
    await process.listens?.(flags);
    const mayGoOn = () => ended !== undefined;
    await using _console = await openConsole(run, say, process, { admin, output, log, mayGoOn });
    const stopped = process.stopped.then(() => undefined);
    ended = await Promise.race([stopped, asked.promise, server.ended]);
  }
  const { addr, ircAddr, webAddr, metricsAddr } = server;
  await server.close();
  log("info", "stopped");
  if (ended === undefined) return EXIT.ok;
  output.write(`${ended.inWords(say)}\n`);
  if (!await canBeginAnew(ended, flags)) return EXIT.cannotUseDatabase;
  output.write(`${say.server.beginsAnew}\n`);
  return {
    anew: {
      port: addr.port,
      "irc-port": ircAddr?.port,
      "web-port": webAddr?.port,
      "metrics-port": metricsAddr?.port,
    },
  };
}

function adminOf(
  { hub, bans, ban: dismiss }: RunningServer,
  phrases: Phrases,
  clock: SystemClock,
  quit: () => void,
): Admin {
  return new Admin({ hub, bans, phrases, clock, dismiss, quit });
}

/** Opens the socket for `chat admin`. Where the file system has no sockets, the server runs without it. */
async function openSocket(
  { data, socket }: ServeRun,
  admin: Admin,
  log: Logger,
): Promise<AsyncDisposable | undefined> {
  if (socket === undefined) return undefined;
  try {
    const listener = await listenAdmin(socket);
    const remove = () => forgetSocketPath(data);
    try {
      await tellSocketPath(data, socket);
    } catch (cause) {
      listener.close();
      throw cause;
    }
    return new AdminSocket(listener, { admin, clock: new SystemClock(), remove });
  } catch (cause) {
    log("warn", "no admin socket", { cause });
    return undefined;
  }
}

/** What the console in the terminal of the server works with. */
interface ConsoleParts {
  readonly admin: Admin;
  readonly output: OperatorOutput;
  readonly log: Logger;
  /** Whether another thread may read the terminal after it. */
  readonly mayGoOn: () => boolean;
}

/** Opens the console in the terminal of the server. Without one, what is said to the server is logged. */
async function openConsole(
  { flags }: ServeRun,
  { admin: say }: Phrases,
  process: ServeProcess,
  { admin, output, log, mayGoOn }: ConsoleParts,
): Promise<AsyncDisposable | undefined> {
  if (process.openConsole === undefined || flags["no-console"]) {
    admin.attach((text) => log("info", "said to the server", { text }));
    return undefined;
  }
  const console = await process.openConsole((text) => output.writeRaw(text));
  output.attach(console);
  const print = (line: string) => output.write(`${line}\n`);
  admin.attach(print);
  print(say.ready);
  void console.run(async (line) => void await admin.line(line, print));
  return {
    [Symbol.asyncDispose]: async () => {
      output.attach(undefined);
      if (mayGoOn()) await console.release();
      else console.close();
    },
  };
}

/** Tells people how to join, and programs where the server listens. Output may be stuck or fail. */
async function announce(
  server: RunningServer,
  { flags }: ServeRun,
  { server: say }: Phrases,
  process: ServeProcess,
  output: OperatorOutput,
  log: Logger,
): Promise<void> {
  const clock = new SystemClock();
  if (flags["log-format"] === "text") {
    // loaded only when needed
    const qr = flags.qr ? (await import("./qr.ts")).qrCode : undefined;
    output.write(bannerOf(server, flags, say, qr));
  }
  // a terminal shows the banner first, then the addresses, then the prompt of the console
  await output.drained(ANNOUNCE_PATIENCE_MS);
  const printed = process.stdout(addressLines(server, flags.host)).catch((cause: unknown) => {
    log("warn", "addresses not printed", { cause });
  });
  await within(printed, ANNOUNCE_PATIENCE_MS, clock);
}

/** Where messages are kept: a folder, or a database. */
function placeOf({ cluster }: ServeFlags, data: string): string {
  if (cluster === undefined) return data;
  const hosts = cluster.hosts.map(({ host, port }) => addressOf(host, port)).join(",");
  return `postgres://${hosts}/${cluster.database}`;
}

function bannerOf(
  { addr, ircAddr, webAddr, data, fingerprint }: RunningServer,
  flags: ServeFlags,
  say: ServerPhrases,
  qr: ((url: string) => string) | undefined,
): string {
  const { build: { standalone, os }, version: { deno: version } } = Deno;
  return banner({
    hostname: withZone(addr.hostname, flags.host),
    port: addr.port,
    data: placeOf(flags, data),
    ownAddresses: ownAddresses(),
    os,
    program: programOf({ standalone, execPath: Deno.execPath(), version }),
    fingerprint,
    ircPort: ircAddr?.port,
    webPort: webAddr?.port,
    qr,
  }, say);
}
