/** SEARCH: finds old messages (`soju.im/search`). */

import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import { Refused } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import { DEFAULT_FOUND_MESSAGES, MAX_HISTORY_BYTES } from "../../limits.ts";
import type { SearchWanted, Stored } from "../../storage/journal.ts";
import { batched, pastLines } from "./history.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { MAX_IRC_SEARCH_STEPS } from "./limits.ts";
import { type Message, parseTags } from "./message_format.ts";
import { asWord, channelOf, isChannel } from "./nick_and_channel.ts";

/** The commands of this file. */
export const SEARCH: readonly Command[] = [
  {
    name: "SEARCH",
    params: 1,
    help: "SEARCH in=#room;text=words;from=nick;after=time;before=time;limit=count",
    run: search,
  },
];

/** The name of the capability, and of the batch. */
const SEARCH_BATCH = "soju.im/search";

async function search(client: Client, { params }: Message): Promise<void> {
  const attributes = parseTags(params[0]!);
  const room = isChannel(attributes.get("in") ?? "")
    ? client.roomIn(attributes.get("in")!)
    : undefined;
  // private messages are kept nowhere, and other rooms are not the client's
  if (room === undefined) return invalid(client, "in", "Name a channel that you are in");
  const count = countOf(attributes.get("limit"));
  if (count === undefined) return invalid(client, "limit", "The limit must be a number");
  const fromMs = timeOf(attributes.get("after"), -Infinity);
  if (Number.isNaN(fromMs)) return invalid(client, "after", "Invalid time");
  const toMs = timeOf(attributes.get("before"), Infinity);
  if (Number.isNaN(toMs)) return invalid(client, "before", "Invalid time");
  const [text, from] = [attributes.get("text") ?? "", attributes.get("from")];
  try {
    const found = await client.searching.run(text, (signal) => {
      return find(room, { text, from, fromMs, toMs, count }, signal);
    });
    client.send(
      batched(client, SEARCH_BATCH, [], (batch) => pastLines(client, room, found, batch)),
    );
  } catch (cause) {
    if (client.peer.ended) return;
    const why = cause instanceof Refused ? cause.message : "The search could not be run";
    client.fail("SEARCH", "INTERNAL_ERROR", channelOf(room.name), why);
  }
}

function invalid(client: Client, attribute: string, why: string): void {
  client.fail("SEARCH", "INVALID_PARAMS", asWord(attribute), why);
}

/** What is found, oldest first: the answer has no way to say that it goes on, so it goes on here. */
async function find(
  room: Room,
  wanted: Omit<SearchWanted, "before" | "maxBytes">,
  signal: AbortSignal,
): Promise<Stored[]> {
  const found: Stored[] = [];
  let before: number | undefined = room.last + 1;
  for (let step = 0; step < MAX_IRC_SEARCH_STEPS && before !== undefined; step++) {
    const count = wanted.count - found.length;
    if (count <= 0) break;
    const part = await room.history.search(
      { ...wanted, count, before, maxBytes: MAX_HISTORY_BYTES },
      signal,
    );
    found.push(...part.messages);
    if (part.isComplete) break;
    before = part.next;
  }
  return found.reverse();
}

function countOf(limit: string | undefined): number | undefined {
  if (limit === undefined) return DEFAULT_FOUND_MESSAGES;
  return /^\d{1,9}$/.test(limit) ? Math.min(Number(limit), MAX_HISTORY_MESSAGES) : undefined;
}

function timeOf(time: string | undefined, missing: number): number {
  return time === undefined ? missing : Date.parse(time);
}
