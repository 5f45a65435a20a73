/**
 * The tables that describe commands. The checks, the types, the help, the completions, the manual page
 * and the settings file come from them.
 *
 * @module
 */

import type { FlagPhrases } from "../i18n/en/command_line.ts";
import type { Phrases } from "../i18n/phrases.ts";

/** One option or argument. `T` is the type of its value, with `undefined` where it may be missing. */
export interface Flag<T> {
  /** The name of the value in the help. `undefined` for an option without a value. */
  readonly value?: string;
  /** All possible values, where they are few. */
  readonly options?: readonly string[];
  /** It can be given more than once. Then `read` gets its values with commas between them. */
  readonly repeats?: true;
  /** Few people need it: the short help only names it. */
  readonly rare?: true;
  /** An argument that may be left out, with those behind it. */
  readonly optional?: true;
  /** What the shell completes it with: the names of saved servers. */
  readonly completes?: "servers";
  /** The variable that can hold the content of the named file. It is used before the settings file. */
  readonly instead?: string;
  /** Describes the possible values, for the error message when `read` refuses one. */
  readonly wanted?: (say: FlagPhrases) => string;
  /** How an error message shows what `read` refused: without secrets. By default as it is. */
  readonly shown?: (text: string) => string;
  /** Turns the text into a value. `undefined` refuses it. */
  readonly read: (text: string) => T | undefined;
  /** The value of a missing option. */
  readonly fallback: T;
}

/** Options or arguments by their names, in the order of the help. */
// deno-lint-ignore no-explicit-any
export type FlagTable<Name extends PropertyKey = string> = Readonly<Record<Name, Flag<any>>>;

/** The help texts of a command in one language, by the names of arguments, options and examples. */
export interface CommandWords {
  readonly about: string;
  readonly args: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string>>;
  readonly examples: Readonly<Record<string, string>>;
}

/**
 * A command: its arguments, optional ones last, then perhaps more words, and its options. `W` has a help text for
 * each of them.
 */
export interface CommandLine<W extends CommandWords = CommandWords> {
  /** As typed, such as `chat serve`. */
  readonly name: string;
  readonly words: (phrases: Phrases) => W;
  readonly args: FlagTable<keyof W["args"]>;
  /** The name of more words behind the arguments; without it there are none. */
  readonly rest?: string;
  readonly flags: FlagTable<keyof W["flags"]>;
  /** Examples: whole command lines. */
  readonly examples: Readonly<Record<keyof W["examples"], string>>;
}

/** The types of the values of a table. */
export type ValuesOf<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends Flag<infer V> ? V : never;
};

/** The types of the values of arguments. */
export type ArgumentsOf<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends { readonly optional: true } ? ValuesOf<T>[K]
    : NonNullable<ValuesOf<T>[K]>;
};

/** The last word of a command's name: `serve` of `chat serve`. */
export function wordOf(command: Pick<CommandLine, "name">): string {
  return command.name.replace(/^.* /, "");
}

/** The environment variable that sets an option: `CHAT_LOG_FORMAT` for `log-format`. */
export function variableOf(flag: string): string {
  return `CHAT_${flag.toUpperCase().replaceAll("-", "_")}`;
}
