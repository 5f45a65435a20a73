/** The command `chat serve`: flags to parts to a running server. */

import { parseArgs } from "@std/cli/parse-args";
import { parseCommandLine, type ValuesOf } from "../protocol/flags.ts";
import { type Language, phrases } from "../protocol/phrases.ts";
import { type Backbone, StorageError } from "./backbone.ts";
import { banner } from "./banner.ts";
import { dataFolder } from "./data_folder.ts";
import { chatDoor } from "./dialects/choose.ts";
import { Hub } from "./hub.ts";
import { Listener } from "./listener.ts";
import { openLocalBackbone } from "./local/backbone.ts";
import { createLog, type Log, type LogFields } from "./log.ts";
import { SERVE } from "./options.ts";
import { Timers } from "./timers.ts";

/** Exit codes of `chat serve`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, cannotListen: 3, cannotStore: 4 } as const;

/** What the command needs from the process it runs in. */
export interface ServeProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. */
  readonly stdout: (text: string) => void;
  /** Prints for people. */
  readonly stderr: (text: string) => void;
  /** Resolves when the server is asked to stop. */
  readonly stopped: Promise<void>;
}

/** How a server is run: the flags of the command line. */
export type ServeFlags = ValuesOf<typeof SERVE.flags>;

/** A server that listens. */
export interface RunningServer {
  readonly addr: Deno.NetAddr;
  readonly data: string;
  /** Tells everyone, writes what waits, lets go of everything. */
  close(): Promise<void>;
}

/** Runs `chat serve` until it is asked to stop; resolves to the exit code. */
export async function serve(
  args: string[],
  language: Language,
  process: ServeProcess,
): Promise<number> {
  const command = parseCommandLine(SERVE, args, language, parseArgs);
  if (command.kind === "help") {
    process.stdout(`${command.usage}\n`);
    return EXIT.ok;
  }
  if (command.kind === "error") {
    process.stderr(`${command.message}\n\n${command.usage}\n`);
    return EXIT.usage;
  }
  const { flags } = command;
  const log = createLog(flags["log-format"], process.stderr, Date.now);
  let server: RunningServer;
  try {
    const data = flags.data ?? dataFolder(Deno.build.os, process.env);
    server = await startServer(flags, data, command.language, log);
  } catch (cause) {
    process.stderr(`${cause instanceof Error ? cause.message : cause}\n`);
    if (cause instanceof StorageError) return EXIT.cannotStore;
    return cause instanceof ListenError ? EXIT.cannotListen : EXIT.failed;
  }
  announce(server, phrases(command.language).server, flags["log-format"], process);
  await process.stopped;
  await server.close();
  log("info", "stopped");
  return EXIT.ok;
}

function announce(
  { addr, data }: RunningServer,
  say: ReturnType<typeof phrases>["server"],
  format: "text" | "json",
  process: ServeProcess,
): void {
  const { hostname, port } = addr;
  if (format === "text") {
    process.stderr(banner({ hostname, port, data, addresses: ownAddresses() }, say));
  }
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  process.stdout(`listening on ${host}:${port}\n`);
}

/** The address cannot be listened on. */
class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Puts the parts together and listens.
 *
 * @throws {ListenError} when the address cannot be listened on.
 * @throws {StorageError} when the data folder cannot be used.
 */
export async function startServer(
  flags: ServeFlags,
  data: string,
  language: Language,
  log: Log,
): Promise<RunningServer> {
  const say = phrases(language).server;
  const warn = (event: string, fields: LogFields = {}) => log("warn", event, fields);
  const sync = flags.sync === "on";
  const backbone = await openLocalBackbone({ data, sync, warn, clock: Date.now });
  const timers = new Timers();
  const hub = new Hub({
    backbone,
    phrases: say,
    history: flags.history,
    now: Date.now,
    later: timers.later,
    warn,
  });
  const socket = await listen(flags.host, flags.port, backbone);
  const listener = new Listener(socket, {
    hub,
    log,
    rate: flags.rate,
    maxClients: flags["max-clients"],
    perAddress: flags["per-address"],
    now: () => performance.now(),
    later: timers.later,
    secret: () => crypto.randomUUID().replaceAll("-", ""),
    door: chatDoor(say, flags.rate),
  });
  const accepting = listener.run();
  return {
    addr: socket.addr as Deno.NetAddr,
    data,
    close: async () => {
      await hub.settled();
      await listener.close();
      await accepting;
      timers.clear();
      await backbone.close();
    },
  };
}

async function listen(
  hostname: string,
  port: number,
  backbone: Backbone,
): Promise<Deno.TcpListener> {
  try {
    return Deno.listen({ hostname, port });
  } catch (cause) {
    await backbone.close();
    const why = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use by another program"
      : cause instanceof Deno.errors.AddrNotAvailable
      ? "this machine has no such address"
      : cause instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : String(cause instanceof Error ? cause.message : cause);
    throw new ListenError(`Cannot listen on ${hostname}:${port}: ${why}`, { cause });
  }
}

/** Addresses of this machine that another one could reach. */
function ownAddresses(): string[] {
  return Deno.networkInterfaces()
    .filter(({ address, family, scopeid }) =>
      !address.startsWith("127.") && address !== "::1" && !(family === "IPv6" && scopeid)
    )
    .map(({ address }) => address);
}
