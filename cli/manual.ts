/** The manual page of `chat`, made from the tables of commands: roff with the macros of man(7). */

import type { ManualPhrases } from "../i18n/en/manual.ts";
import type { Phrases } from "../i18n/phrases.ts";
import { type CommandLine, variableOf } from "./table.ts";
import { argumentRows, exampleRows, optionRows, synopsisOf, wordsOf } from "./usage.ts";

/** What the page is made from. */
export interface ManualFacts {
  readonly version: string;
  readonly commands: readonly CommandLine[];
}

/** The page, with a line feed at its end. */
export function manualPage({ version, commands }: ManualFacts, phrases: Phrases): string {
  const say = phrases.manual;
  const lines = [
    `.TH CHAT 1 "" "chat ${plain(version)}" "${plain(say.title)}"`,
    section(say.name),
    `chat \\- ${plain(say.summary)}`,
    section(say.synopsis),
    ...commands.flatMap((command) => [line(synopsisOf(command, phrases)), ".br"]),
    line("chat --version"),
    section(say.description),
    ...paragraphs(say.about),
    section(say.commands),
    ...commands.flatMap((command) => commandLines(command, phrases)),
    section(say.environment),
    ...environment(commands, say),
    ...listed(say.files, say.fileList),
    ...listed(say.exitStatus, say.exitCodes),
    section(say.examples),
    ...commands.flatMap((command) => items(exampleRows(command, phrases))),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: CommandLine, phrases: Phrases): string[] {
  return [
    `.SS "${plain(synopsisOf(command, phrases))}"`,
    line(wordsOf(command, phrases).about),
    ...items(argumentRows(command, phrases)),
    ...items(optionRows(command, phrases)),
    ...item("--help", phrases.flags.help),
  ];
}

function environment(commands: readonly CommandLine[], say: ManualPhrases): string[] {
  const flags = commands.flatMap(({ flags }) => Object.entries(flags));
  const instead = flags.flatMap(([name, flag]) => flag.instead ? [[flag.instead, name]] : []);
  const unique = new Map(instead as [string, string][]);
  return [
    ...paragraphs(say.precedence),
    ...[...unique].flatMap(([variable, name]) => item(variable, say.insteadOf(`--${name}`))),
    ...item(variableOf("OPTION"), say.variable),
    ...item("LC_ALL, LC_MESSAGES, LANG", say.locale),
    ...item("NO_COLOR", say.noColor),
  ];
}

function section(name: string): string {
  return `.SH "${plain(name)}"`;
}

function item(term: string, text: string): string[] {
  return [".TP", `\\fB${line(term)}\\fR`, line(text)];
}

function items(list: readonly (readonly [term: string, text: string])[]): string[] {
  return list.flatMap(([term, text]) => item(term, text));
}

function listed(name: string, list: Readonly<Record<string, string>>): string[] {
  return [section(name), ...items(Object.entries(list))];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, at) => at === 0 ? [line(text)] : [".PP", line(text)]);
}

/** A line of text. A dot at its beginning does not make it a request of roff. */
function line(text: string): string {
  return plain(text).replace(/^[.']/, "\\&$&");
}

function plain(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll('"', "\\(dq");
}
