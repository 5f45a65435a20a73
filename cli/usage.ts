/** The help of a command, made from its table. */

import type { FlagPhrases } from "../i18n/en/command_line.ts";
import type { Phrases } from "../i18n/phrases.ts";
import { type CommandLine, type CommandWords, type Flag, type FlagTable, wordOf } from "./table.ts";

/** The width of a small screen. One column stays free, since some screens wrap at the last one. */
const COLUMNS = 79;

/** The help texts of a command. */
export function wordsOf({ words }: Pick<CommandLine, "words">, phrases: Phrases): CommandWords {
  return words(phrases);
}

/** An option as the help shows it: `--port PORT`. */
function spelling(name: string, { value }: Pick<Flag<unknown>, "value">): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** The options of a command, each with its help and its default. */
export function optionRows(
  command: CommandLine,
  phrases: Phrases,
  shown: (flag: Flag<unknown>) => boolean = () => true,
): [spelled: string, help: string][] {
  const words = wordsOf(command, phrases).flags;
  const { defaultIs } = phrases.flags;
  return Object.entries(command.flags).filter(([, flag]) => shown(flag)).map(([name, flag]) => {
    const { value, fallback, repeats } = flag;
    const normal = value === undefined || fallback === undefined || repeats
      ? ""
      : ` ${defaultIs(String(fallback))}`;
    return [spelling(name, flag), words[name]! + normal];
  });
}

/** The arguments of a command, each with its help. */
export function argumentRows(
  command: CommandLine,
  phrases: Phrases,
): [spelled: string, help: string][] {
  const words = wordsOf(command, phrases).args;
  return Object.entries(command.args).map(([name, flag]) => [argument(name, flag), words[name]!]);
}

/** An argument as the help shows it: `<port>`, or `[port]` where it may be left out. */
function argument(name: string, { optional }: Pick<Flag<unknown>, "optional">): string {
  return optional ? `[${name}]` : `<${name}>`;
}

/** The examples of a command, and what each does. */
export function exampleRows(
  command: CommandLine,
  phrases: Phrases,
): [line: string, what: string][] {
  const words = wordsOf(command, phrases).examples;
  return Object.entries(command.examples).map(([name, line]) => [line, words[name]!]);
}

/** The synopsis of a command: `chat join <ip> <port> [options]`. */
export function synopsisOf(command: CommandLine, phrases: Phrases): string {
  const args = Object.entries(command.args).map(([name, flag]) => argument(name, flag));
  const rest = command.rest === undefined ? [] : [`[${command.rest}]`];
  return [command.name, ...args, ...rest, phrases.flags.anyOptions].join(" ");
}

/**
 * The help of a command, many lines, without a line feed at its end.
 *
 * @param all Whether to explain rare options too. Without them the help fits on a screen.
 */
export function usageOf(command: CommandLine, phrases: Phrases, all = false): string {
  const say = phrases.flags;
  const options = optionRows(command, phrases, ({ rare }) => all || !rare);
  return [
    wordsOf(command, phrases).about,
    "",
    `${say.usage} ${synopsisOf(command, phrases)}`,
    ...rows(argumentRows(command, phrases)),
    "",
    say.options,
    ...rows([...options, ["--help", say.help]]),
    ...(all ? ["", ...wrap(say.otherWays(wordOf(command)), 0)] : rareNames(command, say)),
    ...examplesOf(command, phrases),
  ].join("\n");
}

/** A line that says where to find help, after an error. */
export function hintOf(command: Pick<CommandLine, "name">, phrases: Phrases): string {
  return phrases.flags.more(`${command.name} --help`);
}

function rareNames({ name, flags }: { name: string; flags: FlagTable }, say: FlagPhrases) {
  const rare = Object.entries(flags).filter(([, { rare }]) => rare).map(([flag]) => `--${flag}`);
  return rare.length === 0 ? [] : wrap(say.rare(rare.join(", "), wordOf({ name })), 2);
}

function examplesOf(command: CommandLine, phrases: Phrases): string[] {
  const examples = exampleRows(command, phrases);
  return examples.length === 0 ? [] : ["", phrases.flags.examples, ...rows(examples)];
}

/** Two columns. Text that is too long for the second one goes on in its next line. */
function rows(list: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...list.map(([name]) => name.length)) + 4;
  return list.flatMap(([name, help]) => {
    const lines = wrap(help, width);
    return [`  ${name}`.padEnd(width) + (lines[0] ?? "").trimStart(), ...lines.slice(1)];
  }).map((line) => line.trimEnd());
}

/** Breaks a text at spaces into indented lines. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= COLUMNS) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(" ".repeat(indent) + word);
  }
  return lines;
}
