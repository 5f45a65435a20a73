/**
 * Command lines described as tables: from one table come the checks, the types and the usage text.
 *
 * ```ts
 * const SERVE = {
 *   name: "chat serve",
 *   about: { en: "Run a chat server", ru: "Запустить сервер чата" },
 *   args: {},
 *   flags: {
 *     port: count("PORT", [0, 65535], { en: "0 picks one", ru: "0: любой" }, 65432),
 *     data: text("DIR", { en: "where the log is kept", ru: "где журнал" }),
 *     lang: choice(["en", "ru"], { en: "language", ru: "язык" }),
 *     json: toggle({ en: "print NDJSON", ru: "печатать NDJSON" }),
 *   },
 * } as const satisfies CommandLine;
 * const parsed = parseCommandLine(SERVE, Deno.args.slice(1), "en", parseArgs);
 * if (parsed.kind === "run") parsed.flags.port; // number
 * ```
 *
 * @module
 */

import type { Language } from "./phrases.ts";
import { en, type FlagPhrases, ru } from "./phrases/flags.ts";

/** A sentence in each language. */
export type Words = Readonly<Record<Language, string>>;

/** One option or argument; `T` is what its value becomes, `undefined` included where it has none. */
export interface Flag<T> {
  readonly help: Words;
  /** How the value is named in the usage text; `undefined` for an option without a value. */
  readonly value?: string;
  /** What is wanted, said when `read` refuses. */
  readonly wanted?: (say: FlagPhrases) => string;
  /** The value of this text; `undefined` refuses it. */
  readonly read: (text: string) => T | undefined;
  /** The value where the option is absent. */
  readonly fallback: T;
}

/** Options or arguments by their names, as they are typed and in the order of the usage text. */
// deno-lint-ignore no-explicit-any
export type FlagTable = Readonly<Record<string, Flag<any>>>;

/** A command: its arguments (all of them required) and its options. */
export interface CommandLine {
  /** As typed, such as `chat serve`. */
  readonly name: string;
  readonly about: Words;
  readonly args: FlagTable;
  readonly flags: FlagTable;
}

/** The values of a table. */
export type ValuesOf<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends Flag<infer V> ? V : never;
};

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

/** An option or argument that takes any text but an empty one. */
export function text(value: string, help: Words): Flag<string | undefined>;
export function text(value: string, help: Words, fallback: string): Flag<string>;
export function text(value: string, help: Words, fallback?: string): Flag<string | undefined> {
  return { value, help, fallback, read: (seen) => seen || undefined, wanted: (say) => say.text };
}

/** An option or argument that takes a whole number within the bounds, both of them included. */
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
  help: Words,
): Flag<number | undefined>;
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
  help: Words,
  fallback: number,
): Flag<number>;
export function count(
  value: string,
  [min, max]: readonly [min: number, max: number],
  help: Words,
  fallback?: number,
): Flag<number | undefined> {
  const read = (seen: string) => {
    const number = /^\d{1,15}$/.test(seen) ? Number(seen) : -1;
    return number >= min && number <= max ? number : undefined;
  };
  return { value, help, fallback, read, wanted: (say) => say.wholeNumber(min, max) };
}

/** An option that takes one of a few words. */
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
): Flag<T | undefined>;
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
  fallback: NoInfer<T>,
): Flag<T>;
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
  fallback?: NoInfer<T>,
): Flag<T | undefined> {
  return {
    value: options.join("|"),
    help,
    fallback,
    read: (seen) => options.find((option) => option === seen),
    wanted: (say) => say.oneOf(options.join(", ")),
  };
}

/** An option without a value. */
export function toggle(help: Words): Flag<boolean> {
  return { help, fallback: false, read: () => true };
}

const SAY: Readonly<Record<Language, FlagPhrases>> = { en, ru };

/**
 * Reads a command line. `--help` and `-h` are known to every command.
 *
 * @param language What to speak where the command line has no valid `--lang`.
 */
export function parseCommandLine<C extends CommandLine>(
  command: C,
  argv: readonly string[],
  language: Language,
  parseArgs: ArgsParser,
): ParsedCommand<C> {
  const unknown: string[] = [];
  const names = Object.keys(command.flags);
  const takesValue = (name: string) => command.flags[name]?.value !== undefined;
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
  const spoken = found.lang === "en" || found.lang === "ru" ? found.lang : language;
  const about = { language: spoken, usage: usageOf(command, spoken) };
  if (found.help === true) return { kind: "help", ...about };
  try {
    refuseUnknown(unknown, names, SAY[spoken]);
    const args = readArguments(command.args, found._.map(String), SAY[spoken]);
    const flags = readFlags(command.flags, found, SAY[spoken]);
    return { kind: "run", language: spoken, args, flags } as ParsedCommand<C>;
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    return { kind: "error", message: error.message, ...about };
  }
}

/** A command line that is wrong; it does not leave this file. */
class Misuse extends Error {}

function refuseUnknown([flag]: readonly string[], names: readonly string[], say: FlagPhrases) {
  if (flag === undefined) return;
  throw new Misuse(say.unknownFlag(flag, [...names, "help"].map((name) => `--${name}`).join(", ")));
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
    return [name, readValue(`<${name}>`, table[name]!, word, say)];
  }));
}

function readFlags(
  table: FlagTable,
  found: Readonly<Record<string, unknown>>,
  say: FlagPhrases,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, flag]) => {
      const value = found[name];
      if (value === undefined || value === false) return [name, flag.fallback];
      return [name, value === true ? true : readValue(`--${name}`, flag, String(value), say)];
    }),
  );
}

function readValue(name: string, flag: Flag<unknown>, seen: string, say: FlagPhrases): unknown {
  const wanted = flag.wanted?.(say) ?? flag.value ?? "";
  if (seen === "" && name.startsWith("-")) throw new Misuse(say.missingValue(name, wanted));
  const value = flag.read(seen);
  if (value === undefined) throw new Misuse(say.badValue(name, seen, wanted));
  return value;
}

/** The usage text of a command, many lines, without a line feed at its end. */
export function usageOf(command: CommandLine, language: Language): string {
  const say = SAY[language];
  const args = Object.entries(command.args).map(([name, flag]) =>
    [`<${name}>`, flag.help[language]] as const
  );
  const flags = Object.entries(command.flags).map(([name, flag]) => {
    const value = flag.value === undefined ? "" : ` ${flag.value}`;
    const normal = flag.value === undefined || flag.fallback === undefined
      ? ""
      : ` ${say.defaultIs(String(flag.fallback))}`;
    return [`--${name}${value}`, flag.help[language] + normal] as const;
  });
  const all = [...flags, ["--help", say.help] as const];
  const width = Math.max(...[...args, ...all].map(([name]) => name.length)) + 2;
  const rows = (list: readonly (readonly [string, string])[]) =>
    list.map(([name, help]) => `  ${name.padEnd(width)}${help}`);
  const line = [command.name, ...args.map(([name]) => name), "[…]"].join(" ");
  return [
    command.about[language],
    "",
    `${say.usage} ${line}`,
    ...(args.length > 0 ? ["", say.arguments, ...rows(args)] : []),
    "",
    say.options,
    ...rows(all),
  ].join("\n");
}
