/** The permissions of a server, before and after it listens. */

import { dirname, resolve } from "node:path";
import { addressOf } from "../protocol/host.ts";
import { foldersWritten } from "../runtime/private_file.ts";
import {
  BANS_FILE,
  CLOAK_KEY_FILE,
  METRICS_HOST,
  READ_MARKS_FILE,
  type ServeFlags,
} from "./options.ts";
import { SOCKET_DRAFT } from "./socket_path.ts";

/**
 * The permissions for starting a server: its own files and addresses, and no other program.
 *
 * @param socketFolder The data folder by a name that is short enough for the path of a socket.
 */
export async function serverPermissions(
  flags: ServeFlags,
  data: string,
  socketFolder: string,
): Promise<Deno.PermissionOptionsObject> {
  const { cert, key, "password-file": password, "oper-file": operators } = flags;
  const files = [cert, key, password, operators].filter((path) => path !== undefined);
  const linked = await linkTargets(data);
  const written = await foldersWritten(
    [BANS_FILE, CLOAK_KEY_FILE, READ_MARKS_FILE].map((file) => `${data}/${file}`),
  );
  // a short name of the folder is a link in a folder made for it
  const short = socketFolder === data ? [] : [dirname(socketFolder)];
  const own = [data, ...linked, ...written, ...short];
  const { host, port, "irc-port": irc, "metrics-port": metrics } = flags;
  return {
    read: [...own, ...files],
    write: own,
    net: [
      addressOf(host, port),
      ...irc === undefined ? [] : [addressOf(host, irc)],
      ...metrics === undefined ? [] : [addressOf(METRICS_HOST, metrics)],
      ...Deno.build.os === "windows"
        ? []
        : [...own, socketFolder].map((folder) => `unix:${resolve(folder, SOCKET_DRAFT)}`),
    ],
    env: ["CHAT_PASSWORD", "TERM"],
    sys: ["networkInterfaces"],
    run: false,
    ffi: false,
    import: false,
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
 * for the environment, for facts about the machine. It keeps its files and its open sockets.
 */
export async function giveUpPermissions(): Promise<void> {
  for (const name of ["net", "env", "sys"] as const) await Deno.permissions.revoke({ name });
}
