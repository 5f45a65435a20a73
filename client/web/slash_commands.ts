/** The commands of the page, one a row. What they do is done by the page. Pure. */

import { readSlash, topicOfTyped } from "../../protocol/slash.ts";
import type { PagePhrases } from "../../i18n/en/page.ts";

/** What the commands need. Each returns what is wrong, if anything is. */
export interface CommandTarget {
  say(text: string, action?: true): string | undefined;
  direct(to: string, text: string): string | undefined;
  rename(nick: string): string | undefined;
  enter(room: string): string | undefined;
  part(): string | undefined;
  topic(text: string): string | undefined;
  away(text: string | undefined): string | undefined;
  search(text: string): string | undefined;
  help(): string | undefined;
  /** The nickname that `text` begins with. It may contain spaces. */
  nickAt(text: string): string | undefined;
}

type Name = keyof PagePhrases["commands"];

const COMMANDS: Readonly<
  Record<Name, (target: CommandTarget, rest: string) => string | undefined | "usage">
> = {
  help: (target) => target.help(),
  me: (target, rest) => rest === "" ? "usage" : target.say(rest, true),
  msg: (target, rest) => {
    const to = target.nickAt(rest) ?? rest.split(/\s/, 1)[0]!;
    const text = rest.slice(to.length).trim();
    return to === "" || text === "" ? "usage" : target.direct(to, text);
  },
  nick: (target, rest) => rest === "" ? "usage" : target.rename(rest),
  room: (target, rest) => rest === "" ? "usage" : target.enter(rest),
  part: (target) => target.part(),
  topic: (target, rest) => rest === "" ? "usage" : target.topic(topicOfTyped(rest)),
  search: (target, rest) => rest === "" ? "usage" : target.search(rest),
  away: (target, rest) => target.away(rest === "" ? undefined : rest),
};

/** Other names, as other chats have them. */
const ALIASES: Readonly<Record<string, Name>> = { join: "room", leave: "part" };

/** Does what was typed. Returns what is wrong; then nothing was done. */
export function perform(
  typed: string,
  target: CommandTarget,
  say: PagePhrases,
): string | undefined {
  const read = readSlash(typed);
  if (read.kind === "text") return target.say(read.text);
  const name = Object.hasOwn(ALIASES, read.name) ? ALIASES[read.name]! : read.name;
  if (!Object.hasOwn(COMMANDS, name)) return say.noCommand(read.name);
  const wrong = COMMANDS[name as Name](target, read.rest.trim());
  return wrong === "usage" ? say.usage(say.commands[name as Name]) : wrong;
}
