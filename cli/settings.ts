/** The settings file, `chat.json` in the data folder: `{"serve": {"port": 7000, "tls": true}}`. */

import { MAX_SETTINGS_BYTES } from "./limits.ts";
import type { FlagPhrases } from "../i18n/en/flags.ts";
import { nearest } from "./nearest.ts";
import { type FlagTable, wordOf } from "./table.ts";
import { messageOf } from "../runtime/message_of.ts";

/** The commands that it may have settings of. */
const COMMANDS = ["serve", "join"];

/** What was found in the place of the settings file. */
export interface SettingsFile {
  /** Where it is, to be named when something is wrong with it. */
  readonly path: string;
  /** Its text, or what was thrown when it was read: a `RangeError` where it is too long. */
  readonly text: string | { readonly cause: unknown };
}

/** The settings of one command; what is wrong with them is said by throwing. */
export interface Settings {
  readonly path: string;
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** The settings file cannot be used; the message names it, in the user's language. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings of one command; their values are still text.
 *
 * @throws {SettingsError} for anything that is not a setting of this command.
 */
export function readSettings(
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
  // the file lies in the data folder: it cannot say where that is
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
