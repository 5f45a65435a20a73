/** Changes of modes, as they are announced. Pure. */

import { utf8Bytes } from "../../../protocol/text.ts";
import type { Flag, RuleChange, RuleWithParam } from "../../chat/rule_change.ts";
import { MAX_IRC_LINE_BYTES } from "./limits.ts";
import { formatMessage } from "./message_format.ts";
import { ircNick } from "./nick_and_channel.ts";

/** The modes that are only on or off. */
export const FLAGS: Readonly<Record<string, Flag | undefined>> = {
  C: "noCtcp",
  i: "inviteOnly",
  m: "moderated",
  n: "membersOnly",
  s: "hidden",
  t: "topicLocked",
};

/** The letters of the modes that have a parameter. */
const LETTERS: Readonly<Record<RuleWithParam, string>> = {
  operators: "o",
  voiced: "v",
  bans: "b",
  banExceptions: "e",
  inviteExceptions: "I",
  key: "k",
  limit: "l",
};

/** One change: on or off, its letter, its parameter where it has one. */
export interface Change {
  readonly on: boolean;
  readonly letter: string;
  readonly param: string | undefined;
}

/** The changes as they are announced: letters, then their parameters. */
export function summary(changes: readonly Change[]): string[] {
  let letters = "";
  let sign = "";
  for (const { on, letter } of changes) {
    const next = on ? "+" : "-";
    letters += next === sign ? letter : next + letter;
    sign = next;
  }
  return [letters, ...changes.flatMap(({ param }) => param ?? [])];
}

/** Changes of the rules of a room as those of modes. */
export function modesOf(changes: readonly RuleChange[]): Change[] {
  const letters: Readonly<Record<string, string | undefined>> = LETTERS;
  const flags = Object.keys(FLAGS);
  return changes.map(({ on, rule, param }) => ({
    ...{ on, letter: letters[rule] ?? flags.find((flag) => FLAGS[flag] === rule)! },
    param: rule === "operators" || rule === "voiced" ? ircNick(param!) : param,
  }));
}

/** The changes on as many lines as needed: a completed mask is longer than what was sent. */
export function modeLines(
  source: string,
  channel: string,
  changes: readonly Change[],
): string[] {
  const line = (some: readonly Change[]) =>
    formatMessage(source, "MODE", [channel, ...summary(some)]);
  const lines: string[] = [];
  let some: Change[] = [];
  for (const change of changes) {
    if (some.length > 0 && utf8Bytes(line([...some, change])) > MAX_IRC_LINE_BYTES) {
      lines.push(line(some));
      some = [];
    }
    some.push(change);
  }
  return some.length === 0 ? lines : [...lines, line(some)];
}
