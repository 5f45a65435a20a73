/** A room does not let a member in. */

import type { ErrorCode, ErrorData } from "../../protocol/frames.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import { type Member, Refused } from "./member.ts";
import type { Room } from "./room.ts";
import type { Barrier } from "./rules.ts";

/** What keeps a member out of a room, as the protocol names it. */
const BARRIERS = { inviteOnly: "invite", key: "key", full: "full" } as const;

/** A room does not admit a member. */
export class NotAdmitted extends Refused {
  readonly barrier: Barrier;
  /** Whether the member may not know of the room. */
  readonly isHidden: boolean;

  /** @param room The name of the room; absent where the member may not know of it. */
  constructor(barrier: Barrier, message: string, room?: string) {
    const [code, data] = room === undefined ? ["bad_room"] as const : reasonOf(barrier, room);
    super(code, message, data);
    this.barrier = barrier;
    this.isHidden = room === undefined;
  }
}

function reasonOf(barrier: Barrier, room: string): readonly [ErrorCode, ErrorData] {
  if (barrier === "banned") return ["banned", { room }];
  return ["not_admitted", { barrier: BARRIERS[barrier] }];
}

/** @throws {NotAdmitted} when `room` does not admit `member`, with a key or under another nickname if given. */
export function checkAdmitted(
  member: Member,
  room: Room,
  { barriers, noSuchRoom }: ServerPhrases,
  as: { readonly key?: string | undefined; readonly nick?: string } = {},
): void {
  // an empty room has no operators and no rules any more
  if (room.count === 0) return;
  const barrier = room.rules.barrier(member, room.count, as);
  if (barrier === undefined) return;
  throw room.isHiddenFrom(member)
    ? new NotAdmitted(barrier, noSuchRoom)
    : new NotAdmitted(barrier, barriers[barrier], room.name);
}
