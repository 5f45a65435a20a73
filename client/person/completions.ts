/** What Tab offers: commands and nicknames. Pure. */

import type { Candidates } from "../tty/completion.ts";
import { COMMANDS, findCommand, SERVER_VERBS } from "./commands.ts";

/** What names can be completed. */
export interface KnownNames {
  /** Finds the nicknames that begin with a text, the most likely first. */
  readonly startingWith: (start: string) => readonly string[];
  /** The names that the user has given to servers. */
  readonly servers: readonly string[];
  /** The rooms where the user is. */
  readonly rooms: readonly string[];
  /** Other rooms of the server, as far as they are known. */
  readonly otherRooms: readonly string[];
}

/** What could complete the text before the cursor. */
export function completions(
  before: string,
  { startingWith, servers, rooms, otherRooms }: KnownNames,
): Candidates {
  const name = /^\/(?!\/)(\S*)$/.exec(before)?.[1];
  if (name !== undefined) return { from: 0, candidates: commandsLike(name) };
  const [, command = "", argument] = /^\/(\S+)\s+(.*)$/.exec(before) ?? [];
  const kind = findCommand(command)?.args[0]?.kind;
  if (argument !== undefined && kind !== undefined) {
    const from = before.length - argument.length;
    if (kind === "command") {
      const names = COMMANDS.map((each) => each.name).filter((each) => each.startsWith(argument));
      return { from, candidates: names };
    }
    if (kind === "verb") {
      // a name that is saved is a new one
      const [, forget, start = ""] = /^(forget\s+)(\S*)$/.exec(argument) ?? [];
      if (forget !== undefined) {
        const names = servers.filter((each) => each.toLowerCase().startsWith(start.toLowerCase()));
        return { from: from + forget.length, candidates: names };
      }
      const verbs = SERVER_VERBS.filter((each) => each.startsWith(argument));
      return { from, candidates: verbs.map((verb) => `${verb} `) };
    }
    const [, start] = kind === "room" ? /^#?(\S*)$/.exec(argument) ?? [] : [];
    if (start !== undefined) {
      // nobody leaves a room where they are not
      const all = command.toLowerCase() === "part" ? rooms : [...rooms, ...otherRooms];
      const names = all.filter((each) => each.startsWith(start.toLowerCase()));
      return { from: before.length - start.length, candidates: [...new Set(names)] };
    }
    // a nickname may contain spaces. What no nickname begins with is the text after it
    const nicks = kind === "person" ? startingWith(argument) : [];
    if (nicks.length > 0) return { from, candidates: nicks.map((nick) => `${nick} `) };
  }
  return nickAtEnd(before, startingWith);
}

function nickAtEnd(
  before: string,
  startingWith: (start: string) => readonly string[],
): Candidates {
  const [word = ""] = /[^\s@]*$/.exec(before) ?? [];
  const from = before.length - word.length;
  // in the middle of a text, an empty word would offer everyone
  if (word === "" && before !== "" && !before.endsWith("@")) return { from, candidates: [] };
  const whole = startingWith(word);
  const after = from === 0 ? ": " : " ";
  if (whole.length > 0) return { from, candidates: whole.map((nick) => nick + after) };
  // behind a bracket or a quotation mark
  const bare = word.replace(/^[^\p{L}\p{N}_]+/u, "");
  const nicks = bare === "" ? [] : startingWith(bare);
  if (nicks.length === 0) return { from, candidates: [] };
  return { from: before.length - bare.length, candidates: nicks.map((nick) => `${nick} `) };
}

function commandsLike(start: string): string[] {
  return COMMANDS.filter(({ name }) => name.startsWith(start.toLowerCase()))
    .map(({ name, args }) => args.length > 0 ? `/${name} ` : `/${name}`);
}
