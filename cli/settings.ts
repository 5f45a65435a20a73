/** The content of the settings file: `{"serve": {"port": 7000, "tls": true}}`. */

import { MAX_SETTINGS_BYTES } from "./limits.ts";
import type { FlagPhrases } from "../i18n/en/flags.ts";
import { nearest } from "./nearest.ts";
import { type FlagTable, wordOf } from "./table.ts";
import { messageOf } from "../runtime/message_of.ts";

/** The commands that have settings. */
const COMMANDS = ["serve", "join"];

/** The settings file as it was found. */
export interface SettingsFile {
  /** Its path, for error messages. */
  readonly path: string;
  /** Its text, or the error that reading it threw: a `RangeError` where it is too long. */
  readonly text: string | { readonly cause: unknown };
}

/** The settings of one command. */
export interface Settings {
  readonly path: string;
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** The settings file cannot be used. The message names the file, in the user's language. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Parses the settings of one command. The values are not checked yet.
 *
 * @throws {SettingsError} when the file cannot be read, or has something that is not a setting.
 */
export function parseSettings(
  file: SettingsFile,
  command: { readonly name: string; readonly flags: FlagTable },
  say: FlagPhrases,
): Settings {
  const { path } = file;
  const refuse = (why: string) => new SettingsError(say.badSettings(path, why));
  const all = asObject(parse(file, refuse, say));
  if (all === undefined) throw refuse(say.notAnObject);
  refuseUnknown(Object.keys(all), COMMANDS, refuse, say);
  const own = all[wordOf(command)];
  if (own === undefined) return { path, values: {} };
  const section = asObject(own);
  if (section === undefined) throw refuse(`"${wordOf(command)}": ${say.notAnObject}`);
  // the file is in the data folder, so it cannot say where that is
  const known = Object.keys(command.flags).filter((name) => name !== "data");
  refuseUnknown(Object.keys(section), known, refuse, say);
  const values = Object.entries(section).map(([name, value]) => {
    const right = command.flags[name]!.value === undefined ? ["boolean"] : ["string", "number"];
    if (!right.includes(typeof value)) {
      throw refuse(say.badSetting(name, JSON.stringify(value), right[0] === "boolean"));
    }
    return [name, typeof value === "boolean" ? value : String(value)] as const;
  });
  return { path, values: Object.fromEntries(values) };
}

function parse(
  { text }: SettingsFile,
  refuse: (why: string) => SettingsError,
  say: FlagPhrases,
): unknown {
  if (typeof text !== "string") {
    const isTooLong = text.cause instanceof RangeError;
    throw refuse(
      isTooLong ? say.tooLong(MAX_SETTINGS_BYTES) : say.unreadable(messageOf(text.cause)),
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(messageOf(cause));
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const is = typeof value === "object" && value !== null && !Array.isArray(value);
  return is ? value as Record<string, unknown> : undefined;
}

function refuseUnknown(
  seen: readonly string[],
  known: readonly string[],
  refuse: (why: string) => SettingsError,
  say: FlagPhrases,
): void {
  const unknown = seen.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw refuse(say.unknownSetting(unknown, near ?? known.join(", "), near !== undefined));
}
