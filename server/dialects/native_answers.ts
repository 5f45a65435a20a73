/** The longer answers of the native dialect. */

import { encodeFrame, markOld, type MsgFrame } from "../../protocol/frames.ts";
import {
  MAX_LINE_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  PROTOCOL_VERSION,
} from "../../protocol/limits.ts";
import { MAX_WHO_MEMBERS, RATE_BURST_S } from "../limits.ts";
import type { Entered } from "../chat/arrival.ts";
import type { Member } from "../chat/member.ts";
import type { Room } from "../chat/room.ts";
import type { Stored } from "../storage/backbone.ts";
import type { Services } from "./dialect.ts";

/** The answer to a client that has joined a room. */
export function welcomeLines(
  { nick, resume }: Pick<Member, "nick" | "resume">,
  { room, last, nicks, count, history, isOtherLog }: Entered,
  services: Pick<Services, "rate" | "history">,
): string {
  const welcome = encodeFrame({
    type: "welcome",
    v: PROTOCOL_VERSION,
    server: "chat",
    nick,
    room: room.name,
    resume,
    last,
    members: nicks,
    count,
    ...(room.log === undefined ? {} : { log: room.log }),
    ...(isOtherLog ? { other_log: true } : {}),
    limits: {
      line_bytes: MAX_LINE_BYTES,
      text_bytes: MAX_TEXT_BYTES,
      text_lines: MAX_TEXT_LINES,
      nick_columns: MAX_NICK_COLUMNS,
      rate: services.rate,
      burst: services.rate * RATE_BURST_S,
      history: services.history,
    },
  });
  return welcome + oldLines(history) + encodeFrame({ type: "live" });
}

/** The members of a room, on as many lines as needed. */
export function whoLines(room: Room): string {
  const nicks = Array.from(room.members, (member) => member.nick);
  let lines = "";
  for (let at = 0; at === 0 || at < nicks.length; at += MAX_WHO_MEMBERS) {
    const page = nicks.slice(at, at + MAX_WHO_MEMBERS);
    const more = at + MAX_WHO_MEMBERS < nicks.length;
    lines += encodeFrame({
      type: "who",
      room: room.name,
      count: nicks.length,
      nicks: page,
      ...(more ? { more } : {}),
    });
  }
  return lines;
}

/** A page of old messages. */
export function historyLines(page: readonly Stored<MsgFrame>[]): string {
  const first = page[0]?.event.id ?? 0;
  const last = page.at(-1)?.event.id ?? 0;
  return oldLines(page) + encodeFrame({ type: "history", first, last, count: page.length });
}

function oldLines(messages: readonly Stored<MsgFrame>[]): string {
  return messages.map(({ line }) => markOld(line)).join("");
}
