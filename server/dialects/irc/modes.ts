/** MODE: modes of rooms and of the client. */

import { MAX_IRC_KEY_CHARS } from "./limits.ts";
import type { Room } from "../../chat/room.ts";
import type { Flag } from "../../chat/rule_change.ts";
import type { Rules } from "../../chat/rules.ts";
import { USER_MODES } from "./user_modes.ts";
import { isOperatorIn } from "./channels.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import type { IrcEncoding } from "./encoding.ts";
import { asksForMasks, changeMasks, sendMasks } from "./mask_modes.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { changesOf, refuseParam, TOO_MUCH_DECIDED } from "./mode_change.ts";
import { type Change, FLAGS, modeLines, summary } from "./mode_lines.ts";
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
  for (const line of modeLines(client.source, channel, done)) {
    const show = (encoding: IrcEncoding) => encoding.stamped(client.ts, line);
    client.send(show(client.encoding));
    client.pass(room, show);
  }
}

/** Makes one change. Returns it as it is announced; `undefined` when nothing has changed. */
function apply(client: Client, room: Room, change: Change): Change | undefined {
  const flag = FLAGS[change.letter];
  if (flag !== undefined) return switchFlag(client, room, flag, change);
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

function switchFlag(
  client: Client,
  room: Room,
  flag: Flag,
  change: Change,
): Change | undefined {
  if (room.rules.flags.has(flag) === change.on) return undefined;
  const act = ({ flags }: Rules) => void (change.on ? flags.add(flag) : flags.delete(flag));
  return decided(client, room, change, act);
}

/** The change, when the room has taken it; else the client is told that there is no place for it. */
function decided(
  client: Client,
  room: Room,
  change: Change,
  act: (rules: Rules) => unknown,
): Change | undefined {
  if (room.decide(client, (rules) => (act(rules), true))) return change;
  refuseParam(client, room, change.letter, change.param ?? "*", TOO_MUCH_DECIDED);
  return undefined;
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
  const who = letter === "o" ? "operators" : "voiced";
  if (room.rules[who].has(member) === on) return undefined;
  return decided(client, room, { ...change, param: ircNick(member.nick) }, (rules) => {
    if (on) rules[who].add(member);
    else rules[who].delete(member);
  });
}

function changeKey(client: Client, room: Room, { on, letter, param }: Change): Change | undefined {
  if (!on) {
    const had = room.rules.key;
    if (had === undefined) return undefined;
    return decided(client, room, { on, letter, param: had }, (rules) => rules.key = undefined);
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
  return decided(client, room, { on, letter, param }, (rules) => rules.key = param);
}

function changeLimit(
  client: Client,
  room: Room,
  { on, letter, param }: Change,
): Change | undefined {
  if (!on) {
    if (room.rules.limit === undefined) return undefined;
    const change = { on, letter, param: undefined };
    return decided(client, room, change, (rules) => rules.limit = undefined);
  }
  if (param === undefined) {
    client.refuse("needMoreParams", "MODE");
    return undefined;
  }
  if (!/^[1-9]\d{0,6}$/.test(param)) {
    refuseParam(client, room, letter, param, "The limit must be a number");
    return undefined;
  }
  return decided(client, room, { on, letter, param }, (rules) => rules.limit = Number(param));
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
