/**
 * Two nodes that want the same nicknames at the same time, very often. `CHAT_CONTESTS=10000` tries it ten times as
 * often, which takes most of a minute.
 */

import { assert, assertEquals } from "@std/assert";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { ClusterDatabase } from "./support.ts";

const TIMES = Number(Deno.env.get("CHAT_CONTESTS") ?? 1_000);

/** Few enough that each has its answer before its time-out on a busy machine. */
const AT_ONCE = 20;

Deno.test({
  ...needsPostgres(),
  name: `A nickname that both nodes want ${TIMES} times has one owner each time, look-alikes too`,
  async fn() {
    // it is the order that is tried, not the disk
    await using postgres = await Postgres.start({ settings: { fsync: "off" } });
    const database = await ClusterDatabase.make(postgres);
    const nodes = [await database.node(), await database.node()];
    const wins = [0, 0];
    for (let from = 0; from < TIMES; from += AT_ONCE) {
      const contest = async (_: unknown, i: number) => {
        const n = from + i;
        const wanted = [`bill${n}`, n % 2 === 0 ? `bill${n}` : `BILL${n}`];
        const claims = nodes.map(({ names }, at) => names!.claim(wanted[at]!, `${n} ${at}`));
        const won = await Promise.all(claims);
        assertEquals(won.filter((session) => session !== undefined).length, 1, wanted.join());
        wins[won[0] === undefined ? 1 : 0]!++;
      };
      await Promise.all(Array.from({ length: AT_ONCE }, contest));
    }
    const owners = "select count(*), count(distinct fold), count(distinct capitals) from chat.name";
    assertEquals(await database.query(owners), `${TIMES}|${TIMES}|${TIMES}\n`);
    const told = "select count(*) from chat.event where room = 0 and kind = 'n'";
    assertEquals(await database.query(told), `${TIMES}\n`);
    assert(wins.every((count) => count > TIMES / 20), `it was no contest: ${wins.join()}`);
    for (const node of nodes) await node.close();
    database.clock.cancelAll();
  },
});
