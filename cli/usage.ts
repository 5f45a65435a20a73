/** The help of a command, from its table. */

import type { Language } from "../i18n/phrases.ts";
import { en, type FlagPhrases, ru } from "../i18n/flags.ts";
import { type CommandLine, type Flag, type FlagTable, wordOf } from "./table.ts";

/** The columns of the smallest screen that is cared for, one left free: some wrap at the last. */
const COLUMNS = 79;

/** What is said about command lines. */
export const SAY: Readonly<Record<Language, FlagPhrases>> = { en, ru };

/** How an option is typed, its value named: `--port PORT`. */
export function spelling(name: string, { value }: Pick<Flag<unknown>, "value">): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** The help of an option and what it is when absent. */
export function helpOf(flag: Flag<unknown>, language: Language): string {
  const normal = flag.value === undefined || flag.fallback === undefined
    ? ""
    : ` ${SAY[language].defaultIs(String(flag.fallback))}`;
  return flag.help[language] + normal;
}

/** `chat join <ip> <port> [options]` of a command. */
export function synopsisOf(command: CommandLine, language: Language): string {
  const args = Object.keys(command.args).map((name) => `<${name}>`);
  return [command.name, ...args, SAY[language].anyOptions].join(" ");
}

/**
 * The help of a command, many lines, without a line feed at its end.
 *
 * @param all Whether rare options are explained too; else the help fits on a screen.
 */
export function usageOf(command: CommandLine, language: Language, all = false): string {
  const say = SAY[language];
  const shown = Object.entries(command.flags).filter(([, { rare }]) => all || !rare);
  const options = shown.map(([name, flag]) =>
    [spelling(name, flag), helpOf(flag, language)] as const
  );
  return [
    command.about[language],
    "",
    `${say.usage} ${synopsisOf(command, language)}`,
    ...rows(Object.entries(command.args).map(([name, { help }]) => [`<${name}>`, help[language]])),
    "",
    say.options,
    ...rows([...options, ["--help", say.help]]),
    ...(all ? ["", ...wrap(say.otherWays(wordOf(command)), 0)] : rareNames(command, say)),
    ...examplesOf(command, language),
  ].join("\n");
}

/** Where the help is, for whoever typed something wrong. */
export function hintOf(command: Pick<CommandLine, "name">, language: Language): string {
  return SAY[language].more(`${command.name} --help`);
}

function rareNames({ name, flags }: { name: string; flags: FlagTable }, say: FlagPhrases) {
  const rare = Object.entries(flags).filter(([, { rare }]) => rare).map(([flag]) => `--${flag}`);
  return rare.length === 0 ? [] : wrap(say.rare(rare.join(", "), wordOf({ name })), 2);
}

function examplesOf({ examples = [] }: CommandLine, language: Language): string[] {
  if (examples.length === 0) return [];
  return ["", SAY[language].examples, ...rows(examples.map((e) => [e.command, e.what[language]]))];
}

/** Two columns; what is too long for the second goes on below, in it. */
function rows(list: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...list.map(([name]) => name.length)) + 4;
  return list.flatMap(([name, help]) => {
    const lines = wrap(help, width);
    return [`  ${name}`.padEnd(width) + (lines[0] ?? "").trimStart(), ...lines.slice(1)];
  }).map((line) => line.trimEnd());
}

/** Breaks a text at its spaces into indented lines. */
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
