/** What a client may do. */

import { addressOf } from "../protocol/host.ts";
import { folderFor, type Platform } from "../runtime/platform_folders.ts";
import { folderOf } from "../runtime/folder_of.ts";
import { MULTICAST_HOSTS } from "../runtime/multicast_dns.ts";
import { foldersWritten } from "../runtime/private_file.ts";
import { knownServersFile } from "./memory/known_servers.ts";
import { NO_CACHE } from "./no_cache.ts";
import type { JoinRun } from "./options.ts";
import type { NodeAddress } from "./server_list.ts";

/** What a client is started with: its own files, its servers, and no other program. */
export async function clientPermissions(
  { server, flags: { cache, "password-file": password } }: JoinRun,
  platform: Platform,
): Promise<Deno.PermissionOptionsObject> {
  const isPath = (path: string | undefined) => path !== undefined;
  const file = cache === NO_CACHE ? undefined : cache;
  const replaced = [file, knownServersFile(platform)].filter(isPath);
  const own = [
    ...[folderFor("cache", platform), folderFor("state", platform)].filter(isPath),
    // files are replaced by others, written beside them
    ...replaced.map((path) => folderOf(path)),
    ...await foldersWritten(replaced),
  ];
  return {
    read: [...own, ...password === undefined ? [] : [password]],
    write: own,
    net: [server, ...server.others ?? []].map(({ host, port }) => addressOf(host, port)),
    env: "inherit",
    sys: false,
    run: false,
    ffi: false,
    import: false,
  };
}

/** What the thread may do that connects to a server of which another one has told. */
export function toldPermissions({ host, port }: NodeAddress): Deno.PermissionOptionsObject {
  return {
    read: false,
    write: false,
    net: [addressOf(host, port)],
    env: false,
    sys: false,
    run: false,
    ffi: false,
    import: false,
  };
}

/** What choosing a server may do: ask the network which there are, and the person which is meant. */
export const CHOICE_PERMISSIONS: Deno.PermissionOptionsObject = {
  read: false,
  write: false,
  net: [...MULTICAST_HOSTS],
  env: false,
  sys: ["networkInterfaces"],
  run: false,
  ffi: false,
  import: false,
};
