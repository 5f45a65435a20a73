/** AWAY, SETNAME, MONITOR. */

import { foldNick } from "../../../protocol/nick_fold.ts";
import { MAX_IRC_CODES_BYTES, MAX_IRC_LINE_BYTES, MAX_IRC_MONITORED } from "./limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { boundedText } from "./text.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { sourceOf } from "./encoding.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { ircNick, isIrcNick } from "./nick_and_channel.ts";
import { ERR, RPL } from "./numerics.ts";

/** The commands of this file. */
export const AWAY: readonly Command[] = [
  { name: "AWAY", params: 0, help: "AWAY [:text]: say that you are away, or back", run: away },
  { name: "SETNAME", params: 1, help: "SETNAME :name: your real name", run: setname },
  {
    name: "MONITOR",
    params: 1,
    help: "MONITOR +|- nickname[,nickname], C, L, S: be told who comes and goes",
    run: monitor,
  },
];

function away(client: Client, { params }: Message): void {
  const { hub } = client;
  hub.setAway(client, boundedText(params[0] ?? ""));
  for (const room of hub.roomsOf(client)) client.asked(room);
  if (client.away === undefined) {
    client.reply(RPL.unaway, "You are no longer marked as being away");
  } else {
    client.reply(RPL.nowAway, "You have been marked as being away");
  }
}

function setname(client: Client, { params }: Message): void {
  const name = boundedText(params[0]!);
  if (name === "") {
    return client.fail("SETNAME", "INVALID_REALNAME", "The real name cannot be empty");
  }
  if (utf8Bytes(params[0]!.trim()) > utf8Bytes(name) + MAX_IRC_CODES_BYTES) {
    return client.fail("SETNAME", "INVALID_REALNAME", "The real name is too long");
  }
  client.realname = name;
  const line = formatMessage(client.source, "SETNAME", [name], true);
  client.tellNeighbours(
    (encoding) => encoding.caps.has("setname") ? encoding.stamped(client.ts, line) : "",
    "setname",
  );
  if (client.caps.has("setname")) client.send(line);
}

function monitor(client: Client, { params }: Message): void {
  const nicks = (params[1] ?? "").split(",").filter((nick) => nick !== "");
  switch (params[0]!.toUpperCase()) {
    case "+":
      return watch(client, nicks);
    case "-":
      for (const nick of nicks) {
        client.server.unwatch(client, nick);
        client.monitored.delete(foldNick(nick));
      }
      return;
    case "C":
      for (const nick of client.monitored.values()) client.server.unwatch(client, nick);
      return client.monitored.clear();
    case "L":
      sendList(client, RPL.monList, [...client.monitored.values()]);
      return client.reply(RPL.endOfMonList, "End of MONITOR list");
    case "S":
      return sendStatus(client, [...client.monitored.values()]);
    default:
      return client.refuse("needMoreParams", "MONITOR");
  }
}

function watch(client: Client, nicks: readonly string[]): void {
  const added: string[] = [];
  for (const [i, nick] of nicks.entries()) {
    // nobody can have a mask as a nickname
    if (!isIrcNick(nick)) {
      added.push(nick);
      continue;
    }
    if (client.monitored.size >= MAX_IRC_MONITORED) {
      const [code, text] = ERR.monListFull;
      client.reply(code, `${MAX_IRC_MONITORED}`, nicks.slice(i).join(","), text);
      break;
    }
    client.monitored.set(foldNick(nick), nick);
    client.server.watch(client, nick);
    added.push(nick);
  }
  sendStatus(client, added);
}

function sendStatus(client: Client, nicks: readonly string[]): void {
  const here: string[] = [];
  const gone: string[] = [];
  for (const nick of nicks) {
    const member = isIrcNick(nick) ? client.hub.find(nick) : undefined;
    if (member === undefined) gone.push(nick);
    else here.push(sourceOf(ircNick(member.nick), member));
  }
  sendList(client, RPL.monOnline, here);
  sendList(client, RPL.monOffline, gone);
}

/** Sends a list of words, separated by commas, on as many lines as needed. */
function sendList(client: Client, code: string, words: readonly string[]): void {
  const head = utf8Bytes(`:${client.serverName} ${code} ${client.target} :`);
  let line = "";
  for (const word of words) {
    if (line !== "" && head + utf8Bytes(line) + utf8Bytes(word) + 1 > MAX_IRC_LINE_BYTES - 2) {
      client.reply(code, line);
      line = "";
    }
    line += line === "" ? word : `,${word}`;
  }
  if (line !== "") client.reply(code, line);
}
