/** Parses a command line by its table, together with the other sources of options. */

import { parseArgs } from "@std/cli/parse-args";
import { asLanguage, type Language, type Phrases, phrases } from "../i18n/phrases.ts";
import type { FlagPhrases } from "../i18n/en/command_line.ts";
import { nearest } from "./nearest.ts";
import {
  parseSettings,
  type Settings,
  SettingsError,
  settingsErrorText,
  type SettingsFile,
} from "./settings.ts";
import {
  type ArgumentsOf,
  type CommandLine,
  type Flag,
  type FlagTable,
  type ValuesOf,
  variableOf,
} from "./table.ts";
import { hintOf, usageOf } from "./usage.ts";

/** The result of parsing a command line. `language` is the one to answer in. */
export type ParsedCommand<C extends CommandLine> =
  | {
    readonly kind: "run";
    readonly language: Language;
    /** Optional ones that are missing have their fallback. */
    readonly args: ArgumentsOf<C["args"]>;
    /** The words behind the arguments. */
    readonly rest: readonly string[];
    readonly flags: ValuesOf<C["flags"]>;
  }
  | { readonly kind: "help"; readonly language: Language; readonly usage: string }
  | {
    readonly kind: "error";
    readonly language: Language;
    /** One line: what is wrong and what is wanted. */
    readonly message: string;
    /** One line: where to find help. */
    readonly usage: string;
  };

/** What sets options that the command line does not set: the environment, then the settings file. */
export interface OptionSources {
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** Reads the settings file of this data folder, by default of the usual one, if there is one. */
  readonly settings: (data: string | undefined) => Promise<SettingsFile | undefined>;
}

const NO_SOURCES: OptionSources = {
  env: () => undefined,
  settings: () => Promise.resolve(undefined),
};

/** The value of an option, and who gives it: `--port`, `CHAT_PORT`. */
interface GivenValue {
  readonly by: string;
  readonly value: string | boolean;
}

/** What is wrong with a command line. Never leaves this file. */
class UsageError extends Error {
  /** The sentence, once it is clear in which language. */
  readonly says: (say: FlagPhrases) => string;

  constructor(says: UsageError["says"]) {
    super("The command line is wrong");
    this.says = says;
  }
}

/**
 * Parses a command line. An option that it does not set is taken from the environment, then from the
 * settings file. Every command knows `--help` and `-h`.
 *
 * @param language The language of the answer, unless `--lang` names another.
 */
export async function parseCommandLine<C extends CommandLine>(
  command: C,
  words: readonly string[],
  language: Language,
  sources: OptionSources = NO_SOURCES,
): Promise<ParsedCommand<C>> {
  const argv = command.rest === undefined ? words : restApart(command, words);
  const { found, unknown } = split(command, argv);
  const given = (name: string) =>
    onLine(name, found, argv) ?? inEnvironment(name, command, sources);
  let spoken = asLanguage(String(given("lang")?.value)) ?? language;
  if (found.help === true) {
    return { kind: "help", language: spoken, usage: usageOf(command, await phrases(spoken)) };
  }
  try {
    refuseValueOfSwitch(command, argv);
    refuseUnknown(unknown, Object.keys(command.flags));
    const settings = await settingsOf(command, given("data")?.value, sources);
    if (!given("lang")) spoken = asLanguage(String(settings?.values.lang)) ?? spoken;
    const texts = found._.map(String);
    const args = readArguments(command, texts);
    const rest = texts.slice(Object.keys(args).length);
    const all = (name: string) => given(name) ?? inFile(name, command, settings, sources);
    const flags = readFlags(command.flags, all);
    return { kind: "run", language: spoken, args, rest, flags } as ParsedCommand<C>;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SettingsError)) throw error;
    const say = await phrases(spoken);
    const usage = hintOf(command, say);
    const message = messageOf(error, say);
    return { kind: "error", language: spoken, message, usage };
  }
}

/** What is wrong, in one line. */
function messageOf(error: UsageError | SettingsError, say: Phrases): string {
  if (error instanceof UsageError) return error.says(say.flags);
  return settingsErrorText(error, say);
}

/** The words of a command line and its options. Their types are as loose as their names, from a table. */
type FoundOptions = Record<string, unknown> & { readonly _: readonly (string | number)[] };

function split(
  { flags }: CommandLine,
  argv: readonly string[],
): { readonly found: FoundOptions; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const names = Object.keys(flags);
  const takesValue = (name: string) => flags[name]?.value !== undefined;
  const found: FoundOptions = parseArgs(emptyValuesKept(argv, takesValue), {
    string: ["_", ...names.filter(takesValue)],
    boolean: ["help", ...names.filter((name) => !takesValue(name))],
    collect: names.filter((name) => flags[name]?.repeats),
    alias: { h: "help" },
    unknown: (arg) => {
      if (!/^-./.test(arg)) return true;
      unknown.push(arg.split("=", 1)[0]!);
      return false;
    },
  });
  return { found, unknown };
}

/**
 * Puts the words of a command whose last words are a text of its own behind `--`. From its first word on, all but
 * the options that this command knows are words of the text: `/ban eve for -1h` has no option.
 */
function restApart({ flags }: CommandLine, argv: readonly string[]): readonly string[] {
  const options: string[] = [];
  const text: string[] = [];
  const before = optionsOf(argv);
  for (let i = 0; i < before.length; i++) {
    const word = before[i]!;
    const [, name = "", value] = /^--([^=]+)(=.*)?$/s.exec(word) ?? [];
    const isKnown = name === "help" || Object.hasOwn(flags, name);
    if (!isKnown && (text.length > 0 || !/^-./.test(word))) text.push(word);
    else options.push(word);
    const takesNext = isKnown && value === undefined && flags[name]?.value !== undefined;
    if (takesNext && before[i + 1] !== undefined) options.push(before[++i]!);
  }
  return [...options, "--", ...text, ...argv.slice(before.length + 1)];
}

/** The options of a command line: its words before `--`. */
function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}

/** Writes `--name ""` as `--name=`: parseArgs takes an empty word for an argument, never for a value. */
function emptyValuesKept(
  argv: readonly string[],
  takesValue: (name: string) => boolean,
): string[] {
  const options = optionsOf(argv);
  const lacks = (word: string | undefined) =>
    word !== undefined && word.startsWith("--") && takesValue(word.slice(2));
  const kept = options.flatMap((word, i) => {
    if (word === "" && lacks(options[i - 1])) return [];
    return options[i + 1] === "" && lacks(word) ? [`${word}=`] : [word];
  });
  return [...kept, ...argv.slice(options.length)];
}

/** `--tls=no` has to be refused here: to parseArgs every value but `false` is a yes. */
function refuseValueOfSwitch({ flags }: CommandLine, argv: readonly string[]) {
  for (const word of optionsOf(argv)) {
    const [, name = "", value = ""] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    const isKnown = Object.hasOwn(flags, name);
    // parseArgs reads --no-tls=1 as --tls=1
    if (!isKnown && name.startsWith("no-")) refuseUnknown([`--${name}`], Object.keys(flags));
    if (!isKnown || flags[name]!.value !== undefined) continue;
    if (name.startsWith("no-")) throw new UsageError((say) => say.takesNoValue(`--${name}`));
    if (value !== "true" && value !== "false") {
      throw new UsageError((say) => say.badValue(`--${name}`, asSeen(value), say.trueOrFalse));
    }
  }
}

function onLine(
  name: string,
  found: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): GivenValue | undefined {
  const all = found[name];
  const value = Array.isArray(all) ? all.length === 0 ? undefined : all.join(",") : all;
  // parseArgs gives false for a missing option without a value, as for --name=false
  if (value === undefined || value === false && !argv.includes(`--${name}=false`)) return undefined;
  return { by: `--${name}`, value: typeof value === "boolean" ? value : String(value) };
}

function inEnvironment(
  name: string,
  { flags }: CommandLine,
  { env }: OptionSources,
): GivenValue | undefined {
  const by = variableOf(name);
  // an empty variable counts as not set
  const value = flags[name] && env(by);
  return value ? { by, value } : undefined;
}

function inFile(
  name: string,
  { flags }: CommandLine,
  settings: Settings | undefined,
  { env }: OptionSources,
): GivenValue | undefined {
  const value = settings?.values[name];
  const { instead } = flags[name]!;
  if (value === undefined || instead !== undefined && env(instead)) return undefined;
  return { by: `"${name}" (${settings!.path})`, value };
}

async function settingsOf(
  command: CommandLine,
  data: string | boolean | undefined,
  sources: OptionSources,
): Promise<Settings | undefined> {
  const file = await sources.settings(typeof data === "string" && data !== "" ? data : undefined);
  return file && parseSettings(file, command);
}

function refuseUnknown([flag]: readonly string[], names: readonly string[]) {
  if (flag === undefined) return;
  const near = nearest(flag, [...names, "help"].map((name) => `--${name}`));
  throw new UsageError((say) => say.unknownFlag(flag, near));
}

function readArguments(
  { args: table, rest }: CommandLine,
  words: readonly string[],
): Record<string, unknown> {
  const names = Object.keys(table);
  const extra = words[names.length];
  if (extra !== undefined && rest === undefined) {
    throw new UsageError((say) => say.extraArgument(extra || '""'));
  }
  return Object.fromEntries(names.map((name, i) => {
    const word = words[i];
    const { optional, fallback } = table[name]!;
    if (word === undefined && optional) return [name, fallback];
    if (word === undefined) throw new UsageError((say) => say.missingArgument(name));
    return [name, readText(table[name]!, { by: `<${name}>`, value: word })];
  }));
}

function readFlags(
  table: FlagTable,
  given: (name: string) => GivenValue | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, flag]) => {
      const found = given(name);
      if (found === undefined) return [name, flag.fallback];
      return [name, flag.value === undefined ? isOn(found) : readText(flag, found)];
    }),
  );
}

/** Whether an option without a value is on. A variable says it in words. */
function isOn({ by, value }: GivenValue): boolean {
  if (typeof value === "boolean") return value;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  throw new UsageError((say) => say.badValue(by, asSeen(value), say.oneOf("1, 0")));
}

function readText(flag: Flag<unknown>, { by, value }: GivenValue): unknown {
  const wanted = (say: FlagPhrases) => flag.wanted?.(say) ?? flag.value ?? "";
  if (value === "" && by.startsWith("-")) {
    throw new UsageError((say) => say.missingValue(by, wanted(say)));
  }
  const read = flag.read(String(value));
  const shown = flag.shown?.(String(value)) ?? String(value);
  if (read === undefined) {
    throw new UsageError((say) => say.badValue(by, asSeen(shown), wanted(say)));
  }
  return read;
}

/** A value as one sees where it begins and ends: in quotes if it is empty, or has a space or what is not visible. */
function asSeen(value: string): string {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(value) ? value : JSON.stringify(value);
}
