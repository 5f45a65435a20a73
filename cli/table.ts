/**
 * What a command line is described with: from these tables come the checks, the types, the help, the
 * completions, the man page and the settings file.
 *
 * @module
 */

import type { Language } from "../i18n/phrases.ts";
import type { FlagPhrases } from "../i18n/flags.ts";

/** A sentence in each language. */
export type Words = Readonly<Record<Language, string>>;

/** One option or argument; `T` is what its value becomes, `undefined` included where it has none. */
export interface Flag<T> {
  readonly help: Words;
  /** How the value is named in the help; `undefined` for an option without a value. */
  readonly value?: string;
  /** The values there are, where they can be counted. */
  readonly options?: readonly string[];
  /** Few need it: the help that fits on a screen only names it. */
  readonly rare?: true;
  /** The variable that may hold what the named file would, and goes before the settings file. */
  readonly instead?: string;
  /** What is wanted, said when `read` refuses. */
  readonly wanted?: (say: FlagPhrases) => string;
  /** The value of this text; `undefined` refuses it. */
  readonly read: (text: string) => T | undefined;
  /** The value where the option is absent. */
  readonly fallback: T;
}

/** Options or arguments by their names, as they are typed and in the order of the help. */
// deno-lint-ignore no-explicit-any
export type FlagTable = Readonly<Record<string, Flag<any>>>;

/** A command line to try, and what it does. */
export interface Example {
  readonly command: string;
  readonly what: Words;
}

/** A command: its arguments (all of them required) and its options. */
export interface CommandLine {
  /** As typed, such as `chat serve`. */
  readonly name: string;
  readonly about: Words;
  readonly args: FlagTable;
  readonly flags: FlagTable;
  readonly examples?: readonly Example[];
}

/** The values of a table. */
export type ValuesOf<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends Flag<infer V> ? V : never;
};

/** The word by which a command is called: `serve` of `chat serve`. */
export function wordOf(command: Pick<CommandLine, "name">): string {
  return command.name.replace(/^.* /, "");
}

/** The environment variable that sets an option: `CHAT_LOG_FORMAT` for `log-format`. */
export function variableOf(flag: string): string {
  return `CHAT_${flag.toUpperCase().replaceAll("-", "_")}`;
}
