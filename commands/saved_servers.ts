/** The servers that were joined before. */

import type { ListedServer } from "../client/server_list.ts";
import { loadServerList, serverListFile } from "../client/server_list_file.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { readOwnFile } from "../runtime/private_file.ts";
import { PLATFORM } from "./environment.ts";
import { warn } from "./warn.ts";

/** Resolves with them, the one joined last at the end. A list that cannot be read is warned of. */
export async function savedServers(language: Language): Promise<ListedServer[]> {
  const path = serverListFile(PLATFORM);
  if (path === undefined) return [];
  try {
    return await loadServerList(path, readOwnFile);
  } catch (cause) {
    const say = await phrases(language);
    warn(say.client.serversFailed(reasonOf(cause, say.reasons)), say);
    return [];
  }
}
