/** A ban of the server. */

import { foldNick } from "../../protocol/nick_fold.ts";

/** A ban of a nickname, of an address, or of both together. */
export interface ServerBan {
  readonly nick?: string;
  /** An address or a range: `192.0.2.7`, `10.0.0.0/8`. */
  readonly address?: string;
  /** The reason, for the banned user and for the operator. */
  readonly reason?: string;
  /** When the ban ends, ISO 8601. When absent, it does not end. */
  readonly until?: string;
}

/** What a ban is for: two with the same key are the same ban. */
export function banKey({ nick, address }: ServerBan): string {
  return JSON.stringify([nick === undefined ? null : foldNick(nick), address ?? null]);
}
