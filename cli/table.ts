/**
 * What a command line is described with: from these tables come the checks, the types, the help, the
 * completions, the man page and the settings file.
 *
 * @module
 */

import type { FlagPhrases } from "../i18n/en/flags.ts";
import type { Phrases } from "../i18n/phrases.ts";

/** One option or argument; `T` is what its value becomes, `undefined` included where it has none. */
export interface Flag<T> {
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
export type FlagTable<Name extends PropertyKey = string> = Readonly<Record<Name, Flag<any>>>;

/** What the help says of a command in one language: of each argument, option and example by its name. */
export interface CommandWords {
  readonly about: string;
  readonly args: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string>>;
  readonly examples: Readonly<Record<string, string>>;
}

/** A command: its arguments (all of them required) and its options, those that `W` has words for. */
export interface CommandLine<W extends CommandWords = CommandWords> {
  /** As typed, such as `chat serve`. */
  readonly name: string;
  readonly words: (phrases: Phrases) => W;
  readonly args: FlagTable<keyof W["args"]>;
  readonly flags: FlagTable<keyof W["flags"]>;
  /** Command lines to try. */
  readonly examples: Readonly<Record<keyof W["examples"], string>>;
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
