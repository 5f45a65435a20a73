/** Changes of modes, as they are asked for and as they are announced. */

import { MAX_IRC_MODES } from "./limits.ts";
import type { Room } from "../../chat/room.ts";
import type { Client } from "./client.ts";
import { asWord, channelOf } from "./nick_and_channel.ts";
import { ERR } from "./numerics.ts";

/** One change: on or off, its letter, its parameter where it has one. */
export interface Change {
  readonly on: boolean;
  readonly letter: string;
  readonly param: string | undefined;
}

/** Letters that always take a parameter; without one, those of masks ask for the list. */
const WITH_PARAM = "beIkov";

/** The changes that `letters` ask for, each with its parameter. */
export function changesOf(letters: string, args: readonly string[]): Change[] {
  const changes: Change[] = [];
  const params = args.slice(0, MAX_IRC_MODES);
  let on = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") on = letter === "+";
    else {
      const takes = WITH_PARAM.includes(letter) || (letter === "l" && on);
      changes.push({ on, letter, param: takes ? params.shift() : undefined });
    }
  }
  return changes;
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

/** Answers that `param` is not valid for a mode. */
export function refuseParam(
  client: Client,
  room: Room,
  letter: string,
  param: string,
  why: string,
): void {
  const shown = /[\s:]/.test(param) ? "*" : asWord(param);
  client.reply(ERR.invalidModeParam[0], channelOf(room.name), asWord(letter), shown, why);
}
