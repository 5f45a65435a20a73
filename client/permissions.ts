/** What a client may do. */

import { addressOf } from "../protocol/host.ts";
import { folderFor, folderOf, type Surroundings } from "./memory/places.ts";
import type { JoinRun } from "./options.ts";

/** What a client is started with: its own files, its server, and no other program. */
export function clientPermissions(
  { args: { ip, port }, flags: { cache, "password-file": password } }: JoinRun,
  surroundings: Surroundings,
): Deno.PermissionOptionsObject {
  const folders = [folderFor("cache", surroundings), folderFor("state", surroundings)];
  // files are replaced by others, written beside them
  const own = [...folders, cache && folderOf(cache)].filter((path) => path !== undefined);
  return {
    read: [...own, ...password === undefined ? [] : [password]],
    write: own,
    net: [addressOf(ip, port)],
    env: "inherit",
    sys: false,
    run: false,
    ffi: false,
    import: false,
  };
}
