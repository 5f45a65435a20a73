/** Which logs the database has lost something of that was shown here. */

import type { Client } from "./client.ts";
import type { FollowedLog } from "./follower.ts";
import { LOST, RENEW_LOGS } from "./statements.ts";

/**
 * The numbers of the logs whose newest event here is not in the database: more may be lost, and others may
 * stand in their places. Their logs have other names from then on.
 */
export async function findLosses(
  client: Pick<Client, "run">,
  all: ReadonlyMap<number, FollowedLog>,
): Promise<number[]> {
  const logs = [...all].filter(([, { pos }]) => pos > 0);
  const rows = await client.run(LOST, [
    ...[logs.map(([room]) => room), logs.map(([, { pos }]) => pos), logs.map(([, { ms }]) => ms)],
  ]);
  const rooms = rows.map(({ room }) => room as number);
  const named = rooms.filter((room) => room > 0);
  if (named.length > 0) {
    await client.run(RENEW_LOGS, [
      named,
      named.map((room) => all.get(room)!.log),
    ]);
  }
  return rooms;
}
