/** The permissions of a server, before and after it listens. */

import { resolve } from "node:path";
import { addressOf } from "../protocol/host.ts";
import { MULTICAST_HOSTS } from "../runtime/multicast_dns.ts";
import { foldersWritten } from "../runtime/private_file.ts";
import {
  BANS_FILE,
  CLOAK_KEY_FILE,
  type ClusterFlags,
  DEPARTURES_FILE,
  METRICS_HOST,
  READ_MARKS_FILE,
  type ServeFlags,
} from "./options.ts";
import type { ClusterUrl } from "./storage/postgres/url.ts";

/**
 * The permissions for starting a server: its own files and addresses, and no other program.
 *
 * @param socket The path of the socket for `chat admin`, if there is to be one.
 */
export async function serverPermissions(
  flags: ServeFlags,
  data: string,
  socket: string | undefined,
): Promise<Deno.PermissionOptionsObject> {
  const { cert, key, "password-file": password, "oper-file": operators, cluster } = flags;
  const files = [cert, key, password, operators].filter((path) => path !== undefined);
  const linked = await linkTargets(data);
  const written = await foldersWritten(
    [BANS_FILE, CLOAK_KEY_FILE, DEPARTURES_FILE, READ_MARKS_FILE].map((file) => `${data}/${file}`),
  );
  const own = [data, ...linked, ...written, ...socket === undefined ? [] : [socket]];
  return {
    read: [...own, ...files, ...databaseFiles(cluster, flags)],
    write: own,
    net: [
      ...listeningHosts(flags),
      ...databaseHosts(cluster),
      ...flags.announce ? MULTICAST_HOSTS : [],
      ...socket === undefined ? [] : [`unix:${socket}`],
    ],
    env: ["CHAT_PASSWORD", "CHAT_CLUSTER_PASSWORD", "TERM"],
    sys: ["networkInterfaces", ...flags.announce ? ["hostname"] as const : []],
    run: false,
    ffi: false,
    import: false,
  };
}

/** What `chat cluster` is started with: the servers of the database, and the files for logging in. */
export function clusterPermissions(
  url: ClusterUrl,
  flags: ClusterFlags,
): Deno.PermissionOptionsObject {
  return {
    read: databaseFiles(url, flags),
    write: false,
    net: databaseHosts(url),
    env: ["CHAT_CLUSTER_PASSWORD"],
    sys: false,
    run: false,
    ffi: false,
    import: false,
  };
}

/** Where a server listens. */
function listeningHosts(
  { host, port, "irc-port": irc, "web-port": web, "metrics-port": metrics }: Pick<
    ServeFlags,
    "host" | "port" | "irc-port" | "web-port" | "metrics-port"
  >,
): string[] {
  return [
    addressOf(host, port),
    ...irc === undefined ? [] : [addressOf(host, irc)],
    ...web === undefined ? [] : [addressOf(host, web)],
    ...metrics === undefined ? [] : [addressOf(METRICS_HOST, metrics)],
  ];
}

function databaseHosts(url: ClusterUrl | undefined): string[] {
  return url === undefined ? [] : url.hosts.map(({ host, port }) => addressOf(host, port));
}

function databaseFiles(
  url: ClusterUrl | undefined,
  flags: Pick<ClusterFlags, "cluster-password-file">,
): string[] {
  return [url?.rootCert, flags["cluster-password-file"]].filter((path) => path !== undefined);
}

/** The permissions of the thread that looks through the logs: to read them. */
export async function searchPermissions(data: string): Promise<Deno.PermissionOptionsObject> {
  return {
    ...{ read: [data, ...await linkTargets(data)], write: false, net: false },
    ...{ env: false, sys: false, run: false, ffi: false, import: false },
  };
}

/** What `chat admin` is started with: the socket of the server, and nothing else. */
export async function adminPermissions(socket: string): Promise<Deno.PermissionOptionsObject> {
  const paths = [socket];
  try {
    // on the way there may be links
    paths.push(await Deno.realPath(socket));
  } catch {
    // the client says that there is no server
  }
  return {
    read: paths,
    write: paths,
    net: paths.map((path) => `unix:${resolve(path)}`),
    env: ["TERM"],
    sys: false,
    run: false,
    ffi: false,
    import: false,
  };
}

/**
 * Where the data folder is, and where the links in it and in its `rooms/` lead: Deno asks for permission
 * for the real path of an open file. systemd makes such a link of a state folder (systemd.exec(5),
 * DynamicUser), and a large room may be on another disk.
 */
async function linkTargets(data: string): Promise<string[]> {
  const targets = [await Deno.realPath(data)];
  for (const folder of [data, `${data}/rooms`]) {
    for (const link of await linksIn(folder)) {
      try {
        targets.push(await Deno.realPath(link));
      } catch {
        // it leads nowhere: opening the room says so
      }
    }
  }
  return targets;
}

async function linksIn(folder: string): Promise<string[]> {
  const links: string[] = [];
  try {
    for await (const { name, isSymlink } of Deno.readDir(folder)) {
      if (isSymlink) links.push(`${folder}/${name}`);
    }
  } catch {
    // there is no such folder yet, or the server says why it cannot use it
  }
  return links;
}

/**
 * Gives up for good the permissions that a listening server does not need: for connecting and listening,
 * for the environment, for facts about the machine. It keeps its files and its open sockets, and the
 * servers of its database.
 */
export async function giveUpPermissions(
  flags: Pick<
    ServeFlags,
    "announce" | "cluster" | "host" | "port" | "irc-port" | "web-port" | "metrics-port"
  >,
): Promise<void> {
  await Deno.permissions.revoke({ name: "env" });
  // one that announces itself follows the interfaces of the machine
  if (!flags.announce) await Deno.permissions.revoke({ name: "sys" });
  if (flags.cluster === undefined && !flags.announce) {
    return void await Deno.permissions.revoke({ name: "net" });
  }
  for (const host of listeningHosts(flags)) await Deno.permissions.revoke({ name: "net", host });
}
