/** Names as IRC has them: nicknames without spaces and signs of its grammar, rooms with a `#`. */

import { checkRoom } from "../../../protocol/names.ts";
import { cleanText } from "../../../protocol/text.ts";

/** The sign before the name of a room. */
export const CHANTYPES = "#";

// signs that separate words in a line of IRC, or begin something
const GRAMMAR = /[ !@*?,.:$#&~%+]/g;
const UNFIT = /[ !@*?,]|^[:$#&~@%+]/;

/**
 * A nickname as IRC clients see it. Signs that mean something in IRC's grammar become their wide
 * forms. Both forms are the same nickname, so an answer to the shown one arrives.
 */
export function ircNick(nick: string): string {
  if (!UNFIT.test(nick)) return nick;
  return nick.replace(GRAMMAR, (sign) => {
    return sign === " " ? "\u00a0" : String.fromCodePoint(sign.codePointAt(0)! + 0xfee0);
  });
}

/** Whether IRC's grammar allows the nickname. */
export function isIrcNick(nick: string): boolean {
  return nick !== "" && !UNFIT.test(nick) && !nick.includes("\u00a0");
}

/** A word that a client sent, in a form in which it can be repeated anywhere in a line. */
export function asWord(text: string): string {
  return text === "" ? "*" : cleanText(text).replace(/^:/, "*").replace(/\s/g, "_") || "*";
}

/** The channel that is the room. */
export function channelOf(room: string): string {
  return `#${room}`;
}

/** Whether `name` has the form of a channel; its room may be impossible. */
export function isChannel(name: string): boolean {
  return name.startsWith("#");
}

/** The room of a channel; `undefined` when no room can have this name. */
export function roomOf(channel: string): string | undefined {
  if (!isChannel(channel)) return undefined;
  const room = checkRoom(channel);
  return room.ok ? room.value : undefined;
}
