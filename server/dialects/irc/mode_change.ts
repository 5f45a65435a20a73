/** Changes of modes, as they are asked for. */

import { MAX_IRC_MODES } from "./limits.ts";
import type { Room } from "../../chat/room.ts";
import type { Client } from "./client.ts";
import type { Change } from "./mode_lines.ts";
import { asWord, channelOf } from "./nick_and_channel.ts";
import { ERR } from "./numerics.ts";

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

/** There is no place for more of what operators decide: an answer. */
export const TOO_MUCH_DECIDED = "Too much is decided in this room";

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
