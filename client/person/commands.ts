/**
 * The commands of a person: one table. Help, completion and the check of arguments derive from it.
 *
 * @module
 */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";

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
