/** The database loses what was shown: the nodes that remember it say it again. */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import type { Stored } from "../../../../server/storage/journal.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { say } from "../backbone_suite.ts";
import { type Node, nodeOf, Watched } from "../shared_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

const SECRET = "0123456789abcdef";

function test(name: string, body: (database: ClusterDatabase, nodes: Node[]) => Promise<void>) {
  Deno.test({
    ignore,
    name,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const nodes = [
        await nodeOf(await database.node()),
        await nodeOf(await database.node()),
      ];
      try {
        await body(database, nodes);
      } finally {
        for (const { backbone } of nodes) await backbone.close();
        database.clock.cancelAll();
      }
    },
  });
}

/** What a database is like that ends with event `pos` of the room, and has none of the newest sessions. */
async function lose(database: ClusterDatabase, pos: number, sessions: number): Promise<void> {
  await database.query(`
    delete from chat.event where room = 1 and pos > ${pos};
    update chat.room set pos = ${pos}, last = coalesce((select max(id) from chat.event e where e.room = 1), 0),
      ms = (select max(ms) from chat.event e where e.room = 1), topic = null where room = 1;
    update chat.node set done = 0;
    delete from chat.name where session > ${sessions};
    delete from chat.session where session > ${sessions}`);
}

function words(stored: readonly Stored[]): string[] {
  return stored.flatMap(({ event }) =>
    event.type === "msg"
      ? [`${event.nick} ${event.text} ${event.cid}`]
      : event.type === "topic"
      ? [`${event.nick} ${event.topic}`]
      : []
  );
}

test(
  "What is lost is said again once, in its order, under its cid, whichever nodes remember it",
  async (database, nodes) => {
    const [a, b] = nodes as [Node, Node];
    const ann = (await a.backbone.names!.claim("ann", SECRET))!;
    const bob = (await b.backbone.names!.claim("bob", "fedcba9876543210"))!;
    const all: string[] = [];
    for (let i = 0; i < 12; i++) {
      const [node, session, nick] = i % 3 === 0
        ? [b, bob, "bob"] as const
        : [a, ann, "ann"] as const;
      // some have no cid, as all that comes from IRC
      const cid = i % 4 === 1 ? "" : `c${i}`;
      node.journal.append({ ...say(`${i}`, cid), nick }, i, session);
      all.push(`${nick} ${i} ${cid}`);
      if (i === 8) {
        a.journal.append({ type: "topic", nick: "ann", topic: "lost too" }, 100, ann);
        all.push("ann lost too");
      }
      await node.journal.settled();
      await Promise.all(nodes.map(({ sink }) => sink.have(all.length)));
    }
    const { log } = a.journal;
    await lose(database, 5, 0);
    for (const { journal } of nodes) journal.append(say("too late", "late"), 1, ann);
    for (const { backbone } of nodes) assertEquals((await backbone.ended!).code, "astray");

    const c = await nodeOf(await database.node());
    nodes.push(c);
    assertEquals(words(c.tail), all);
    assert(c.journal.log !== log);
    const ids = c.tail.flatMap(({ event }) => event.type === "msg" ? [event.id] : []);
    assertEquals(ids, Array.from(ids, (_, at) => at + 1));
    // the session has come back, so what its client sends again is stored once
    const resumed = await c.backbone.names!.resume("ann", "lobby", SECRET);
    assertEquals(resumed?.session, ann);
    c.journal.append({ ...say("11", "c11") }, 1, ann);
    await c.journal.settled();
    assertEquals(c.sink.repeats.map(([, id]) => id), [12]);
    for (const { sink } of [a, b]) {
      assert(
        !words(sink.events).some((word) => word.includes("late")),
      );
    }
    const said = database.warnings.filter((warning) => warning === "said again");
    assertEquals(said.length, 2);
  },
);

test(
  "What was said in a session that is lost with its node is said again by another one",
  async (database, nodes) => {
    const [a, b] = nodes as [Node, Node];
    const ann = (await a.backbone.names!.claim("ann", SECRET))!;
    const bob = (await b.backbone.names!.claim("bob", "fedcba9876543210"))!;
    a.journal.append(say("kept", "c1"), 1, ann);
    await b.sink.have(1);
    b.journal.append({ ...say("of bob", "c1"), nick: "bob" }, 1, bob);
    await a.sink.have(2);
    a.journal.append(say("of ann", "c2"), 1, ann);
    await a.sink.have(3);
    await b.backbone.close();
    await lose(database, 1, ann);
    a.journal.append(say("too late", "c3"), 1, ann);
    assertEquals((await a.backbone.ended!).code, "astray");
    const c = await nodeOf(await database.node());
    nodes.push(c);
    assertEquals(words(c.tail), ["ann kept c1", "bob of bob c1", "ann of ann c2"]);
  },
);

test(
  "A room that is lost whole is there again, also for who knows its number of before",
  async (database, nodes) => {
    const [a, b] = nodes as [Node, Node];
    const ann = (await a.backbone.names!.claim("ann", SECRET))!;
    const here = await a.backbone.open("other", new Watched());
    here.journal.append(say("hello", "c1"), 1, ann);
    await here.journal.settled();
    const there = await b.backbone.open("other", new Watched());
    assertEquals(words(there.tail), ["ann hello c1"]);
    await there.journal.close();
    await database.query(
      "delete from chat.event where room = 2; delete from chat.room where room = 2",
    );
    here.journal.append(say("too late", "c2"), 1, ann);
    assertEquals((await a.backbone.ended!).code, "astray");
    const again = await b.backbone.open("other", new Watched());
    assertEquals(words(again.tail), ["ann hello c1"]);
    assert(again.journal.log !== there.journal.log);
    assertEquals(await Promise.race([b.backbone.ended, "alive"]), "alive");
  },
);

test(
  "No number of a session, a node or a room is given out a second time after a promotion",
  async (database, [a]) => {
    const { names } = a!.backbone;
    const begin = async (...timelines: number[]) => {
      for (const timeline of timelines) {
        await database.query(`select chat.begin_timeline(${timeline})`);
      }
    };
    await begin(0, 1);
    const before = (await names!.claim("ann", "a"))!;
    assert(before < 10);
    await begin(1, 2, 2, 1);
    const after = (await names!.claim("bob", "b"))!;
    assertGreaterOrEqual(after, before + 10_000);
    assert(after < before + 20_000);
    const boots = `gen_random_uuid(), gen_random_uuid(), 'x'`;
    for (const next of [`register(${boots})`, "open_room('new')"]) {
      assertGreaterOrEqual(Number(await database.query(`select chat.${next}`)), 10_000);
    }
  },
);
