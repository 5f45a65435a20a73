/** Who somebody is: WHO, WHOIS, WHOWAS, USERHOST, ISON. */

import { foldNick } from "../../../protocol/nick_fold.ts";
import {
  MAX_CHANNELS_PER_LINE,
  MAX_IRC_LINE_BYTES,
  MAX_IRC_TARGETS,
  MAX_USERHOST_NICKS,
  MAX_WHO_REPLIES,
} from "./limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { fits } from "../../chat/glob.ts";
import type { Member } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import { BOT_MODE, isBot } from "./user_modes.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { whereOf } from "./encoding.ts";
import { prefixOf } from "./listing.ts";
import type { Message } from "./message_format.ts";
import { asWord, channelOf, ircNick, isChannel } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";

/** The commands of this file. */
export const QUERIES: readonly Command[] = [
  { name: "WHO", params: 0, help: "WHO [#room|mask] [o|%fields]: who is there", run: who },
  { name: "WHOIS", params: 0, help: "WHOIS nickname[,nickname]: who somebody is", run: whois },
  {
    name: "WHOWAS",
    params: 0,
    help: "WHOWAS nickname[,nickname] [count]: who somebody was",
    run: whowas,
  },
  {
    name: "USERHOST",
    params: 1,
    help: "USERHOST nickname [nickname]: who somebody is, in short",
    run: userhost,
  },
  { name: "ISON", params: 1, help: "ISON nickname [nickname]: who of them is here", run: ison },
];

/** A room of `member` that the client may see, if there is one. */
function sharedRoom(client: Client, member: Member): Room | undefined {
  return client.hub.roomsOf(member).find((room) => client.maySee(room));
}

function isSeen(client: Client, member: Member): boolean {
  if (member === client || client.isOperator) return true;
  if (!client.server.person(member).modes.has("i")) return true;
  return client.hub.roomsOf(member).some((room) => room.has(client));
}

function who(client: Client, { params }: Message): void {
  const mask = params[0] ?? "*";
  const options = params[1] ?? "";
  const shown = found(client, mask).slice(0, MAX_WHO_REPLIES);
  const isForOperators = /^[^%]*o/.test(options);
  for (const [member, room] of shown) {
    if (isForOperators && !client.server.person(member).modes.has("o")) continue;
    if (options.includes("%")) whox(client, member, room, options);
    else whoReply(client, member, room);
  }
  client.reply(
    RPL.endOfWho,
    asWord(mask),
    "End of WHO list",
  );
}

function found(client: Client, mask: string): (readonly [Member, Room | undefined])[] {
  if (isChannel(mask)) {
    const room = client.seenRoom(mask);
    if (room === undefined) return [];
    const isInside = room.has(client);
    const members = [...room.members].filter((member) => isInside || isSeen(client, member));
    return members.map((member) => [member, room]);
  }
  const exact = client.hub.find(mask);
  if (exact !== undefined) return [[exact, sharedRoom(client, exact)]];
  const glob = mask === "0" ? "*" : mask.toLowerCase();
  // without `*` or `?` it can only be a nickname
  if (!/[*?]/.test(glob)) return [];
  const members = [...client.hub.members].filter((member) => {
    return isSeen(client, member) && isMeant(client, member, glob);
  });
  return members.map((member) => [member, sharedRoom(client, member)]);
}

/** Whether a mask of WHO is for `member`: by any of their names, or where they are from. */
function isMeant(client: Client, member: Member, glob: string): boolean {
  const { user, host, realname } = client.server.person(member);
  const names = [member.nick, user, realname, host, client.serverName];
  return names.some((name) => fits(glob, name.toLowerCase()));
}

/** The channel in an answer to WHO: the longest names leave no place for it on the line. */
function shownChannel(room: Room | undefined, others: readonly string[]): string {
  if (room === undefined) return "*";
  const channel = channelOf(room.name);
  const bytes = utf8Bytes([...others, channel, ":0 ", "\r\n"].join(" ")) + 1;
  return bytes > MAX_IRC_LINE_BYTES ? "*" : channel;
}

function flagsOf(client: Client, member: Member, room: Room | undefined): string {
  const all = client.caps.has("multi-prefix");
  const person = client.server.person(member);
  return (member.away === undefined ? "H" : "G") +
    (person.modes.has("o") ? "*" : "") + (isBot(person) ? BOT_MODE : "") +
    (room === undefined ? "" : prefixOf(room, member, all));
}

function whoReply(client: Client, member: Member, room: Room | undefined): void {
  const { user, host, realname } = client.server.person(member);
  const nick = ircNick(member.nick);
  const names = [user, host, client.serverName, nick, flagsOf(client, member, room)];
  const head = [client.serverName, RPL.whoReply, client.target, ...names];
  client.reply(RPL.whoReply, shownChannel(room, head), ...names, `0 ${realname}`);
}

/** The order of the fields is fixed, whatever order they are asked for in (IRCv3 WHOX). */
const WHOX_FIELDS = "tcuihsnfdlaor";

function whox(client: Client, member: Member, room: Room | undefined, options: string): void {
  const [, wanted = "", token = "0"] = /%([a-z]*)(?:,(\w{1,3}))?/i.exec(options) ?? [];
  const { user, host, realname, spokeAt } = client.server.person(member);
  const idle = Math.max(0, Math.floor((client.now - spokeAt) / 1000));
  const values: Record<string, string> = {
    t: token,
    c: "*",
    u: user,
    i: "255.255.255.255",
    h: host,
    s: client.serverName,
    n: ircNick(member.nick),
    f: flagsOf(client, member, room),
    d: "0",
    l: `${idle}`,
    a: "0",
    o: "n/a",
    r: realname,
  };
  const fields = [...WHOX_FIELDS].filter((field) => wanted.includes(field));
  const others = fields.filter((field) => field !== "r").map((field) => values[field]!);
  values.c = shownChannel(room, [client.serverName, RPL.whoSpcRpl, client.target, ...others]);
  const params = fields.map((field) => values[field]!);
  if (fields.includes("r")) client.reply(RPL.whoSpcRpl, ...params);
  else client.replyWords(RPL.whoSpcRpl, ...params);
}

function whois(client: Client, { params }: Message): void {
  // with two parameters the first is the server that is asked, and there is only one
  const nicks = params[1] ?? params[0] ?? "";
  if (nicks === "") return client.refuse("noNicknameGiven");
  const [server] = params;
  if (params[1] !== undefined && !isServer(client, server!)) {
    return client.refuse("noSuchServer", asWord(server!));
  }
  const nick = nicks.split(",")[0]!;
  const member = client.hub.find(nick);
  if (member === undefined) client.refuse("noSuchNick", asWord(nick));
  else whoisOne(client, member);
  const name = member === undefined ? asWord(nick) : ircNick(member.nick);
  client.reply(RPL.endOfWhois, name, "End of WHOIS list");
}

function isServer(client: Client, name: string): boolean {
  return fits(name.toLowerCase(), client.serverName.toLowerCase()) ||
    client.hub.find(name) !== undefined;
}

function whoisOne(client: Client, member: Member): void {
  const person = client.server.person(member);
  const { user, host, realname, modes, since, spokeAt, address } = person;
  const nick = ircNick(member.nick);
  client.reply(RPL.whoisUser, nick, user, host, "*", realname);
  const channels = client.hub.roomsOf(member)
    .filter((room) =>
      client.maySee(room) && (!modes.has("i") || room.has(client) || member === client)
    )
    .map((room) => prefixOf(room, member, client.caps.has("multi-prefix")) + channelOf(room.name));
  for (let at = 0; at < channels.length; at += MAX_CHANNELS_PER_LINE) {
    client.reply(RPL.whoisChannels, nick, channels.slice(at, at + MAX_CHANNELS_PER_LINE).join(" "));
  }
  client.reply(RPL.whoisServer, nick, client.serverName, "a group chat in one program");
  if (modes.has("o")) client.reply(RPL.whoisOperator, nick, "is an IRC operator");
  if (isBot({ modes })) client.reply(RPL.whoisBot, nick, "is a program");
  if (member.away !== undefined) client.reply(RPL.away, nick, member.away);
  if (member === client || client.isOperator) {
    client.reply(RPL.whoisActually, nick, address, "actually came from");
  }
  const idle = Math.max(0, Math.floor((client.now - spokeAt) / 1000));
  const signOn = Math.floor(since / 1000);
  client.reply(RPL.whoisIdle, nick, `${idle}`, `${signOn}`, "seconds idle, signon time");
}

function whowas(client: Client, { params }: Message): void {
  const asked = params[0] ?? "";
  if (asked === "") return client.refuse("noNicknameGiven");
  const nicks = asked.split(",");
  if (nicks.length > MAX_IRC_TARGETS) return client.refuse("tooManyTargets", asWord(asked));
  const found = nicks.map((nick) => client.server.former(sameAs(nick)));
  for (const [i, nick] of nicks.entries()) {
    if (found[i]!.length === 0) client.refuse("wasNoSuchNick", asWord(nick));
  }
  const count = Number.parseInt(params[1] ?? "", 10);
  const shown = found.flatMap((all) => count > 0 ? all.slice(0, count) : all);
  for (const former of shown.sort((a, b) => b.until - a.until)) {
    const { user, host, realname, until } = former;
    const name = ircNick(former.nick);
    client.reply(RPL.whowasUser, name, user, host, "*", realname);
    client.reply(RPL.whoisServer, name, client.serverName, new Date(until).toUTCString());
  }
  client.reply(RPL.endOfWhowas, asWord(asked), "End of WHOWAS");
}

/** Whether a nickname is the one that is asked for, or fits the mask. */
function sameAs(nick: string): (name: string) => boolean {
  if (/[*?]/.test(nick)) return (name) => fits(nick.toLowerCase(), name.toLowerCase());
  const folded = foldNick(nick);
  return (name) => foldNick(name) === folded;
}

function userhost(client: Client, { params }: Message): void {
  const replies = params.slice(0, MAX_USERHOST_NICKS).flatMap((nick) => {
    const member = client.hub.find(nick);
    if (member === undefined) return [];
    const { modes } = client.server.person(member);
    const sign = member.away === undefined ? "+" : "-";
    const star = modes.has("o") ? "*" : "";
    return [`${ircNick(member.nick)}${star}=${sign}${whereOf(member)}`];
  });
  client.reply(RPL.userhost, replies.join(" "));
}

function ison(client: Client, { params }: Message): void {
  const nicks = params.flatMap((param) => param.split(" ")).filter((nick) => nick !== "");
  const here = nicks.flatMap((nick) => {
    const member = client.hub.find(nick);
    return member === undefined ? [] : [ircNick(member.nick)];
  });
  client.reply(RPL.ison, here.join(" "));
}
