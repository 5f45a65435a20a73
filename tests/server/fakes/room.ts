/** A room in memory, and those who come into it. */

import { Room } from "../../../server/chat/room.ts";
import type { Stored } from "../../../server/storage/journal.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import { FakeMember, TERSE } from "./member.ts";

/** A room in memory, on a clock of its own. */
export async function openRoom(backbone = new MemoryBackbone(), name = "lobby") {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23));
  const warnings: string[] = [];
  const options = {
    clock,
    warn: (message: string) => void warnings.push(message),
  };
  const room = await Room.open(backbone, name, options);
  /** Lets someone in, and forgets what they were told of it. */
  const enter = async (nick: string, encoding = TERSE) => {
    const member = new FakeMember(nick, encoding);
    member.nick = nick;
    room.enter(member, false);
    await settled();
    return member;
  };
  const say = (member: FakeMember, text: string, cid = "") => room.say(member, text, cid, {});
  return { backbone, room, clock, warnings, enter, say };
}

/** The ids of messages; of other events their types. */
export const ids = (messages: readonly Stored[]) =>
  messages.map(({ event }) => event.type === "msg" ? event.id : event.type);
