/** The modes of a room that are lists of masks: bans, and the exceptions from them and from `i`. */

import { MAX_IRC_LINE_BYTES, MAX_IRC_MASK_BYTES } from "./limits.ts";
import { cleanText, utf8Bytes } from "../../../protocol/text.ts";
import type { Masks } from "../../chat/masks.ts";
import type { Room } from "../../chat/room.ts";
import type { Rules } from "../../chat/rules.ts";
import { isOperatorIn } from "./channels.ts";
import type { Client } from "./client.ts";
import { refuseParam } from "./mode_change.ts";
import type { Change } from "./mode_lines.ts";
import { channelOf, ircNick } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";

interface MaskMode {
  readonly masks: (rules: Rules) => Masks;
  readonly entry: string;
  readonly end: string;
  readonly closing: string;
  /** Whether only operators of the room see the list. */
  readonly closed?: true;
}

const MASK_MODES: Readonly<Record<string, MaskMode | undefined>> = {
  b: {
    masks: (rules) => rules.bans,
    entry: RPL.banList,
    end: RPL.endOfBanList,
    closing: "End of channel ban list",
  },
  e: {
    masks: (rules) => rules.banExceptions,
    entry: RPL.exceptList,
    end: RPL.endOfExceptList,
    closing: "End of channel exception list",
    closed: true,
  },
  I: {
    masks: (rules) => rules.inviteExceptions,
    entry: RPL.invexList,
    end: RPL.endOfInvexList,
    closing: "End of channel invite exception list",
    closed: true,
  },
};

/** Whether a change only asks for the list: it has no mask. */
export function asksForMasks({ letter, param }: Change): boolean {
  return param === undefined && MASK_MODES[letter] !== undefined;
}

/** Sends the list of masks. */
export function sendMasks(client: Client, room: Room, letter: string): void {
  const mode = MASK_MODES[letter]!;
  const channel = channelOf(room.name);
  if (mode.closed && !isOperatorIn(client, room)) {
    return client.refuse("chanOpPrivsNeeded", channel);
  }
  for (const { mask, by, at } of mode.masks(room.rules).all) {
    const [setter, seconds] = [ircNick(by), `${Math.floor(at / 1000)}`];
    const words = [client.serverName, mode.entry, client.target, channel, mask, setter, seconds];
    // the longest names leave no place for who set it (RFC 1459 knows the mask alone)
    const isShort = utf8Bytes(words.join(" ")) + 3 <= MAX_IRC_LINE_BYTES;
    client.replyWords(mode.entry, channel, mask, ...isShort ? [setter, seconds] : []);
  }
  client.reply(mode.end, channel, mode.closing);
}

/** Adds or removes a mask. Returns the change as it is announced; `undefined` when nothing has changed. */
export function changeMasks(client: Client, room: Room, change: Change): Change | undefined {
  const { on, letter, param } = change;
  if (param === undefined) {
    sendMasks(client, room, letter);
    return undefined;
  }
  const mask = fullMask(param);
  if (mask === undefined) {
    refuseParam(client, room, letter, param, "Invalid mask");
    return undefined;
  }
  const { masks } = MASK_MODES[letter]!;
  if (!on) {
    const lifted = room.decide(client, (rules) => masks(rules).remove(mask));
    return lifted === undefined ? undefined : { on, letter, param: lifted };
  }
  const added = { mask, by: client.nick, at: client.now };
  switch (room.decide(client, (rules) => masks(rules).add(added)) ?? "full") {
    case "done":
      return { on, letter, param: mask };
    case "full":
      client.refuse("banListFull", channelOf(room.name), mask);
      return undefined;
    case "known":
      return undefined;
  }
}

/** A mask with all its parts: `nick!user@host`. */
function fullMask(mask: string): string | undefined {
  // a colon at the beginning would make it the last word of a line (RFC 2812, section 2.3)
  if (utf8Bytes(mask) > MAX_IRC_MASK_BYTES || /^(?:$|:)|[\s,]/.test(mask)) return undefined;
  if (cleanText(mask) !== mask) return undefined;
  if (mask.includes("!")) return mask.includes("@") ? mask : `${mask}@*`;
  return mask.includes("@") ? `*!${mask}` : `${mask}!*@*`;
}
