/** MARKREAD: how far a person has read (IRCv3 read-marker). */

import { foldNick } from "../../../protocol/nick_fold.ts";
import type { Room } from "../../chat/room.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { asWord, channelOf, ircNick, isChannel } from "./nick_and_channel.ts";
import { MessagesPast } from "./history_pages.ts";

/** The commands of this file. */
export const READ_MARKER: readonly Command[] = [
  {
    name: "MARKREAD",
    params: 0,
    help: "MARKREAD #room [timestamp=time]: how far you have read there",
    run: markRead,
  },
];

async function markRead(client: Client, { params }: Message): Promise<void> {
  const [target = "", mark] = params;
  if (target === "") return client.fail("MARKREAD", "NEED_MORE_PARAMS", "Parameters are missing");
  const ms = mark === undefined ? undefined : timeIn(mark);
  if (Number.isNaN(ms)) {
    return client.fail("MARKREAD", "INVALID_PARAMS", asWord(target), asWord(mark!), "Invalid time");
  }
  if (!isChannel(target)) return markPrivate(client, target, ms);
  const room = client.roomIn(target);
  if (room === undefined) {
    return client.fail("MARKREAD", "INVALID_PARAMS", asWord(target), "No such channel");
  }
  const id = ms === undefined
    ? undefined
    : await new MessagesPast(room).placeOf({ type: "time", ms });
  // between two messages the earlier one is read
  if (id !== undefined) client.readMarks.note(readerOf(client), room.name, Math.floor(id));
  client.send(await readMarkOf(client, room));
}

/** What `client` is told of how far it has read in a room. */
export async function readMarkOf(client: Client, room: Room): Promise<string> {
  await learnMarks(client);
  const id = client.readMarks.find(readerOf(client), room.name);
  // a mark of another log may be ahead of this one
  const read = id === undefined ? undefined : await room.history.one(Math.min(id, room.last));
  return markLine(client, channelOf(room.name), read?.event.ts);
}

/** Learns what other servers know of the nickname of `client`: once, since nobody else has it meanwhile. */
function learnMarks(client: Client): Promise<void> | undefined {
  const reader = readerOf(client);
  if (client.learnedMarks?.reader !== reader) {
    client.learnedMarks = { reader, done: client.readMarks.prepare(reader) };
  }
  return client.learnedMarks.done;
}

/** Private messages are kept nowhere, and neither is how far they were read. */
function markPrivate(client: Client, target: string, ms: number | undefined): void {
  const member = client.hub.find(target);
  if (member === undefined) {
    return client.fail("MARKREAD", "INVALID_PARAMS", asWord(target), "No such nickname");
  }
  const ts = ms === undefined ? undefined : new Date(ms).toISOString();
  client.send(markLine(client, ircNick(member.nick), ts));
}

function markLine(client: Client, target: string, ts: string | undefined): string {
  const mark = ts === undefined ? "*" : `timestamp=${ts}`;
  return formatMessage(client.serverName, "MARKREAD", [target, mark]);
}

/** The time in `timestamp=`, in milliseconds since 1970; `NaN` when it is not a time. */
function timeIn(mark: string): number {
  const [, time = ""] = /^timestamp=(.*)$/.exec(mark) ?? [];
  return Date.parse(time);
}

/** Under what the marks are kept: there are no accounts. No secret of a session has a space in it. */
function readerOf(client: Client): string {
  return `irc ${foldNick(client.nick)}`;
}
