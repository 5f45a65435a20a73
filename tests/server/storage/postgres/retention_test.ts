/** What is removed from the tables, and what stays. */

import { assert, assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { type Clock, SystemClock } from "../../../../runtime/clock.ts";
import { KEPT_SESSIONS_MS, MIN_KEPT_EVENTS } from "../../../../server/limits.ts";
import { type OpenClient, openClient } from "../../../../server/storage/postgres/client.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { say } from "../backbone_suite.ts";
import { type Node, nodeOf } from "../shared_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

const HOUR_MS = 3_600_000;

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

function test(name: string, body: (database: ClusterDatabase, nodes: Node[]) => Promise<void>) {
  Deno.test({
    ignore,
    name,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const nodes: Node[] = [];
      try {
        await body(database, nodes);
      } finally {
        for (const { backbone } of nodes) await backbone.close();
        database.clock.cancelAll();
      }
    },
  });
}

/** Puts so many messages of `ms` ago, and older, into the lobby: its number is 1. */
async function fill(database: ClusterDatabase, count: number, ms: number): Promise<void> {
  await database.query(`
    insert into chat.room (name) values ('lobby') on conflict do nothing;
    insert into chat.event (room, pos, id, ms, kind, node, seq, session, nick, cid, text)
      select 1, i, i, (extract(epoch from clock_timestamp()) * 1000)::bigint - ${ms} - ${count} + i, 'm', 0, i, 0,
        'ann', 'c' || i, 'old' from generate_series(1, ${count}) i;
    update chat.room set pos = ${count}, last = ${count},
      ms = (select max(ms) from chat.event where room = 1) where room = 1`);
}

/** A clock whose time of day is wrong by so much. */
class WrongClock extends SystemClock {
  readonly #byMs: number;

  constructor(byMs: number) {
    super();
    this.#byMs = byMs;
  }

  override readonly date = (): number => Date.now() + this.#byMs;
}

/** What nodes are opened with whose removals wait: each piece of the lobby's begins in the midst of a round of talk. */
function slowRemoval(clock: Clock) {
  let midst = Promise.withResolvers<void>();
  const open: OpenClient = async (...where) => {
    const client = await openClient(...where);
    return {
      async run(statement, values) {
        if (statement.name === "forget_events" && values[0] === 1) await midst.promise;
        return await client.run(statement, values);
      },
      script: (sql) => client.script(sql),
      destroy: () => client.destroy(),
    };
  };
  // a round that takes longer than a statement may: the removal is tried again soon
  const after: Clock["after"] = (ms, run) => clock.after(ms === HOUR_MS ? 100 : ms, run);
  return {
    options: { keepMs: HOUR_MS, open, clock: { now: clock.now, date: clock.date, after } },
    /** Lets go those that wait; the next ones wait again. */
    letGo(): void {
      midst.resolve();
      midst = Promise.withResolvers();
    },
  };
}

test(
  "Old events go while two nodes talk: nothing that is new is lost, doubled or out of order",
  async (database, nodes) => {
    await fill(database, 30_000, 2 * HOUR_MS);
    const removal = slowRemoval(database.clock);
    for (let i = 0; i < 2; i++) nodes.push(await nodeOf(await database.node(removal.options)));
    const count = async () => {
      const old = "select count(*) from chat.event where room = 1 and text = 'old'";
      return Number(await database.query(old));
    };
    const left = [await count()];
    const stays = 30_000 - MIN_KEPT_EVENTS;
    const isOver =
      `select 1 where not exists (select from chat.event where room = 1 and pos <= ${stays})`;
    let said = 0;
    const over = database.until(isOver).then(() => true);
    do {
      for (const [at, { journal }] of nodes.entries()) {
        for (let i = 0; i < 100; i++) {
          journal.append(say(`${said + i}`, `${at} ${said + i}`), i, at + 1);
        }
      }
      said += 100;
      removal.letGo();
      await Promise.all(nodes.map(({ journal }) => journal.settled()));
      left.push(await count());
    } while (!await Promise.race([over, Promise.resolve(false)]));
    await Promise.all(nodes.map(({ sink }) => sink.have(2 * said)));
    const [first, second] = nodes.map(({ sink }) => sink.events.map(({ line }) => line));
    assertEquals(first, second);
    const ids = nodes[0]!.sink.events.map(({ event }) => event.type === "msg" ? event.id : 0);
    assertEquals(ids, ids.map((_, at) => 30_001 + at));
    for (const at of [0, 1]) {
      const own = nodes[0]!.sink.events.flatMap(({ event }) =>
        event.type === "msg" && event.cid.startsWith(`${at} `) ? [Number(event.text)] : []
      );
      assertEquals(own, Array.from({ length: said }, (_, i) => i));
    }
    // the newest stay however old they are
    const kept = await count();
    assert(kept <= MIN_KEPT_EVENTS, `${kept}`);
    // they were not gone before the talk, and went in pieces during it
    assertEquals(left[0], 30_000);
    assertGreaterOrEqual(left[1]!, 20_000);
    assertGreater(new Set(left).size, 2, `${left}`);
  },
);

test(
  "A node whose clock is ahead removes nothing that is not old by the clock of the database too",
  async (database, nodes) => {
    await fill(database, 3_000, 0);
    const clock = new WrongClock(1_000 * 24 * HOUR_MS);
    nodes.push(await nodeOf(await database.node({ keepMs: HOUR_MS, clock })));
    // the marks come last
    await database.query(
      "insert into chat.mark (reader, room, id, at) values ('ann', 'lobby', 1, '2020-01-01')",
    );
    const second = await database.node({ keepMs: HOUR_MS, clock });
    await database.until("select 1 where not exists (select from chat.mark)");
    assertEquals(await database.query("select count(*) from chat.event where room = 1"), "3000\n");
    await second.close();
    clock.cancelAll();
  },
);

test(
  "A session that was used is known for a month, one that has a nickname for as long as it has it",
  async (database, nodes) => {
    nodes.push(await nodeOf(await database.node()));
    const { names } = nodes[0]!.backbone;
    const ann = (await names!.claim("ann", "a"))!;
    const bob = (await names!.claim("bob", "b"))!;
    const eve = (await names!.claim("eve", "e"))!;
    await database.query(
      `update chat.session set used = used - interval '${KEPT_SESSIONS_MS + 60_000} ms'`,
    );
    // who leaves now has used it now
    names!.release(bob);
    await database.until(
      `select 1 where not exists (select from chat.name where session = ${bob})`,
    );
    names!.release(eve);
    await database.until(
      `select 1 where not exists (select from chat.name where session = ${eve})`,
    );
    await database.query(
      `update chat.session set used = used - interval '${
        KEPT_SESSIONS_MS + 60_000
      } ms' where session = ${eve}`,
    );
    assertEquals(await database.query(`select chat.forget_sessions(${KEPT_SESSIONS_MS})`), "1\n");
    assertEquals(
      await database.query("select session from chat.session order by 1"),
      `${ann}\n${bob}\n`,
    );
    const begun = (await names!.resume("eve", "lobby", "e"))!;
    assertGreater(begun.session, eve);
  },
);
