/** A room does not let a member in. */

import { Refused } from "./member.ts";
import type { Barrier } from "./rules.ts";

/** What keeps a member out of a room, as the protocol names it. */
const BARRIERS = { inviteOnly: "invite", key: "key", full: "full" } as const;

/** A room does not admit a member. */
export class NotAdmitted extends Refused {
  readonly barrier: Barrier;

  constructor(barrier: Barrier, message: string, room: string) {
    const isBan = barrier === "banned";
    const data = isBan ? { room } : { barrier: BARRIERS[barrier] };
    super(isBan ? "banned" : "not_admitted", message, data);
    this.barrier = barrier;
  }
}
