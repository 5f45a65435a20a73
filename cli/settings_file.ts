/** Finds and reads the settings file, `chat.json` in the data folder. */

import { folderFor, type Platform } from "../runtime/platform_folders.ts";
import { readOwnFile } from "../runtime/private_file.ts";
import { MAX_SETTINGS_BYTES } from "./limits.ts";
import type { SettingsFile } from "./settings.ts";

/**
 * The settings file of a data folder; `undefined` where there is none.
 *
 * @param data The folder; by default the usual one, or that of `CHAT_DATA`.
 */
export async function findSettingsFile(
  data: string | undefined,
  platform: Platform,
): Promise<SettingsFile | undefined> {
  const folder = data ?? (platform.env("CHAT_DATA") || folderFor("data", platform));
  // without a home folder the server itself says what is missing
  if (folder === undefined) return undefined;
  const path = `${folder}/chat.json`;
  try {
    const text = await readOwnFile(path, MAX_SETTINGS_BYTES);
    return text === undefined ? undefined : { path, text };
  } catch (cause) {
    const { NotADirectory, NotCapable } = Deno.errors;
    // such a folder has no settings: the server itself says that it cannot use it
    if (cause instanceof NotADirectory || cause instanceof NotCapable) return undefined;
    return { path, text: { cause } };
  }
}
