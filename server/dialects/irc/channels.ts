/** Rooms as channels: JOIN, PART, TOPIC, NAMES, LIST, INVITE, KICK. */

import { MAX_IRC_CHANNELS, MAX_IRC_TARGETS } from "./limits.ts";
import { NotAdmitted } from "../../chat/not_admitted.ts";
import { Refused } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import type { Barrier } from "../../chat/rules.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { joinHistory, joinRequest } from "./history.ts";
import { readMarkOf } from "./read_marker.ts";
import { LISTING } from "./listing.ts";
import { TOO_MUCH_DECIDED } from "./mode_change.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { sendNames } from "./listing.ts";
import { asWord, channelOf, ircNick, isChannel, roomOf } from "./nick_and_channel.ts";
import { ERR, type ErrorName, RPL } from "./numerics.ts";
import { boundedText, plainText } from "./text.ts";

/** The commands of this file. */
export const CHANNELS: readonly Command[] = [
  { name: "JOIN", params: 1, help: "JOIN #room[,#room] [key[,key]]: enter rooms", run: join },
  { name: "PART", params: 1, help: "PART #room[,#room] [:reason]: leave rooms", run: part },
  {
    name: "TOPIC",
    params: 1,
    help: "TOPIC #room [:topic]: see the topic, or set it; an empty one takes it away",
    run: topic,
  },
  {
    name: "INVITE",
    params: 0,
    help: "INVITE nickname #room: ask someone in; alone: where you are asked in",
    run: invite,
  },
  {
    name: "KICK",
    params: 2,
    help: "KICK #room nickname [:reason]: send someone out",
    run: kick,
  },
  ...LISTING,
];

const BARRIERS: Readonly<Record<Barrier, ErrorName>> = {
  banned: "bannedFromChan",
  inviteOnly: "inviteOnlyChan",
  key: "badChannelKey",
  full: "channelIsFull",
};

async function join(client: Client, { params }: Message): Promise<void> {
  if (params[0] === "0") {
    for (const room of client.hub.roomsOf(client)) leaveRoom(client, room, "");
    return await client.settled();
  }
  const keys = params[1]?.split(",") ?? [];
  for (const [i, name] of params[0]!.split(",").entries()) {
    if (name !== "") await joinOne(client, name, keys[i]);
    if (client.peer.ended) return;
  }
}

async function joinOne(client: Client, name: string, key: string | undefined): Promise<void> {
  const { hub } = client;
  const room = roomOf(name);
  if (room === undefined) return client.refuse("noSuchChannel", asWord(name));
  if (client.roomIn(name) !== undefined) return;
  if (hub.roomsOf(client).length >= MAX_IRC_CHANNELS) {
    return client.refuse("tooManyChannels", name);
  }
  try {
    const history = joinRequest(client, room);
    const entered = await hub.join(client, room, { history, key, founds: true });
    if (entered === undefined) return;
    client.server.departures.changed();
    client.asked(entered.room);
    const mark = client.caps.has("draft/read-marker") ? await readMarkOf(client, entered.room) : "";
    client.openSlot(entered.slot);
    sendJoined(client, entered.room, mark);
    client.send(joinHistory(client, entered.room, entered.history));
    client.closeSlot();
  } catch (cause) {
    if (cause instanceof NotAdmitted) {
      const isUnknown = cause.isHidden && !client.isOperator;
      return client.refuse(isUnknown ? "noSuchChannel" : BARRIERS[cause.barrier], name);
    }
    if (!(cause instanceof Refused)) throw cause;
    client.reply(ERR.noSuchChannel[0], channelOf(room), cause.message);
  }
}

/** Sends the client its own JOIN, the topic, its mark, and the members (modern.ircdocs.horse, "JOIN message"). */
function sendJoined(client: Client, room: Room, mark: string): void {
  const channel = channelOf(room.name);
  const joined = client.encoding.caps.has("extended-join")
    ? formatMessage(client.source, "JOIN", [channel, "*", client.realname], true)
    : formatMessage(client.source, "JOIN", [channel]);
  client.send(client.encoding.stamped(client.ts, joined));
  if (room.topic !== undefined) sendTopic(client, room);
  client.send(mark);
  sendNames(client, room);
}

function part(client: Client, { params }: Message): Promise<void> | void {
  const reason = boundedText(params[1] ?? "");
  for (const name of params[0]!.split(",")) {
    const room = inRoom(client, name);
    if (room !== undefined) leaveRoom(client, room, reason);
  }
  // the client's own PART is the answer to this command, and comes when it has happened
  return client.settled();
}

function leaveRoom(client: Client, room: Room, reason: string): void {
  client.asked(room);
  client.departs(room);
  client.hub.part(client, room, { reason, metadata: client.mark({}) });
}

/** The room of a channel, if the client is in it. Otherwise the client is told why not. */
export function inRoom(client: Client, name: string): Room | undefined {
  const room = isChannel(name) ? client.seenRoom(name) : undefined;
  if (room === undefined) {
    client.refuse("noSuchChannel", asWord(name));
    return undefined;
  }
  if (!room.has(client)) {
    client.refuse("notOnChannel", channelOf(room.name));
    return undefined;
  }
  return room;
}

/** Whether the client is an operator of the room. An operator of the server is one in every room. */
export function isOperatorIn(client: Client, room: Room): boolean {
  return room.rules.operators.has(client) || client.isOperator;
}

function topic(client: Client, { params }: Message): void | Promise<void> {
  const room = inRoom(client, params[0]!);
  if (room === undefined) return;
  if (params[1] === undefined) return sendTopic(client, room);
  try {
    const isOperator = isOperatorIn(client, room);
    const metadata = client.mark({});
    const isSet = client.hub.setTopic(client, room, plainText(params[1]), { isOperator, metadata });
    if (!isSet) return;
  } catch (cause) {
    return refuseTopic(client, room, cause);
  }
  client.asked(room);
  return client.settled();
}

function refuseTopic(client: Client, room: Room, cause: unknown): void {
  if (!(cause instanceof Refused)) throw cause;
  switch (cause.code) {
    case "not_operator":
      return client.refuse("chanOpPrivsNeeded", channelOf(room.name));
    case "bad_text":
      return client.refuse("inputTooLong");
    default:
      return client.fail("TOPIC", "NOT_SAVED", cause.message);
  }
}

function sendTopic(client: Client, room: Room): void {
  const channel = channelOf(room.name);
  const { topic } = room;
  if (topic === undefined) return client.reply(RPL.noTopic, channel, "No topic is set");
  client.reply(RPL.topic, channel, topic.topic);
  const seconds = Math.floor(Date.parse(topic.ts) / 1000);
  client.replyWords(RPL.topicWhoTime, channel, ircNick(topic.nick), `${seconds}`);
}

function invite(client: Client, { params }: Message): void {
  const [nick, name] = params;
  if (nick === undefined) return sendInvitations(client);
  if (name === undefined) return client.refuse("needMoreParams", "INVITE");
  const room = inRoom(client, name);
  if (room === undefined) return;
  const channel = channelOf(room.name);
  if (room.rules.flags.has("inviteOnly") && !isOperatorIn(client, room)) {
    return client.refuse("chanOpPrivsNeeded", channel);
  }
  const guest = client.hub.find(nick);
  if (guest === undefined) return client.refuse("noSuchNick", asWord(nick));
  if (room.has(guest)) return client.refuse("userOnChannel", ircNick(guest.nick), channel);
  if (room.decide(client, (rules) => (rules.invite(guest), true)) === undefined) {
    return client.fail("INVITE", "ROOM_FULL_OF_RULES", TOO_MUCH_DECIDED);
  }
  client.replyWords(RPL.inviting, ircNick(guest.nick), channel);
  if (guest.away !== undefined) client.reply(RPL.away, ircNick(guest.nick), guest.away);
  const line = formatMessage(client.source, "INVITE", [ircNick(guest.nick), channel]);
  // who is at another server may come in when that is known there
  void room.agreed().then(() => client.hub.invite(guest, room.name, client));
  client.pass(
    room,
    (encoding) => encoding.caps.has("invite-notify") ? encoding.stamped(client.ts, line) : "",
  );
}

/** Sends the rooms to which the client is invited (modern.ircdocs.horse, "INVITE message"). */
function sendInvitations(client: Client): void {
  for (const room of client.hub.rooms) {
    if (room.rules.isInvited(client)) client.replyWords(RPL.inviteList, channelOf(room.name));
  }
  client.reply(RPL.endOfInviteList, "End of INVITE list");
}

function kick(client: Client, { params }: Message): void | Promise<void> {
  const names = params[0]!.split(",");
  const nicks = params[1]!.split(",");
  if (nicks.length > MAX_IRC_TARGETS) {
    return client.refuse("tooManyTargets", asWord(nicks.at(-1)!));
  }
  const reason = boundedText(params[2] ?? "") || client.nick;
  for (const [i, nick] of nicks.entries()) {
    const room = inRoom(client, names.length === 1 ? names[0]! : names[i] ?? "");
    if (room !== undefined) kickOne(client, room, nick, reason);
  }
  return client.settled();
}

function kickOne(client: Client, room: Room, nick: string, reason: string): void {
  const channel = channelOf(room.name);
  if (!isOperatorIn(client, room)) return client.refuse("chanOpPrivsNeeded", channel);
  const member = client.hub.find(nick);
  if (member === undefined) return client.refuse("noSuchNick", asWord(nick));
  if (!room.has(member)) return client.refuse("userNotInChannel", asWord(nick), channel);
  client.asked(room);
  client.hub.part(member, room, { reason, by: client.nick });
  member.expelled(room.name, client.nick, reason);
}
