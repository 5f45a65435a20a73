/**
 * The commands of a person: one table. Help, completion and the check of arguments derive from it.
 *
 * @module
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import {
  checkNick,
  checkRoom,
  checkText,
  type InvalidText,
  type ValidText,
} from "../../protocol/text.ts";
import { readSlash } from "../../protocol/slash.ts";
import { faultText } from "../../i18n/fault_text.ts";

/** What commands do. Each returns what is wrong; `undefined` if nothing is. */
export interface CommandActions {
  help(name: string | undefined): string | undefined;
  who(): string | undefined;
  say(text: string, action?: boolean): string | undefined;
  direct(to: string, text: string): string | undefined;
  rename(nick: string): string | undefined;
  enter(room: string): string | undefined;
  history(count: number | undefined): string | undefined;
  more(): string | undefined;
  resend(): string | undefined;
  forget(): string | undefined;
  quit(): undefined;
}

/** The kinds of arguments. Each but the last ends at a space. */
export type ArgKind = "person" | "nick" | "room" | "text" | "count" | "command";

/** One argument. */
export interface Arg {
  readonly kind: ArgKind;
  readonly optional?: true;
}

/** A command. It is typed after a `/`. */
export interface ChatCommand {
  readonly name: keyof ScreenPhrases["commandHelp"];
  readonly args: readonly Arg[];
  /** Words that do the same if they are typed alone, without a `/`. */
  readonly words?: readonly string[];
  /** The values are checked; an optional one may be missing at the end. */
  readonly run: (actions: CommandActions, values: readonly string[]) => string | undefined;
}

/** All commands, in the order of `/help`. */
export const COMMANDS: readonly ChatCommand[] = [
  {
    name: "help",
    args: [{ kind: "command", optional: true }],
    run: (actions, [name]) => actions.help(name),
  },
  { name: "who", args: [], run: (actions) => actions.who() },
  { name: "me", args: [{ kind: "text" }], run: (actions, [text = ""]) => actions.say(text, true) },
  {
    name: "msg",
    args: [{ kind: "person" }, { kind: "text" }],
    run: (actions, [to = "", text = ""]) => actions.direct(to, text),
  },
  {
    name: "nick",
    args: [{ kind: "nick" }],
    run: (actions, [nick = ""]) => actions.rename(nick),
  },
  { name: "room", args: [{ kind: "room" }], run: (actions, [room = ""]) => actions.enter(room) },
  {
    name: "history",
    args: [{ kind: "count", optional: true }],
    run: (actions, [count]) => actions.history(count === undefined ? undefined : Number(count)),
  },
  { name: "more", args: [], run: (actions) => actions.more() },
  { name: "resend", args: [], run: (actions) => actions.resend() },
  { name: "forget", args: [], run: (actions) => actions.forget() },
  {
    name: "quit",
    args: [],
    words: ["exit", "выход"],
    run: (actions) => actions.quit(),
  },
];

/** What the user has typed, understood. */
export type TypedInput =
  /** Only blanks. */
  | { readonly kind: "blank" }
  /** A message, checked and clean. */
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly command: ChatCommand; readonly values: readonly string[] }
  /** A word without a `/` that does what this command does. */
  | { readonly kind: "word"; readonly command: ChatCommand }
  /** What is wrong with it. */
  | { readonly kind: "error"; readonly message: string };

/** The command of this name. Case does not count, nor does a `/` before it. */
export function findCommand(name: string): ChatCommand | undefined {
  const wanted = name.replace(/^\//, "").toLowerCase();
  return COMMANDS.find((command) => command.name === wanted);
}

/** How a command is typed, such as `/msg NICK TEXT`. */
export function commandUsage({ name, args }: ChatCommand, { argNames }: ScreenPhrases): string {
  const words = args.map(({ kind, optional }) => optional ? `[${argNames[kind]}]` : argNames[kind]);
  return [`/${name}`, ...words].join(" ");
}

/**
 * Reads what was typed: a command, a message, or a word that leaves.
 *
 * @param nickAt Finds the nickname that a text begins with. It may contain spaces.
 */
export function readInput(
  typed: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): TypedInput {
  // with a space before it, such a word is a message
  const word = typed.trimEnd().toLowerCase();
  const known = COMMANDS.find(({ words }) => words?.includes(word));
  if (known !== undefined) return { kind: "word", command: known };
  const read = readSlash(typed);
  if (read.kind === "text") return message(read.text, phrases);
  const { name, rest } = read;
  const command = findCommand(name);
  if (command === undefined) {
    return { kind: "error", message: phrases.client.screen.noSuchCommand(name) };
  }
  return withValues(command, rest.trimEnd(), nickAt, phrases);
}

function message(text: string, { server }: Phrases): TypedInput {
  const checked = checkText(text);
  if (checked.ok) return { kind: "say", text: checked.value };
  if (checked.fault === "text_empty") return { kind: "blank" };
  return { kind: "error", message: faultText(checked, server) };
}

/** The command with its arguments, if none is missing and each is valid. */
function withValues(
  command: ChatCommand,
  rest: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): TypedInput {
  const { screen: say } = phrases.client;
  const misused: TypedInput = {
    kind: "error",
    message: say.commandUsage(commandUsage(command, say)),
  };
  const values: string[] = [];
  let left = rest;
  for (const [i, { kind, optional }] of command.args.entries()) {
    if (left === "") return optional ? { kind: "command", command, values } : misused;
    const isLast = i === command.args.length - 1;
    const known = kind === "person" ? nickAt(left) : undefined;
    const value = known ?? (isLast ? left : left.split(/\s/, 1)[0] ?? left);
    const checked = check(kind, value);
    if (checked === undefined) return misused;
    if (!checked.ok) return { kind: "error", message: faultText(checked, phrases.server) };
    values.push(checked.value);
    left = left.slice(value.length).replace(/^\s+/, "");
  }
  return left === "" ? { kind: "command", command, values } : misused;
}

/** A value in its clean form, or why it is refused; `undefined` if the usage tells it best. */
function check(kind: ArgKind, value: string): ValidText | InvalidText | undefined {
  switch (kind) {
    case "text":
      return checkText(value);
    case "nick":
      // more likely a command typed behind the one that was given back
      return value.includes("/") ? undefined : checkNick(value);
    case "room":
      return checkRoom(value);
    case "count":
      return /^\d{0,8}[1-9]\d{0,8}$/.test(value) ? { ok: true, value } : undefined;
    case "command":
      return findCommand(value) === undefined ? undefined : { ok: true, value };
    case "person":
      return { ok: true, value };
  }
}
