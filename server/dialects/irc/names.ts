/** Names as IRC has them: nicknames without spaces and signs of its grammar, rooms with a `#`. */

import { checkRoom, cleanText } from "../../../protocol/text.ts";

/** What stands before the name of a room. */
export const CHANTYPES = "#";

// what separates or begins something in an IRC line; a space most of all
const GRAMMAR = /[ !@*?,.:$#&~%+]/g;
const UNFIT = /[ !@*?,]|^[:$#&~@%+]/;

/**
 * A nickname as IRC clients see it. Signs that mean something in IRC's grammar become their wide
 * forms, which count as the same in a nickname: so whoever names it so is understood.
 */
export function ircNick(nick: string): string {
  if (!UNFIT.test(nick)) return nick;
  return nick.replace(GRAMMAR, (sign) => {
    return sign === " " ? "\u00a0" : String.fromCodePoint(sign.codePointAt(0)! + 0xfee0);
  });
}

/** Whether IRC's grammar lets a client call itself so. */
export function isIrcNick(nick: string): boolean {
  return nick !== "" && !UNFIT.test(nick) && !nick.includes("\u00a0");
}

/** A word of a client, so that it can stand in an answer where it is not the last one. */
export function asWord(text: string): string {
  return text === "" ? "*" : cleanText(text).replace(/^:/, "*").replace(/\s/g, "_") || "*";
}

/** The channel that is the room. */
export function channelOf(room: string): string {
  return `#${room}`;
}

/** Whether `name` names a channel, a possible one or not. */
export function isChannel(name: string): boolean {
  return name.startsWith("#");
}

/** The room that is the channel, or `undefined` where no room can be called so. */
export function roomOf(channel: string): string | undefined {
  if (!isChannel(channel)) return undefined;
  const room = checkRoom(channel);
  return room.ok ? room.value : undefined;
}
