/** What the commands take from the environment: the user's folders, and options. */

import type { OptionSources } from "../cli/parse.ts";
import { findSettingsFile } from "../cli/settings_file.ts";
import type { Platform } from "../runtime/platform_folders.ts";

/** The system and its variables. */
export const PLATFORM: Platform = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

/** What sets options that the command line does not set. */
export const SOURCES: OptionSources = {
  env: PLATFORM.env,
  settings: (data) => findSettingsFile(data, PLATFORM),
};
