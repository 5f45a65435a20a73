/**
 * What can be typed besides messages: one table. Help, completion and the check of arguments derive
 * from it.
 *
 * @module
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import {
  type Accepted,
  checkNick,
  checkRoom,
  checkText,
  type Refused,
} from "../../protocol/text.ts";
import { faultWords } from "../words.ts";

/** What commands can do. Each returns what is wrong, `undefined` if nothing is. */
export interface Actions {
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

/** What an argument is. All but the last end at a space. */
export type ArgKind = "person" | "nick" | "room" | "text" | "count" | "command";

/** One argument. */
export interface Arg {
  readonly kind: ArgKind;
  readonly optional?: true;
}

/** A command, as it is typed after a `/`. */
export interface Command {
  readonly name: keyof ScreenPhrases["commandHelp"];
  readonly args: readonly Arg[];
  /** Words that do the same when they are typed alone, without a `/`. */
  readonly words?: readonly string[];
  /** The values are checked; an optional one may be missing at the end. */
  readonly run: (actions: Actions, values: readonly string[]) => string | undefined;
}

/** All commands, in the order of `/help`. */
export const COMMANDS: readonly Command[] = [
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

/** What was typed turned out to be. */
export type Input =
  /** Nothing but blanks. */
  | { readonly kind: "blank" }
  /** A message, checked and clean. */
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly command: Command; readonly values: readonly string[] }
  /** Something that cannot be done, and why. */
  | { readonly kind: "error"; readonly message: string };

/** The command of this name, a `/` before it or not, in any case. */
export function commandNamed(name: string): Command | undefined {
  const wanted = name.replace(/^\//, "").toLowerCase();
  return COMMANDS.find((command) => command.name === wanted);
}

/** How a command is typed, such as `/msg NICK TEXT`. */
export function usageOfCommand({ name, args }: Command, { argNames }: ScreenPhrases): string {
  const words = args.map(({ kind, optional }) => optional ? `[${argNames[kind]}]` : argNames[kind]);
  return [`/${name}`, ...words].join(" ");
}

/**
 * Reads what was typed. A `/` begins a command where a word follows it at once, so that a path or a
 * comment of C is no message by accident, and is one when it is meant: after `//`.
 *
 * @param nickAt The nickname that a text begins with: some have spaces in them.
 */
export function readInput(
  typed: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): Input {
  const word = typed.trim().toLowerCase();
  const farewell = COMMANDS.find(({ words }) => words?.includes(word));
  if (farewell !== undefined) return { kind: "command", command: farewell, values: [] };
  const [, name, rest = ""] = /^\/([^\s/*]\S*)\s*([^]*)$/.exec(typed) ?? [];
  if (name === undefined) return message(unescaped(typed), phrases);
  const command = commandNamed(name);
  if (command === undefined) {
    return { kind: "error", message: phrases.client.screen.noSuchCommand(name) };
  }
  return withValues(command, rest.trimEnd(), nickAt, phrases);
}

/** `//x` says `/x`; a comment in pasted code, which has a space there, keeps both. */
function unescaped(typed: string): string {
  return /^\/\/\S/.test(typed) ? typed.slice(1) : typed;
}

function message(text: string, { server }: Phrases): Input {
  const checked = checkText(text);
  if (checked.ok) return { kind: "say", text: checked.value };
  if (checked.fault === "text_empty") return { kind: "blank" };
  return { kind: "error", message: faultWords(checked, server) };
}

/** The command with its arguments, if they are there and each is what it has to be. */
function withValues(
  command: Command,
  rest: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): Input {
  const { screen: say } = phrases.client;
  const misused: Input = {
    kind: "error",
    message: say.commandUsage(usageOfCommand(command, say)),
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
    if (!checked.ok) return { kind: "error", message: faultWords(checked, phrases.server) };
    values.push(checked.value);
    left = left.slice(value.length).replace(/^\s+/, "");
  }
  return left === "" ? { kind: "command", command, values } : misused;
}

/** A value in the form in which it is used; `undefined` if it is not of this kind at all. */
function check(kind: ArgKind, value: string): Accepted | Refused | undefined {
  switch (kind) {
    case "text":
      return checkText(value);
    case "nick":
      return checkNick(value);
    case "room":
      return checkRoom(value);
    case "count":
      return /^\d{0,8}[1-9]\d{0,8}$/.test(value) ? { ok: true, value } : undefined;
    case "command":
      return commandNamed(value) === undefined ? undefined : { ok: true, value };
    case "person":
      return { ok: true, value };
  }
}
