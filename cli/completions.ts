/** The scripts that complete commands and options in a shell, made from the tables of commands. */

import type { Phrases } from "../i18n/phrases.ts";
import { type CommandLine, type Flag, type FlagTable, wordOf } from "./table.ts";
import { wordsOf } from "./usage.ts";

/** A shell that has completions. */
export type Shell = "bash" | "zsh" | "fish";

/** What an option or an argument is completed with. */
type Values = readonly string[] | "files" | "folders" | "servers" | "anything";

/** What prints the names of the saved servers. */
const SERVERS = "$(chat completions servers 2>/dev/null)";

/** The script for a shell, with a line feed at its end. */
export function completionsFor(
  shell: Shell,
  commands: readonly CommandLine[],
  phrases: Phrases,
): string {
  const script = { bash, zsh, fish }[shell];
  return `${script(commands, phrases).join("\n")}\n`;
}

/** The options of `chat` without a command. */
const GENERAL = ["--help", "--version"];

function valuesOf({ options, value, completes }: Flag<unknown>): Values {
  if (options !== undefined) return options;
  if (completes !== undefined) return completes;
  return value?.startsWith("FILE") ? "files" : value === "DIR" ? "folders" : "anything";
}

function withValue(flags: FlagTable): [name: string, flag: Flag<unknown>][] {
  return Object.entries(flags).filter(([, { value }]) => value !== undefined);
}

function bash(commands: readonly CommandLine[]): string[] {
  const values = commands.flatMap((command) =>
    withValue(command.flags).map(([name, flag]) =>
      `    "${wordOf(command)} --${name}") ${bashValues(valuesOf(flag))}; return ;;`
    )
  );
  const names = commands.map((command) => {
    const flags = Object.keys(command.flags).map((name) => `--${name}`).join(" ");
    return `    "${wordOf(command)} -"*) _chat_words "${flags} --help" ;;`;
  });
  const args = commands.flatMap((command) => {
    const [argument] = Object.values(command.args);
    const values = argument && valuesOf(argument);
    const isKnown = values !== undefined && values !== "anything";
    return isKnown ? [`    "${wordOf(command)} "*) ${bashValues(values)} ;;`] : [];
  });
  const words = [...commands.map(wordOf), ...GENERAL].join(" ");
  return [
    "# chat in bash: source <(chat completions bash)",
    '_chat_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }',
    "_chat_files() {",
    `  local IFS=$'\\n'`,
    "  # bash 3 has no compopt: names with spaces are not quoted there",
    `  compopt -o filenames 2>/dev/null`,
    '  COMPREPLY=($(compgen "$1" -- "$cur"))',
    "}",
    "_chat() {",
    '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD - 1]}"',
    "  COMPREPLY=()",
    "  # bash makes three words of --sync=o",
    '  [[ $prev == = ]] && prev="${COMP_WORDS[COMP_CWORD - 2]}"',
    '  [[ $cur == = ]] && cur=""',
    `  ((COMP_CWORD == 1)) && { _chat_words "${words}"; return; }`,
    '  case "${COMP_WORDS[1]} $prev" in',
    ...values,
    "  esac",
    '  case "${COMP_WORDS[1]} $cur" in',
    ...names,
    ...args,
    "  esac",
    "}",
    "complete -F _chat chat",
  ];
}

function bashValues(values: Values): string {
  if (values === "files") return "_chat_files -f";
  if (values === "folders") return "_chat_files -d";
  if (values === "servers") return `_chat_words "${SERVERS}"`;
  return values === "anything" ? ":" : `_chat_words "${values.join(" ")}"`;
}

function zsh(commands: readonly CommandLine[], phrases: Phrases): string[] {
  const list = commands.map((command) =>
    `    '${wordOf(command)}:${zshText(wordsOf(command, phrases).about)}'`
  );
  const cases = commands.flatMap((command) => [
    `    ${wordOf(command)}) _arguments \\`,
    ...Object.entries(command.args).map(([name, flag]) =>
      `      ':${name}:${zshValues(valuesOf(flag))}' \\`
    ),
    ...Object.entries(command.flags).map(([name, flag]) => {
      const value = flag.value === undefined
        ? ""
        : `:${zshText(flag.value)}:${zshValues(valuesOf(flag))}`;
      const takes = flag.value === undefined ? "" : "=";
      // with a star zsh offers it again
      return `      '${flag.repeats ? "*" : ""}--${name}${takes}[${
        zshText(wordsOf(command, phrases).flags[name]!)
      }]${value}' \\`;
    }),
    `      '--help[${zshText(phrases.flags.help)}]' ;;`,
  ]);
  return [
    "#compdef chat",
    "# chat in zsh: source <(chat completions zsh)",
    "_chat() {",
    "  local curcontext=$curcontext state line",
    "  local -a commands=(",
    ...list,
    "  )",
    `  _arguments -C '1: :->command' '*:: :->rest'`,
    "  [[ $state == command ]] && { _describe command commands; return }",
    "  case $words[1] in",
    ...cases,
    "  esac",
    "}",
    "# zsh calls a file of $fpath at once; after source it has to be registered",
    'if [[ $funcstack[1] == _chat ]]; then _chat "$@"; else compdef _chat chat; fi',
  ];
}

/** Text within single quotes. `[`, `]` and `:` have a meaning for `_arguments`. */
function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", `'\\''`);
}

function zshValues(values: Values): string {
  if (values === "files") return "_files";
  if (values === "folders") return "_files -/";
  if (values === "servers") return `{compadd ${SERVERS}}`;
  return values === "anything" ? "" : `(${values.join(" ")})`;
}

function fish(commands: readonly CommandLine[], phrases: Phrases): string[] {
  const none = "__fish_use_subcommand";
  const lines = commands.flatMap((command) => {
    const word = wordOf(command);
    const words = wordsOf(command, phrases);
    const within = `complete -c chat -n '__fish_seen_subcommand_from ${word}'`;
    const [argument] = Object.values(command.args);
    return [
      `complete -c chat -n ${none} -a ${word} -d ${fishText(words.about)}`,
      ...argument ? fishArgument(within, argument) : [],
      ...Object.entries(command.flags).map(([name, flag]) =>
        `${within} -l ${name}${fishValues(flag)} -d ${fishText(words.flags[name]!)}`
      ),
      `${within} -l help -d ${fishText(phrases.flags.help)}`,
    ];
  });
  return [
    "# chat in fish: chat completions fish | source",
    "complete -c chat -f",
    ...lines,
    ...GENERAL.map((name) => `complete -c chat -n ${none} -l ${name.slice(2)}`),
  ];
}

function fishText(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

function fishArgument(within: string, argument: Flag<unknown>): string[] {
  const values = valuesOf(argument);
  if (values === "servers") return [`${within} -a '(chat completions servers 2>/dev/null)'`];
  return typeof values === "string" ? [] : [`${within} -a '${values.join(" ")}'`];
}

function fishValues(flag: Flag<unknown>): string {
  if (flag.value === undefined) return "";
  const values = valuesOf(flag);
  if (values === "files") return " -r -F";
  if (values === "folders") return " -x -a '(__fish_complete_directories)'";
  return typeof values === "string" ? " -x" : ` -x -a '${values.join(" ")}'`;
}
