/** Who is in a room, and which rooms there are: NAMES, LIST. */

import { MAX_IRC_LINE_BYTES } from "./limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { fits } from "../../chat/glob.ts";
import type { Member } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import type { ListedRoom } from "../../chat/room_list.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { sourceOf } from "./encoding.ts";
import type { Message } from "./message_format.ts";
import { asWord, channelOf, ircNick, isChannel, roomOf } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";

/** The commands of this file. */
export const LISTING: readonly Command[] = [
  { name: "NAMES", params: 0, help: "NAMES [#room]: who is there", run: names },
  {
    name: "LIST",
    params: 0,
    help: "LIST [#room|mask|>n|<n|C>n|C<n|T>n|T<n]: the rooms where somebody is",
    run: list,
  },
];

/** The signs before a nickname in a room: `@` for operators, `+` for voice. All of them, or the first. */
export function prefixOf(room: Room, member: Member, all: boolean): string {
  const { operators, voiced } = room.rules;
  const prefix = `${operators.has(member) ? "@" : ""}${voiced.has(member) ? "+" : ""}`;
  return all ? prefix : prefix.slice(0, 1);
}

/** The rooms that the client may know of, by their names. */
function roomsFor(client: Client): Room[] {
  return byName(client.hub.rooms.filter((room) => client.maySee(room)));
}

/** Sorted by code units: the order is the same wherever the server runs. */
function byName<R extends { readonly name: string }>(rooms: R[]): R[] {
  return rooms.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Sends the members of a room, and the end of the list. */
export function sendNames(client: Client, room: Room): void {
  nameReplies(client, room);
  client.reply(RPL.endOfNames, channelOf(room.name), "End of NAMES list");
}

function nameReplies(client: Client, room: Room): void {
  const channel = channelOf(room.name);
  const sign = room.rules.flags.has("hidden") ? "@" : "=";
  const head = `:${client.serverName} ${RPL.namReply} ${client.target} ${sign} ${channel} :`;
  const most = MAX_IRC_LINE_BYTES - 2 - utf8Bytes(head);
  let names = "";
  let bytes = 0;
  for (const member of room.members) {
    if (isHiddenFrom(client, room, member)) continue;
    const name = nameOf(client, room, member);
    const length = utf8Bytes(name) + 1;
    if (bytes + length > most) {
      client.send(`${head}${names}\r\n`);
      names = "";
      bytes = 0;
    }
    names += names === "" ? name : ` ${name}`;
    bytes += length;
  }
  if (names !== "") client.send(`${head}${names}\r\n`);
}

function nameOf({ caps }: Client, room: Room, member: Member): string {
  const prefix = prefixOf(room, member, caps.has("multi-prefix"));
  if (!caps.has("userhost-in-names")) return prefix + ircNick(member.nick);
  return prefix + sourceOf(member.nick, member);
}

/** Whether a member is invisible for a client: it is seen only by those who share a room with it. */
function isHiddenFrom(client: Client, room: Room, member: Member): boolean {
  return client.server.person(member).modes.has("i") && !room.has(client) && !client.isOperator;
}

function names(client: Client, { params }: Message): void {
  const asked = params[0] ?? "";
  if (asked === "") {
    for (const room of roomsFor(client)) nameReplies(client, room);
    return client.reply(RPL.endOfNames, "*", "End of NAMES list");
  }
  for (const name of asked.split(",")) {
    const room = isChannel(name) ? client.seenRoom(name) : undefined;
    if (room !== undefined) sendNames(client, room);
    else client.reply(RPL.endOfNames, asWord(name), "End of NAMES list");
  }
}

type Test = (room: ListedRoom, now: number) => boolean;

async function list(client: Client, { params }: Message): Promise<void> {
  const words = (params[0] ?? "").split(",").filter((word) => word !== "");
  const exact = words.map(roomOf).filter((name) => name !== undefined);
  const tests = words.flatMap((word) => testOf(word) ?? []);
  const now = client.now;
  const rooms = await client.hub.listedRooms((room) => client.maySee(room));
  client.reply(RPL.listStart, "Channel", "Users  Name");
  for (const room of byName(rooms)) {
    const isAsked = exact.includes(room.name) ||
      (exact.length === 0 || tests.length > 0) && tests.every((test) => test(room, now));
    if (isAsked) {
      client.reply(RPL.list, channelOf(room.name), `${room.count}`, room.topic?.topic ?? "");
    }
  }
  client.reply(RPL.listEnd, "End of LIST");
}

/** The condition that a word of LIST means (ELIST); `undefined` for the name of a room. */
function testOf(word: string): Test | undefined {
  const [, what, relation, count] = /^([CT]?)([<>])(\d+)$/i.exec(word) ?? [];
  if (relation !== undefined) {
    const number = Number(count);
    return (room, now) => {
      const value = what === "" ? room.count : minutesSince(what!, room, now);
      if (value === undefined) return false;
      return relation === "<" ? value < number : value > number;
    };
  }
  const lower = word.toLowerCase();
  if (lower.startsWith("!")) return (room) => !fits(lower.slice(1), channelOf(room.name));
  if (roomOf(word) !== undefined) return undefined;
  return (room) => fits(lower, channelOf(room.name));
}

function minutesSince(what: string, room: ListedRoom, now: number): number | undefined {
  if (what.toUpperCase() === "C") return (now - room.rules.since) / 60_000;
  return room.topic === undefined ? undefined : (now - Date.parse(room.topic.ts)) / 60_000;
}
