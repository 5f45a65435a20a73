/** MODE: modes of rooms and of the client. */

import { MAX_IRC_KEY_CHARS, MAX_IRC_LINE_BYTES } from "./limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import type { Room } from "../../chat/room.ts";
import type { Flag } from "../../chat/rules.ts";
import { USER_MODES } from "./user_modes.ts";
import { isOperatorIn } from "./channels.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import type { IrcEncoding } from "./encoding.ts";
import { asksForMasks, changeMasks, sendMasks } from "./mask_modes.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { type Change, changesOf, refuseParam, summary } from "./mode_change.ts";
import { asWord, channelOf, ircNick, isChannel } from "./nick_and_channel.ts";
import { ERR, RPL } from "./numerics.ts";

/** The commands of this file. */
export const MODES: readonly Command[] = [
  {
    name: "MODE",
    params: 1,
    help:
      "MODE #room|nickname [+-letters [parameters]]: b ban, C no CTCP, e exception from it, i invited " +
      "only, I exception from it, k key, l limit, m moderated, n members only, o operator, " +
      "s hidden, t topic locked, v voice",
    run: mode,
  },
];

/** The modes that are only on or off. */
const FLAGS: Readonly<Record<string, Flag | undefined>> = {
  C: "noCtcp",
  i: "inviteOnly",
  m: "moderated",
  n: "membersOnly",
  s: "hidden",
  t: "topicLocked",
};

function mode(client: Client, { params }: Message): void {
  const [target, letters, ...args] = params;
  if (!isChannel(target!)) return userMode(client, target!, letters);
  const room = client.seenRoom(target!);
  if (room === undefined) return client.refuse("noSuchChannel", asWord(target!));
  if (letters === undefined) return sendModes(client, room);
  const changes = changesOf(letters, args);
  if (changes.length === 0) return;
  if (changes.every(asksForMasks)) {
    for (const letter of new Set(changes.map(({ letter }) => letter))) {
      sendMasks(client, room, letter);
    }
    return;
  }
  const channel = channelOf(room.name);
  if (!room.has(client) && !client.isOperator) return client.refuse("notOnChannel", channel);
  if (!isOperatorIn(client, room)) return client.refuse("chanOpPrivsNeeded", channel);
  const done = changes.map((change) => apply(client, room, change)).filter((one) =>
    one !== undefined
  );
  for (const line of announcements(client, channel, done)) {
    const show = (encoding: IrcEncoding) => encoding.stamped(client.ts, line);
    client.send(show(client.encoding));
    client.pass(room, show);
  }
}

/** The changes on as many lines as needed: a completed mask is longer than what was sent. */
function announcements(client: Client, channel: string, changes: readonly Change[]): string[] {
  const line = (some: readonly Change[]) =>
    formatMessage(client.source, "MODE", [channel, ...summary(some)]);
  const lines: string[] = [];
  let some: Change[] = [];
  for (const change of changes) {
    if (some.length > 0 && utf8Bytes(line([...some, change])) > MAX_IRC_LINE_BYTES) {
      lines.push(line(some));
      some = [];
    }
    some.push(change);
  }
  return some.length === 0 ? lines : [...lines, line(some)];
}

/** Makes one change. Returns it as it is announced; `undefined` when nothing has changed. */
function apply(client: Client, room: Room, change: Change): Change | undefined {
  const flag = FLAGS[change.letter];
  if (flag !== undefined) return switchFlag(room, flag, change);
  switch (change.letter) {
    case "o":
    case "v":
      return giveStatus(client, room, change);
    case "b":
    case "e":
    case "I":
      return changeMasks(client, room, change);
    case "k":
      return changeKey(client, room, change);
    case "l":
      return changeLimit(client, room, change);
    default:
      client.refuse("unknownMode", asWord(change.letter));
      return undefined;
  }
}

function switchFlag({ rules }: Room, flag: Flag, change: Change): Change | undefined {
  if (rules.flags.has(flag) === change.on) return undefined;
  if (change.on) rules.flags.add(flag);
  else rules.flags.delete(flag);
  return change;
}

function giveStatus(client: Client, room: Room, change: Change): Change | undefined {
  const { on, letter, param } = change;
  if (param === undefined) {
    client.refuse("needMoreParams", "MODE");
    return undefined;
  }
  const member = client.hub.find(param);
  if (member === undefined) {
    client.refuse("noSuchNick", asWord(param));
    return undefined;
  }
  if (!room.has(member)) {
    client.refuse("userNotInChannel", ircNick(member.nick), channelOf(room.name));
    return undefined;
  }
  const who = letter === "o" ? room.rules.operators : room.rules.voiced;
  if (who.has(member) === on) return undefined;
  if (on) who.add(member);
  else who.delete(member);
  return { ...change, param: ircNick(member.nick) };
}

function changeKey(client: Client, room: Room, { on, letter, param }: Change): Change | undefined {
  const { rules } = room;
  if (!on) {
    const had = rules.key;
    rules.key = undefined;
    return had === undefined ? undefined : { on, letter, param: had };
  }
  if (param === undefined) {
    client.refuse("needMoreParams", "MODE");
    return undefined;
  }
  if (
    param.length > MAX_IRC_KEY_CHARS ||
    !/^[\x21-\x2b\x2d-\x39\x3b-\x7e][\x21-\x2b\x2d-\x7e]*$/.test(param)
  ) {
    // the key is not sent back: it may be a password that somebody uses elsewhere
    refuseParam(client, room, letter, "*", ERR.invalidKey[1]);
    return undefined;
  }
  rules.key = param;
  return { on, letter, param };
}

function changeLimit(
  client: Client,
  room: Room,
  { on, letter, param }: Change,
): Change | undefined {
  const { rules } = room;
  if (!on) {
    const had = rules.limit;
    rules.limit = undefined;
    return had === undefined ? undefined : { on, letter, param: undefined };
  }
  if (param === undefined) {
    client.refuse("needMoreParams", "MODE");
    return undefined;
  }
  if (!/^[1-9]\d{0,6}$/.test(param)) {
    refuseParam(client, room, letter, param, "The limit must be a number");
    return undefined;
  }
  rules.limit = Number(param);
  return { on, letter, param };
}

function sendModes(client: Client, room: Room): void {
  const { rules } = room;
  const channel = channelOf(room.name);
  const flags = Object.keys(FLAGS).filter((letter) => rules.flags.has(FLAGS[letter]!)).join("");
  const letters = `+${flags}${rules.key === undefined ? "" : "k"}${
    rules.limit === undefined ? "" : "l"
  }`;
  const mayKnow = room.has(client) || client.isOperator;
  const params = [
    ...rules.key === undefined ? [] : [mayKnow ? rules.key : "*"],
    ...rules.limit === undefined ? [] : [`${rules.limit}`],
  ];
  client.replyWords(RPL.channelModeIs, channel, letters, ...params);
  client.replyWords(RPL.creationTime, channel, `${Math.floor(rules.since / 1000)}`);
}

/**
 * User modes: `B` is a bot, `T` takes no CTCP but `/me`, `i` is visible only to those who share a
 * room, `o` is an operator of the server, `w` gets WALLOPS.
 */
function userMode(client: Client, nick: string, letters: string | undefined): void {
  const member = client.hub.find(nick);
  if (member === undefined) return client.refuse("noSuchNick", asWord(nick));
  if (member !== client) return client.refuse("usersDontMatch");
  if (letters === undefined) {
    return client.replyWords(RPL.umodeIs, `+${[...client.modes].sort().join("")}`);
  }
  const done: Change[] = [];
  let isUnknown = false;
  for (const { on, letter } of changesOf(letters, [])) {
    if (!USER_MODES.includes(letter)) isUnknown = true;
    // only OPER gives this mode
    else if (client.modes.has(letter) !== on && !(letter === "o" && on)) {
      if (on) client.modes.add(letter);
      else client.modes.delete(letter);
      done.push({ on, letter, param: undefined });
    }
  }
  if (isUnknown) client.refuse("umodeUnknownFlag");
  if (done.length === 0) return;
  const line = formatMessage(client.source, "MODE", [client.target, ...summary(done)]);
  client.send(client.encoding.stamped(client.ts, line));
}
