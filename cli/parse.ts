/** Reads a command line: from a table come its values, and what is wrong with it. */

import { asLanguage, type Language } from "../i18n/phrases.ts";
import type { FlagPhrases } from "../i18n/en/flags.ts";
import { nearest } from "./nearest.ts";
import { readSettings, type Settings, SettingsError, type SettingsFile } from "./settings.ts";
import { type CommandLine, type Flag, type FlagTable, type ValuesOf, variableOf } from "./table.ts";
import { flagPhrases, hintOf, usageOf } from "./usage.ts";

/** What a command line turned out to be. `language` is that of `--lang`, where it has one. */
export type ParsedCommand<C extends CommandLine> =
  | {
    readonly kind: "run";
    readonly language: Language;
    /** All of them there: an argument is never optional. */
    readonly args: { readonly [K in keyof C["args"]]: NonNullable<ValuesOf<C["args"]>[K]> };
    readonly flags: ValuesOf<C["flags"]>;
  }
  | { readonly kind: "help"; readonly language: Language; readonly usage: string }
  | {
    readonly kind: "error";
    readonly language: Language;
    /** One line: what is wrong, and what is wanted. */
    readonly message: string;
    /** Where the help is. */
    readonly usage: string;
  };

/** The part of `parseArgs` of `@std/cli` that is needed here; a parameter, since this room is pure. */
export type ArgsParser = (
  args: string[],
  options: {
    string: string[];
    boolean: string[];
    alias: Record<string, string>;
    unknown: (arg: string) => unknown;
  },
) => { readonly [name: string]: unknown; readonly _: readonly (string | number)[] };

/** What sets an option that the command line does not: the environment, and then the file. */
export interface Outside {
  /** An environment variable. */
  readonly env: (name: string) => string | undefined;
  /** The settings file of this data folder, or of the usual one; `undefined` where there is none. */
  readonly settings: (data: string | undefined) => Promise<SettingsFile | undefined>;
}

const NOTHING: Outside = { env: () => undefined, settings: () => Promise.resolve(undefined) };

/** A value with the name of where it comes from: `--port`, `CHAT_PORT`. */
interface Given {
  readonly by: string;
  readonly value: string | boolean;
}

/** A command line that is wrong; it does not leave this file. */
class Misuse extends Error {}

/**
 * Reads a command line, and for the options that it does not have, the environment and the settings
 * file, in this order. `--help` and `-h` are known to every command.
 *
 * @param language What to speak where nothing else is said by `--lang` or in its place.
 */
export async function parseCommandLine<C extends CommandLine>(
  command: C,
  argv: readonly string[],
  language: Language,
  parseArgs: ArgsParser,
  outside: Outside = NOTHING,
): Promise<ParsedCommand<C>> {
  const { found, unknown } = split(command, argv, parseArgs);
  const given = (name: string) => onLine(name, found, argv) ?? inEnv(name, command, outside);
  let spoken = asLanguage(String(given("lang")?.value)) ?? language;
  if (found.help === true) {
    return { kind: "help", language: spoken, usage: usageOf(command, spoken) };
  }
  try {
    refuseUnknown(unknown, Object.keys(command.flags), flagPhrases(spoken));
    const settings = await settingsOf(command, given("data")?.value, outside, flagPhrases(spoken));
    if (!given("lang")) spoken = asLanguage(String(settings?.values.lang)) ?? spoken;
    const args = readArguments(command.args, found._.map(String), flagPhrases(spoken));
    const all = (name: string) => given(name) ?? inFile(name, command, settings, outside);
    const flags = readFlags(command.flags, all, flagPhrases(spoken));
    return { kind: "run", language: spoken, args, flags } as ParsedCommand<C>;
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof SettingsError)) throw error;
    const usage = hintOf(command, spoken);
    return { kind: "error", language: spoken, message: error.message, usage };
  }
}

function split({ flags }: CommandLine, argv: readonly string[], parseArgs: ArgsParser) {
  const unknown: string[] = [];
  const names = Object.keys(flags);
  const takesValue = (name: string) => flags[name]?.value !== undefined;
  const found = parseArgs([...argv], {
    string: ["_", ...names.filter(takesValue)],
    boolean: ["help", ...names.filter((name) => !takesValue(name))],
    alias: { h: "help" },
    unknown: (arg) => {
      if (!/^-./.test(arg)) return true;
      unknown.push(arg.split("=", 1)[0]!);
      return false;
    },
  });
  return { found, unknown };
}

function onLine(
  name: string,
  found: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): Given | undefined {
  const value = found[name];
  // an absent option without a value is false, as one that is told to be
  if (value === undefined || value === false && !argv.includes(`--${name}=false`)) return undefined;
  return { by: `--${name}`, value: typeof value === "boolean" ? value : String(value) };
}

function inEnv(name: string, { flags }: CommandLine, { env }: Outside): Given | undefined {
  const by = variableOf(name);
  // a variable that is set to nothing is one that is not set
  const value = flags[name] && env(by);
  return value ? { by, value } : undefined;
}

function inFile(
  name: string,
  { flags }: CommandLine,
  settings: Settings | undefined,
  { env }: Outside,
): Given | undefined {
  const value = settings?.values[name];
  const { instead } = flags[name]!;
  if (value === undefined || instead !== undefined && env(instead)) return undefined;
  return { by: `"${name}" (${settings!.path})`, value };
}

async function settingsOf(
  command: CommandLine,
  data: string | boolean | undefined,
  outside: Outside,
  say: FlagPhrases,
): Promise<Settings | undefined> {
  const file = await outside.settings(typeof data === "string" && data !== "" ? data : undefined);
  return file && readSettings(file, command, say);
}

function refuseUnknown([flag]: readonly string[], names: readonly string[], say: FlagPhrases) {
  if (flag === undefined) return;
  const near = nearest(flag, [...names, "help"].map((name) => `--${name}`));
  throw new Misuse(say.unknownFlag(flag, near));
}

function readArguments(
  table: FlagTable,
  words: readonly string[],
  say: FlagPhrases,
): Record<string, unknown> {
  const names = Object.keys(table);
  const extra = words[names.length];
  if (extra !== undefined) throw new Misuse(say.extraArgument(extra, names.length));
  return Object.fromEntries(names.map((name, i) => {
    const word = words[i];
    if (word === undefined) throw new Misuse(say.missingArgument(name));
    return [name, readText(table[name]!, { by: `<${name}>`, value: word }, say)];
  }));
}

function readFlags(
  table: FlagTable,
  given: (name: string) => Given | undefined,
  say: FlagPhrases,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, flag]) => {
      const found = given(name);
      if (found === undefined) return [name, flag.fallback];
      return [name, flag.value === undefined ? isOn(found, say) : readText(flag, found, say)];
    }),
  );
}

/** Whether an option without a value is on; a variable says it in words. */
function isOn({ by, value }: Given, say: FlagPhrases): boolean {
  if (typeof value === "boolean") return value;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  throw new Misuse(say.badValue(by, value, say.oneOf("1, 0")));
}

function readText(flag: Flag<unknown>, { by, value }: Given, say: FlagPhrases): unknown {
  const wanted = flag.wanted?.(say) ?? flag.value ?? "";
  if (value === "" && by.startsWith("-")) throw new Misuse(say.missingValue(by, wanted));
  const read = flag.read(String(value));
  if (read === undefined) throw new Misuse(say.badValue(by, String(value), wanted));
  return read;
}
