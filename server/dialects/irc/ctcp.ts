/** CTCP: messages between IRC clients themselves. They are not kept. */

import type { Member } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import { NO_CTCP_MODE } from "./user_modes.ts";
import type { Client } from "./client.ts";
import type { IrcEncoding } from "./encoding.ts";
import { addTag } from "./message_format.ts";
import { channelOf, ircNick } from "./nick_and_channel.ts";
import { cleanCtcp, formattedText, parseCtcp } from "./text.ts";
import { type IncomingText, refuseText } from "./incoming_text.ts";

/** Whether `text` is CTCP other than `/me`. */
export function isCtcp(text: string): boolean {
  const ctcp = parseCtcp(text);
  return ctcp !== undefined && ctcp.name !== "ACTION";
}

/** Whether `client` may say something in `room`. */
export function maySpeak(client: Client, room: Room): boolean {
  return room.rules.maySpeak(client, room.has(client));
}

/** Whether `client` may send CTCP to `room`. */
export function maySendCtcp(client: Client, room: Room): boolean {
  return maySpeak(client, room) && !room.rules.flags.has("noCtcp");
}

/** Sends CTCP to the IRC clients in a room. */
export function sendCtcpToRoom(client: Client, room: Room, words: IncomingText): void {
  const channel = channelOf(room.name);
  if (!maySendCtcp(client, room)) {
    return refuseText(client, words.notice, "cannotSendToChan", channel);
  }
  const render = (encoding: IrcEncoding) => rawLine(client, encoding, channel, words);
  client.pass(room, render);
  if (client.caps.has("echo-message")) client.send(render(client.encoding));
}

/** Sends CTCP to one member, if it is an IRC client. */
export function sendCtcpTo(client: Client, member: Member, words: IncomingText): void {
  const irc = client.server.clientOf(member);
  const target = ircNick(member.nick);
  if (irc?.person.modes.has(NO_CTCP_MODE)) {
    return refuseText(client, words.notice, "cannotSendToUser", target);
  }
  if (client.caps.has("echo-message")) {
    client.send(rawLine(client, client.encoding, target, words));
  }
  if (irc !== undefined) {
    client.tell(irc, (encoding) => rawLine(client, encoding, target, words));
  }
}

/** The line for those who are here: formatting stays, what acts on a screen does not. */
export function rawLine(
  client: Client,
  encoding: IrcEncoding,
  target: string,
  { command, text, tags }: IncomingText,
): string {
  const clean = isCtcp(text) ? cleanCtcp(text) : formattedText(text);
  const line = encoding.stamped(client.ts, `:${client.source} ${command} ${target} :${clean}\r\n`);
  return tags === "" || !encoding.caps.has("message-tags") ? line : addTag(line, tags);
}
