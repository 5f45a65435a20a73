/** Questions from program to program (CTCP), which are not kept, and for IRC clients alone. */

import type { Member } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import { UNASKED_MODE } from "./user_modes.ts";
import { type Client, passIrc } from "./client.ts";
import type { IrcEncoding } from "./encoding.ts";
import { addTag } from "./message.ts";
import { channelOf, ircNick } from "./names.ts";
import { parseCtcp } from "./text.ts";
import { refuse, type Words } from "./said_text.ts";

/** Whether it is meant for a program: all of CTCP is but `/me`. */
export function isQuestion(text: string): boolean {
  const ctcp = parseCtcp(text);
  return ctcp !== undefined && ctcp.name !== "ACTION";
}

/** Whether `client` may say something in `room`. */
export function maySpeak(client: Client, room: Room): boolean {
  return room.rules.maySpeak(client, room.has(client));
}

/** Whether `client` may ask the programs in `room`. */
export function mayAsk(client: Client, room: Room): boolean {
  return maySpeak(client, room) && !room.rules.flags.has("unasked");
}

/** Asks all programs in a room. */
export function askPrograms(client: Client, room: Room, words: Words): void {
  const channel = channelOf(room.name);
  if (!mayAsk(client, room)) return refuse(client, words.notice, "cannotSendToChan", channel);
  const render = (encoding: IrcEncoding) => rawLine(client, encoding, channel, words);
  passIrc(room, render, client);
  if (client.caps.has("echo-message")) client.send(render(client.encoding));
}

/** Asks the program of one person, who has one only if it is an IRC client. */
export function askProgram(client: Client, member: Member, words: Words): void {
  const irc = client.server.clientOf(member);
  const target = ircNick(member.nick);
  if (irc?.person.modes.has(UNASKED_MODE)) {
    return refuse(client, words.notice, "cannotSendToUser", target);
  }
  if (client.caps.has("echo-message")) {
    client.send(rawLine(client, client.encoding, target, words));
  }
  irc?.push(rawLine(client, irc.encoding, target, words));
}

/** What was said as it was said, for those who are here. */
export function rawLine(
  client: Client,
  encoding: IrcEncoding,
  target: string,
  { command, text, tags }: Words,
): string {
  // NUL, CR and LF cannot be there: the first is taken out, the others end a line
  const line = encoding.stamped(client.ts, `:${client.source} ${command} ${target} :${text}\r\n`);
  return tags === "" || !encoding.caps.has("message-tags") ? line : addTag(line, tags);
}
