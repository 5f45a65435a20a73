/** PRIVMSG, NOTICE, TAGMSG: a client says something in a room or to one user. */

import { MAX_IRC_LINE_BYTES, MAX_IRC_TARGETS } from "./limits.ts";
import { cleanText, utf8Bytes } from "../../../protocol/text.ts";
import { type Metadata, Refused } from "../../chat/member.ts";
import { BOT_TAG, isBot } from "./user_modes.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import type { IrcEncoding } from "./encoding.ts";
import { formatTag, type Message, type Tags } from "./message_format.ts";
import { asWord, channelOf, ircNick, isChannel } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";
import { isCtcp, maySendCtcp, maySpeak, rawLine, sendCtcpTo, sendCtcpToRoom } from "./ctcp.ts";
import { formattedText, parseCtcp, plainText } from "./text.ts";
import { type IncomingText, refuseText } from "./incoming_text.ts";

/** The commands of this file. */
export const PRIVMSG_COMMANDS: readonly Command[] = [
  {
    name: "PRIVMSG",
    params: 0,
    says: true,
    help: "PRIVMSG #room|nickname[,…] :text: say something",
    run: (client, message) => say(client, message, false),
  },
  {
    name: "NOTICE",
    params: 0,
    says: true,
    help: "NOTICE #room|nickname[,…] :text: say something that gets no answer",
    run: (client, message) => say(client, message, true),
  },
  {
    name: "TAGMSG",
    params: 0,
    help: "TAGMSG #room|nickname[,…]: tags without a text",
    run: tagmsg,
  },
];

/** The client-only tags, as on the wire, and the tag of bots. */
function clientTags(client: Client, tags: Tags): string {
  let text = isBot(client) ? BOT_TAG : "";
  for (const [name, value] of tags) {
    if (!/^\+[\w./-]+$/.test(name)) continue;
    text += `${text === "" ? "" : ";"}${formatTag(name, cleanText(value))}`;
  }
  return text;
}

function say(client: Client, message: Message, notice: boolean): void | Promise<void> {
  const [targets = "", text] = message.params;
  if (targets === "") return refuseText(client, notice, "noRecipient");
  if (text === undefined || text === "") return refuseText(client, notice, "noTextToSend");
  const names = targets.split(",");
  if (names.length > MAX_IRC_TARGETS) {
    return refuseText(client, notice, "tooManyTargets", asWord(names.at(-1)!));
  }
  client.spokeAt = client.now;
  const words: IncomingText = {
    text,
    notice,
    tags: clientTags(client, message.tags),
    command: message.command,
  };
  const sent = names.map((name) => sayTo(client, name, words)).filter((one) => one !== undefined);
  return sent.length === 0 ? echoed(client) : Promise.all(sent).then(() => echoed(client));
}

/** A command with a label waits for its echo, which is the answer. */
function echoed(client: Client): void | Promise<void> {
  if (client.isLabeled && client.hasAsked) return client.settled();
}

/** A message of several lines, each with the pieces in which it came. */
export interface Whole extends Pick<Message, "command" | "tags"> {
  /** The lines with line feeds between them. */
  readonly text: string;
  readonly lines: readonly (readonly string[])[];
}

/** Says several lines as one message. */
export function sayWhole(client: Client, target: string, whole: Whole): void | Promise<void> {
  const { command, text, lines } = whole;
  client.spokeAt = client.now;
  const words: IncomingText = {
    ...{ text, command, notice: command === "NOTICE", tags: clientTags(client, whole.tags) },
    pieces: lines.map((pieces) => pieces.map(formattedText)),
  };
  if (!/^[@+]#/.test(target)) {
    const sent = sayTo(client, target, words);
    if (sent !== undefined) return sent.then(() => echoed(client));
  } else {
    // this is not kept, so it need not be one message
    const { notice, tags } = words;
    for (const line of lines.flat()) {
      if (line !== "") sayTo(client, target, { text: line, notice, tags, command });
    }
  }
  return echoed(client);
}

/** Returns a promise only where another server has to be asked. */
function sayTo(client: Client, name: string, words: IncomingText): void | Promise<void> {
  const { notice } = words;
  if (isTooLong(client, name, words)) return refuseText(client, notice, "inputTooLong");
  if (/^[@+]#/.test(name)) return sayToStatus(client, name, words);
  try {
    if (isChannel(name)) sayInRoom(client, name, words);
    else {
      const sent = sayToOne(client, name, words);
      return sent?.catch((cause: unknown) => notSaid(client, name, notice, cause));
    }
  } catch (cause) {
    notSaid(client, name, notice, cause);
  }
}

function notSaid(client: Client, name: string, notice: boolean, cause: unknown): void {
  if (!(cause instanceof Refused)) throw cause;
  if (cause.code === "bad_text") return refuseText(client, notice, "noTextToSend");
  if (cause.code === "no_such_nick") return refuseText(client, notice, "noSuchNick", asWord(name));
  if (cause.code === "unavailable") {
    return refuseText(client, notice, "unavailResource", asWord(name));
  }
  refuseText(client, notice, "cannotSendToChan", asWord(name));
}

/** Whether the others would not get the line whole. Then it is refused. */
function isTooLong(
  client: Client,
  target: string,
  { text, command, pieces }: IncomingText,
): boolean {
  // several lines are cut where they must be
  if (pieces !== undefined) return false;
  const line = `:${client.source} ${command} ${target} :${text}`;
  return line.length * 3 > MAX_IRC_LINE_BYTES - 2 && utf8Bytes(line) > MAX_IRC_LINE_BYTES - 2;
}

function metadataOf(text: string, { tags, pieces }: IncomingText, isAction: boolean): Metadata {
  if (pieces !== undefined && !isAction) return { ...(tags === "" ? {} : { tags }), pieces };
  const formatted = text.split("\n").map(formattedText).join("\n");
  const isPlain = formatted === plainText(text) && formatted === formatted.trim();
  return { ...(tags === "" ? {} : { tags }), ...(isPlain ? {} : { formatted }) };
}

function sayInRoom(client: Client, name: string, words: IncomingText): void {
  const { text, notice } = words;
  const room = client.seenRoom(name);
  if (room === undefined) return refuseText(client, notice, "noSuchChannel", asWord(name));
  if (isCtcp(text)) return sendCtcpToRoom(client, room, words);
  const ctcp = parseCtcp(text);
  const said = ctcp?.text ?? text;
  const metadata = client.mark(metadataOf(said, words, ctcp !== undefined));
  const options = { action: ctcp !== undefined, notice, metadata };
  client.hub.say(client, room, plainText(said), "", options);
  client.asked(room);
}

/** Says something to the operators of a room, or also to those with voice (STATUSMSG). It is not kept. */
function sayToStatus(client: Client, name: string, words: IncomingText): void {
  const room = client.seenRoom(name.slice(1));
  if (room === undefined) return refuseText(client, words.notice, "noSuchChannel", asWord(name));
  const isAllowed = isCtcp(words.text) ? maySendCtcp : maySpeak;
  if (!isAllowed(client, room)) {
    return refuseText(client, words.notice, "cannotSendToChan", asWord(name));
  }
  const target = name[0]! + channelOf(room.name);
  const { operators, voiced } = room.rules;
  const render = (encoding: IrcEncoding) => rawLine(client, encoding, target, words);
  for (const member of room.members) {
    const isMeant = operators.has(member) || (name[0] === "+" && voiced.has(member));
    const irc = client.server.clientOf(member);
    if (isMeant && irc !== undefined && irc !== client) client.tell(irc, render);
  }
  if (client.caps.has("echo-message")) client.send(render(client.encoding));
}

function sayToOne(client: Client, name: string, words: IncomingText): void | Promise<void> {
  const { text, notice, command } = words;
  const member = client.hub.find(name);
  if (member === undefined) return refuseText(client, notice, "noSuchNick", asWord(name));
  if (isCtcp(text)) return sendCtcpTo(client, member, words);
  const ctcp = parseCtcp(text);
  const said = ctcp?.text ?? text;
  const metadata = client.mark(metadataOf(said, words, ctcp !== undefined));
  const options = { action: ctcp !== undefined, notice, metadata };
  for (const room of client.hub.roomsOf(client)) client.asked(room);
  const sent = client.hub.direct(client, member.nick, plainText(said), client.newMsgid(), options);
  if (command === "PRIVMSG" && member.away !== undefined) {
    client.reply(RPL.away, ircNick(member.nick), member.away);
  }
  return sent;
}

function tagmsg(client: Client, message: Message): void {
  const targets = message.params[0] ?? "";
  if (targets === "") return client.refuse("noRecipient");
  const names = targets.split(",");
  if (names.length > MAX_IRC_TARGETS) {
    return client.refuse("tooManyTargets", asWord(names.at(-1)!));
  }
  const tags = clientTags(client, message.tags);
  // without tags it says nothing, and without the capability there are none
  if (tags === "" || tags === BOT_TAG || !client.caps.has("message-tags")) return;
  for (const name of names) tagOne(client, name, tags);
}

function tagOne(client: Client, name: string, tags: string): void {
  const [ts, msgid] = [client.ts, client.newMsgid()];
  const render = (target: string) => (encoding: IrcEncoding) =>
    encoding.tagMessage(client.source, target, ts, msgid, tags);
  let show: ReturnType<typeof render>;
  if (isChannel(name)) {
    const room = client.seenRoom(name);
    if (room === undefined) return client.refuse("noSuchChannel", asWord(name));
    if (!maySpeak(client, room)) {
      return client.refuse("cannotSendToChan", channelOf(room.name));
    }
    show = render(channelOf(room.name));
    client.pass(room, show);
  } else {
    const member = client.hub.find(name);
    if (member === undefined) return client.refuse("noSuchNick", asWord(name));
    show = render(ircNick(member.nick));
    const irc = client.server.clientOf(member);
    if (irc !== undefined) client.tell(irc, show);
  }
  if (client.caps.has("echo-message")) client.send(show(client.encoding));
}
