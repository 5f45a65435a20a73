/**
 * Where the operator's commands are taken: a Unix socket in a private folder of its own, and in the data folder a
 * file that says where. A socket in the data folder would be in the way of who copies it: most programs that
 * copy files cannot open one.
 *
 * @module
 */

import { basename, dirname, isAbsolute } from "node:path";
import { readOwnFile, removeFile, replacePrivateFile } from "../runtime/private_file.ts";

/** The name of the file in the data folder that says where the socket is. */
const PLACE_FILE = "admin.json";

/** The name of the socket in its folder. */
const SOCKET_NAME = "admin.sock";

/** How the names of its folders begin. */
const FOLDER_PREFIX = "chat-";

/**
 * The longest path of a socket, in bytes: `sun_path` has 104 on macOS and BSD and 108 on Linux, with a zero
 * byte at its end.
 */
const MAX_SOCKET_PATH_BYTES = 103;

/** A path of `PATH_MAX` on Linux, each byte escaped, and the rest of the file. */
const MAX_PLACE_FILE_BYTES = 32 * 1024;

/** What decides where the socket is made. */
export interface SocketPlaces {
  readonly env: (name: string) => string | undefined;
  /** The id of the process that has started this one. */
  readonly ppid: number;
}

/** Whether a socket can be named by its path. */
export function fitsSocketPath(path: string): boolean {
  return new TextEncoder().encode(path).length <= MAX_SOCKET_PATH_BYTES;
}

/**
 * Makes a folder for the socket of the server of a data folder, and removes what one that crashed has left.
 * Resolves to the path that the socket is to have.
 *
 * @throws {Error} the system's error, when there is no place for such a folder.
 */
export async function makeSocketPath(data: string, places: SocketPlaces): Promise<string> {
  await removeStale(data);
  let failure: unknown;
  for (const dir of foldersAbove(data, places)) {
    try {
      const made = await Deno.makeTempDir({ ...dir, prefix: FOLDER_PREFIX });
      const folder = await Deno.realPath(made);
      const socket = `${folder}/${SOCKET_NAME}`;
      if (fitsSocketPath(socket)) return socket;
      await Deno.remove(folder);
      failure ??= new Deno.errors.InvalidData(`${socket} is too long for a socket`);
    } catch (cause) {
      failure ??= cause;
    }
  }
  throw failure;
}

/** Where the socket's folder may be, the best first; `{}` is the system's folder for temporary files. */
function foldersAbove(data: string, { env, ppid }: SocketPlaces): { dir?: string }[] {
  // systemd.exec(5): there can be several, with colons
  const runtime = env("RUNTIME_DIRECTORY")?.split(":").filter(isAbsolute).slice(0, 1) ?? [];
  // the folder for temporary files of a service can be out of reach for all others (PrivateTmp)
  const isService = ppid === 1 && env("INVOCATION_ID") !== undefined;
  // $XDG_RUNTIME_DIR is gone when its user logs out, and a server outlives that
  const temporary = isService ? [] : [{}, { dir: "/tmp" }];
  return [...runtime.map((dir) => ({ dir })), ...temporary, { dir: data }];
}

/** Says in the data folder where the socket is. */
export async function tellSocketPath(data: string, socket: string): Promise<void> {
  await replacePrivateFile(`${data}/${PLACE_FILE}`, placeFile(socket, await idOf(data)));
}

/** Removes what {@linkcode tellSocketPath} has written. */
export function forgetSocketPath(data: string): Promise<void> {
  return removeFile(`${data}/${PLACE_FILE}`);
}

/**
 * The socket of the server of a data folder; `undefined` where none runs. The server may have crashed.
 *
 * @throws {Error} when the file that says so cannot be read.
 */
export async function findSocketPath(data: string): Promise<string | undefined> {
  const text = await readOwnFile(`${data}/${PLACE_FILE}`, MAX_PLACE_FILE_BYTES);
  return text === undefined ? undefined : socketIn(text, await idOf(data));
}

/** Removes a socket and its folder. What cannot be removed stays: it is small, and in nobody's way. */
export async function removeSocket(socket: string): Promise<void> {
  try {
    await removeFile(socket);
    await removeFile(dirname(socket));
  } catch {
    // somebody has put something there, or taken the folder away
  }
}

/** What the file of a data folder holds. The folder's id tells it from a copy of the folder. */
function placeFile(socket: string, folder: string): string {
  return `${JSON.stringify({ socket, folder })}\n`;
}

function socketIn(text: string, folder: string): string | undefined {
  try {
    const place: unknown = JSON.parse(text);
    if (typeof place !== "object" || place === null) return undefined;
    if (!("folder" in place && place.folder === folder && "socket" in place)) return undefined;
    const { socket } = place;
    return typeof socket === "string" && isOurs(socket) ? socket : undefined;
  } catch {
    return undefined; // a crash has left a part of it, or somebody has changed it
  }
}

/** Whether a path can be that of a socket made here. Others are neither opened nor removed. */
function isOurs(socket: string): boolean {
  return isAbsolute(socket) && basename(socket) === SOCKET_NAME &&
    basename(dirname(socket)).startsWith(FOLDER_PREFIX);
}

/** What a folder is, and its copies are not. */
async function idOf(folder: string): Promise<string> {
  const { dev, ino } = await Deno.stat(folder);
  return `${dev}:${ino}`;
}

/** Removes the socket of a server that has crashed. One that answers stays. */
async function removeStale(data: string): Promise<void> {
  try {
    const socket = await findSocketPath(data);
    if (socket !== undefined && !await answers(socket)) await removeSocket(socket);
  } catch {
    // a new file takes the place of one that cannot be read
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch (cause) {
    return !(cause instanceof Deno.errors.ConnectionRefused ||
      cause instanceof Deno.errors.NotFound);
  }
}
