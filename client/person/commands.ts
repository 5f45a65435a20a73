/**
 * The commands of a person: one table. Help, completion and the check of arguments derive from it.
 *
 * @module
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { checkNick, checkRoom } from "../../protocol/names.ts";
import { checkText, type InvalidText, type ValidText } from "../../protocol/text.ts";
import { readSlash } from "../../protocol/slash.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { isServerName } from "../server_list.ts";

/** What commands do. Each returns what is wrong; `undefined` if nothing is. */
export interface CommandActions {
  help(name: string | undefined): string | undefined;
  who(): string | undefined;
  rooms(like: string | undefined): string | undefined;
  topic(text: string | undefined): string | undefined;
  away(text: string | undefined): string | undefined;
  say(text: string, action?: boolean): string | undefined;
  direct(to: string, text: string): string | undefined;
  reply(text: string): string | undefined;
  talk(nick: string): string | undefined;
  rename(nick: string): string | undefined;
  enter(room: string | undefined): string | undefined;
  part(room: string | undefined, text: string | undefined): string | undefined;
  ignore(nick: string | undefined): string | undefined;
  quiet(): string | undefined;
  /** @param wanted A number of messages, or `today`. */
  history(wanted: string | undefined): string | undefined;
  /** @param wanted A number of messages, or `today`. */
  pager(wanted: string | undefined): string | undefined;
  clear(): string | undefined;
  search(text: string): string | undefined;
  mentions(): string | undefined;
  /** @param number That of something found. */
  around(number: string): string | undefined;
  more(): string | undefined;
  resend(): string | undefined;
  forget(): string | undefined;
  servers(): string | undefined;
  saveServer(name: string): string | undefined;
  forgetServer(name: string): string | undefined;
  quit(): undefined;
}

/** The kinds of arguments. Each but the last ends at a space. */
export type ArgKind =
  | "person"
  | "nick"
  | "room"
  | "text"
  | "reason"
  | "like"
  | "count"
  | "number"
  | "command"
  | "verb"
  | "name";

/** One argument. */
export interface Arg {
  readonly kind: ArgKind;
  /** It may be left out, with all that follow it. */
  readonly optional?: true;
}

/** A command. It is typed after a `/`. */
export interface ChatCommand {
  readonly name: keyof ScreenPhrases["commandHelp"];
  readonly args: readonly Arg[];
  /** Other names of the command, as other programs have them. */
  readonly aliases?: readonly string[];
  /** Whether what is typed with it is for one person alone, and kept in no file. */
  readonly isPrivate?: true;
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
  {
    name: "room",
    aliases: ["join"],
    args: [{ kind: "room", optional: true }],
    run: (actions, [room]) => actions.enter(room),
  },
  {
    name: "part",
    args: [{ kind: "room", optional: true }, { kind: "reason", optional: true }],
    run: (actions, [room, text]) => actions.part(room, text),
  },
  {
    name: "list",
    args: [{ kind: "like", optional: true }],
    run: (actions, [like]) => actions.rooms(like),
  },
  {
    name: "topic",
    args: [{ kind: "text", optional: true }],
    run: (actions, [text]) => actions.topic(text),
  },
  { name: "who", aliases: ["names"], args: [], run: (actions) => actions.who() },
  { name: "me", args: [{ kind: "text" }], run: (actions, [text = ""]) => actions.say(text, true) },
  {
    name: "msg",
    isPrivate: true,
    args: [{ kind: "person" }, { kind: "text" }],
    run: (actions, [to = "", text = ""]) => actions.direct(to, text),
  },
  {
    name: "query",
    args: [{ kind: "person" }],
    run: (actions, [nick = ""]) => actions.talk(nick),
  },
  {
    name: "r",
    isPrivate: true,
    args: [{ kind: "text" }],
    run: (actions, [text = ""]) => actions.reply(text),
  },
  {
    name: "nick",
    args: [{ kind: "nick" }],
    run: (actions, [nick = ""]) => actions.rename(nick),
  },
  {
    name: "away",
    args: [{ kind: "text", optional: true }],
    run: (actions, [text]) => actions.away(text),
  },
  {
    name: "ignore",
    args: [{ kind: "person", optional: true }],
    run: (actions, [nick]) => actions.ignore(nick),
  },
  { name: "quiet", args: [], run: (actions) => actions.quiet() },
  {
    name: "history",
    args: [{ kind: "count", optional: true }],
    run: (actions, [wanted]) => actions.history(wanted),
  },
  {
    name: "pager",
    args: [{ kind: "count", optional: true }],
    run: (actions, [wanted]) => actions.pager(wanted),
  },
  {
    name: "search",
    args: [{ kind: "text" }],
    run: (actions, [text = ""]) => actions.search(text),
  },
  { name: "mentions", args: [], run: (actions) => actions.mentions() },
  {
    name: "around",
    args: [{ kind: "number" }],
    run: (actions, [number = ""]) => actions.around(number),
  },
  { name: "more", args: [], run: (actions) => actions.more() },
  { name: "resend", args: [], run: (actions) => actions.resend() },
  { name: "forget", args: [], run: (actions) => actions.forget() },
  { name: "clear", args: [], run: (actions) => actions.clear() },
  {
    name: "server",
    args: [{ kind: "verb", optional: true }, { kind: "name" }],
    run: (actions, [verb, name = ""]) => {
      if (verb === undefined) return actions.servers();
      return verb === "save" ? actions.saveServer(name) : actions.forgetServer(name);
    },
  },
  {
    name: "quit",
    aliases: ["exit"],
    args: [],
    words: ["exit", "выход"],
    run: (actions) => actions.quit(),
  },
];

/** What `/server` does with a name. */
export const SERVER_VERBS: readonly string[] = ["save", "forget"];

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

/** Whether what was typed may be kept in a file: nothing of it is for one person alone. */
export function mayBeKept(typed: string): boolean {
  const read = readSlash(typed);
  return read.kind === "text" || findCommand(read.name)?.isPrivate !== true;
}

/** The command of this name. Case does not count, nor does a `/` before it. */
export function findCommand(name: string): ChatCommand | undefined {
  const wanted = name.replace(/^\//, "").toLowerCase();
  return COMMANDS.find(({ name, aliases = [] }) => name === wanted || aliases.includes(wanted));
}

/** How a command is typed, such as `/msg NICK TEXT`. */
export function commandUsage({ name, args }: ChatCommand, { argNames }: ScreenPhrases): string {
  const words = args.map(({ kind, optional }, i) => {
    const opens = optional ? "[" : "";
    // what must follow an optional one is in the same brackets
    const isNeeded = i > 0 && args[i - 1]?.optional && !optional;
    const isFollowed = args[i + 1] !== undefined && args[i + 1]?.optional === undefined;
    return `${opens}${argNames[kind]}${isNeeded || (optional && !isFollowed) ? "]" : ""}`;
  });
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
    const { hints, noSuchCommand } = phrases.client.screen;
    const known: Readonly<Record<string, string>> = hints;
    const hint = Object.hasOwn(known, name) ? known[name] : undefined;
    return { kind: "error", message: hint ?? noSuchCommand(name) };
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
    case "reason":
      return checkText(value);
    case "nick":
      // more likely a command typed behind the one that was given back
      return value.includes("/") ? undefined : checkNick(value);
    case "room":
      // elsewhere a room is written with the sign before it
      return checkRoom(value.replace(/^#/, ""));
    case "count":
      return /^(?:\d{0,8}[1-9]\d{0,8}|today)$/.test(value) ? { ok: true, value } : undefined;
    case "number":
      return /^[1-9]\d{0,8}$/.test(value) ? { ok: true, value } : undefined;
    case "command":
      return findCommand(value) === undefined ? undefined : { ok: true, value };
    case "verb":
      return SERVER_VERBS.includes(value) ? { ok: true, value } : undefined;
    case "name":
      return isServerName(value) ? { ok: true, value } : undefined;
    case "person":
    case "like":
      return { ok: true, value };
  }
}
