/**
 * The servers that are compared: one row each. All are started with limits and flood control off
 * and without persistence, as fast as their own settings allow, except for this project's server,
 * which has its log on and synced, and redis-durable, which stores streams and serves no members.
 *
 * @module
 */
import { chatCommand } from "../support/command.ts";
import { build } from "./build.ts";
import type { Load } from "./measure.ts";
import { freePort, type Launch } from "./start.ts";
import { INSPIRCD_CONF, MOSQUITTO_CONF, NATS_CONF, NGIRCD_CONF } from "./configs.ts";

/** One server under comparison. */
export interface Peer {
  name: string;
  /** The protocol, as the load generator names it. */
  wire: string;
  /** This project's server (not counted as a peer), a real server, or a bound made for the bench. */
  kind: "own" | "peer" | "bound";
  /** Where it is limited by what it is, how many members it is asked to hold. */
  maxMembers?: number;
  /** Whether it is measured only when it is named. */
  onRequest?: true;
  /** What the generator must heed with this server. */
  load?: Partial<Load>;
  /** The generator to load it with, where that is not the plain one. */
  generator?: "load-tls";
  /** The executable, or the reason why it cannot be run here. */
  find(): Promise<{ path: string } | { missing: string }>;
  version(path: string): Promise<string>;
  /** How to start it on a folder of its own. */
  launch(path: string, folder: string): Promise<Launch>;
}

const SEED = new URL("../../../shared/seed/server.py", import.meta.url).pathname;

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function onPath(name: string): Promise<{ path: string } | { missing: string }> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const folder of [...folders, "/usr/sbin", "/usr/local/sbin"]) {
    if (await exists(`${folder}/${name}`)) return { path: `${folder}/${name}` };
  }
  return { missing: `${name} is not installed` };
}

/** The first thing in what a command prints that looks like a version. */
async function versionFrom(path: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(path, { args }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? "?";
}

/** What one row of this project's server has that the first has not. */
interface Variant {
  /** More options, and the port that is measured, where it is not the first one. */
  flags?(): { flags: string[]; port?: number };
  generator?: Peer["generator"];
}

/** This project's server, from its sources, or the compiled program where CHAT_BIN names one. */
function chat(name: string, wire: string, { flags, generator }: Variant = {}): Peer {
  const [path = "", ...before] = chatCommand();
  return {
    name,
    wire,
    kind: "own",
    ...(generator === undefined ? {} : { generator }),
    find: async () => {
      if (!await exists(path)) return { missing: `${path} does not exist` };
      try {
        await build(generator ?? "load");
      } catch (error) {
        return { missing: error instanceof Error ? error.message : String(error) };
      }
      return { path };
    },
    version: async (path) => `${await versionFrom(path, ...before, "--version")}, log synced`,
    launch: (command, folder) => {
      const { flags: more, port } = flags?.() ?? { flags: [] };
      const serve =
        `serve --port 0 --data ${folder} --rate 0 --max-clients 0 --per-address 0 --sync on`;
      const args = [...before, ...serve.split(" "), ...more];
      return Promise.resolve({ command, args, ready: port ?? /^listening on .*:(\d+)$/m });
    },
  };
}

function onPort(option: string): { flags: string[]; port: number } {
  const port = freePort();
  return { flags: [option, String(port)], port };
}

function copyServer(name: string, args: string[]): Peer {
  return {
    name,
    wire: "copy",
    kind: "bound",
    find: async () => ({ path: await build("copy") }),
    version: () => Promise.resolve("this bench's"),
    launch: (command) => Promise.resolve({ command, args, ready: /^listening on .*:(\d+)$/m }),
  };
}

/** A server from the system's packages, with a configuration file. */
function installed(
  program: string,
  wire: string,
  versionFlag: string,
  config: (port: number, folder: string) => string,
  args: (file: string, port: number) => string[],
  { name = program, load = {} }: { name?: string; load?: Partial<Load> } = {},
): Peer {
  return {
    name,
    wire,
    kind: "peer",
    load,
    find: () => onPath(program),
    version: (path) => versionFrom(path, versionFlag),
    launch: async (command, folder) => {
      const port = freePort();
      const file = `${folder}/${name}.conf`;
      await Deno.writeTextFile(file, config(port, folder));
      return { command, args: args(file, port), ready: port };
    },
  };
}

/** The file is written as a message comes, and synced before its sender is answered. */
const REDIS_DURABLE_CONF = 'save ""\nappendonly yes\nappendfsync always\n';

const REDIS_FLAGS = "--bind 127.0.0.1 --appendonly no --maxclients 60000 --tcp-backlog 4096 " +
  "--client-output-buffer-limit";

/** The seed's server, with its fixed port replaced in a copy of it. */
const SEED_SERVER: Peer = {
  name: "server.py",
  wire: "seed",
  kind: "peer",
  maxMembers: 100, // a thread each
  load: { parallel: 2 }, // its queue for new connections is short, and who falls out of it hangs
  find: async () => {
    if (!await exists(SEED)) return { missing: "the seed's server.py is not beside the project" };
    return await onPath("python3");
  },
  version: (path) => versionFrom(path, "--version"),
  launch: async (command, folder) => {
    const port = freePort();
    const text = await Deno.readTextFile(SEED);
    await Deno.writeTextFile(`${folder}/server.py`, text.replace("65432", String(port)));
    return { command, args: ["server.py"], cwd: folder, ready: port };
  },
};

/** What Deno brings for WebSockets, used as it is meant to be. */
const UPGRADE_SERVER: Peer = {
  name: "upgradeWebSocket",
  wire: "web",
  kind: "peer",
  onRequest: true,
  find: () => Promise.resolve({ path: Deno.execPath() }),
  version: () => Promise.resolve("this bench's"),
  launch: (command) => {
    const program = new URL("upgrade_server.ts", import.meta.url).pathname;
    const args = ["run", "-q", "--no-config", "--allow-net=127.0.0.1", program];
    return Promise.resolve({ command, args, ready: /^listening on .*:(\d+)$/m });
  },
};

/** All rows, in the order of the tables. */
export const PEERS: Peer[] = [
  chat("chat", "chat"),
  chat("chat-plain", "plain"),
  chat("chat-irc", "irc", { flags: () => onPort("--irc-port") }),
  chat("chat-web", "web", { flags: () => onPort("--web-port") }),
  chat("chat-tls", "chat", { flags: () => ({ flags: ["--tls"] }), generator: "load-tls" }),
  installed(
    "redis-server",
    "redis",
    "--version",
    () => 'save ""\n',
    (
      file,
      port,
    ) => [file, "--port", String(port), ...REDIS_FLAGS.split(" "), "pubsub", "0", "0", "0"],
  ),
  installed(
    "redis-server",
    "xadd",
    "--version",
    (_, folder) => `${REDIS_DURABLE_CONF}dir ${folder}\n`,
    (file, port) => [file, "--port", String(port), "--bind", "127.0.0.1"],
    { name: "redis-durable" },
  ),
  installed("nats-server", "nats", "--version", NATS_CONF, (file) => ["-c", file]),
  installed("mosquitto", "mqtt", "-h", MOSQUITTO_CONF, (file) => ["-c", file]),
  installed(
    "ngircd",
    "irc",
    "--version",
    NGIRCD_CONF,
    (file) => ["-n", "-f", file],
    { load: { senders: 8 } }, // it takes three lines of each connection in a turn; with 8 it is fastest
  ),
  installed(
    "inspircd",
    "irc",
    "--version",
    INSPIRCD_CONF,
    (file) => ["--nofork", "--nolog", "--nopid", "--runasroot", "--config", file],
    { load: { parallel: 500 } }, // a newcomer waits for the server's next full second
  ),
  SEED_SERVER,
  copyServer("copy", []),
  { ...copyServer("copy-chunks", ["chunks"]), onRequest: true },
  UPGRADE_SERVER,
];
