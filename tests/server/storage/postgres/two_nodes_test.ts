/** Two nodes on one database: one order, one owner of each name, each message once. */

import { assert, assertEquals } from "@std/assert";
import {
  LETTER_ANSWER_MS,
  MAX_SERVER_BANS,
  MAX_SESSION_ROOMS,
  READ_MARKS_MS,
} from "../../../../server/limits.ts";
import type { Letter } from "../../../../server/storage/cluster.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { say } from "../backbone_suite.ts";
import { namesTo, type Node, nodeOf, Watched } from "../shared_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

function test(name: string, body: (a: Node, b: Node, database: ClusterDatabase) => Promise<void>) {
  Deno.test({
    ignore,
    name,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const nodes: Node[] = [];
      for (let i = 0; i < 2; i++) {
        nodes.push(await nodeOf(await database.node()));
      }
      try {
        await body(nodes[0]!, nodes[1]!, database);
      } finally {
        for (const { backbone } of nodes) await backbone.close();
        database.clock.cancelAll();
      }
    },
  });
}

test(
  "What cannot be stored is handed back as failed, and nothing else is",
  async (a, _b, database) => {
    await database.query(
      "alter table chat.event add constraint no_bad check (text is null or text <> 'bad')",
    );
    for (let i = 0; i < 40; i++) a.journal.append(say(i % 13 === 5 ? "bad" : `good ${i}`), i);
    await a.journal.settled();
    assertEquals(a.sink.failures.flatMap(({ drafts }) => drafts.map(({ by }) => by)), [5, 18, 31]);
    assertEquals(a.sink.by.length, 37);
    assertEquals(a.journal.last, 37);
  },
);

test(
  "A node that is removed leaves its rooms and names, and can write nothing any more",
  async (a, b, database) => {
    const session = await a.backbone.names!.claim("ann", "s");
    a.journal.append({ type: "joined", nick: "ann" }, 1, session);
    await a.journal.settled();
    const opened = await b.backbone.open("lobby2", new Watched());
    assertEquals(opened.others, []);
    await database.query("select chat.forget(1)");
    await b.sink.have(2);
    assertEquals(b.sink.events.map(({ event }) => event.type), ["joined", "left"]);
    assert(await b.backbone.names!.claim("ann", "t") !== undefined);
    a.journal.append(say("too late"), 1, session);
    assertEquals((await a.backbone.ended!).code, "fenced");
    assertEquals(await database.query("select count(*) from chat.event where kind = 'm'"), "0\n");
  },
);

test(
  "There are no more bans than there may be, those that have ended not counted",
  async (a, _b, database) => {
    const bans = a.backbone.bans!;
    // as many as there may be, those that have ended not counted
    await database.query(
      `insert into chat.ban (key, body) select i, jsonb_build_object('address', i::text, 'until',
        case when i <= 10 then '2020-01-01T00:00:00Z' else '2100-01-01T00:00:00Z' end)
        from generate_series(1, ${MAX_SERVER_BANS + 9}) i`,
    );
    assertEquals(await bans.add({ nick: "last" }), true);
    assertEquals(await bans.add({ nick: "too many" }), false);
    assertEquals(await bans.add({ nick: "LAST" }), true);
  },
);

test(
  "Rules of a room are forgotten too when its last member is gone with its node",
  async (a, b, database) => {
    const ann = (await a.backbone.names!.claim("ann", "s"))!;
    a.journal.append({ type: "joined", nick: "ann" }, 1, ann);
    await a.journal.settled();
    const rules = { operators: { [ann]: 1 }, voiced: {} };
    assert((await a.journal.setRules!(rules, 0, { nick: "ann", session: ann })).isDone);
    await b.sink.changed(() => b.sink.held.length === 1);
    // it goes on at the other node with its seat and its rights
    await b.backbone.names!.resume("ann", "lobby", "s");
    assertEquals(
      await database.query("select rules -> 'operators' from chat.room where room > 0"),
      `{"${ann}": 1}\n`,
    );
    await database.query("select chat.forget(2)");
    await a.sink.changed(() => a.sink.held.at(-1)?.rules === null);
  },
);

test(
  "How far somebody has read is known to the other node, never goes back, and is forgotten in the end",
  async (a, b, database) => {
    const marks = a.backbone.marks!;
    const rooms = Array.from(
      { length: MAX_SESSION_ROOMS + 1 },
      (_, i) => `r${`${i}`.padStart(2, "0")}`,
    );
    marks.save("ann", { room: rooms[0]!, id: 1 });
    await database.until("select 1 from chat.mark where id = 1");
    for (const room of rooms) marks.save("ann", { room, id: 5 });
    marks.save("bob", { room: "lobby", id: 3 });
    marks.save("bob", { room: "lobby", id: 4 });
    await database.until("select 1 from chat.mark where reader = 'bob'");
    b.backbone.marks!.save("bob", { room: "lobby", id: 2 });
    b.backbone.marks!.save("bob", { room: "dev", id: 1 });
    await database.until("select 1 from chat.mark where room = 'dev'");
    const bob = await a.backbone.marks!.load("bob");
    const byRoom = bob.toSorted((x, y) => x.room < y.room ? -1 : 1);
    assertEquals(byRoom, [{ room: "dev", id: 1 }, { room: "lobby", id: 4 }]);
    assertEquals((await b.backbone.marks!.load("ann")).length, MAX_SESSION_ROOMS);
    await database.query("update chat.mark set at = at - interval '31 days' where reader = 'ann'");
    await database.query(`select chat.forget_marks(${READ_MARKS_MS})`);
    assertEquals(await b.backbone.marks!.load("ann"), []);
    assertEquals((await b.backbone.marks!.load("bob")).length, 2);
    // what waits when a node stops is written
    const third = await database.node();
    third.marks!.save("eve", { room: "lobby", id: 9 });
    await third.close();
    assertEquals(await b.backbone.marks!.load("eve"), [{ room: "lobby", id: 9 }]);
  },
);

test(
  "Of what was sent to a session nothing is known where its server does not answer",
  async (a, b, database) => {
    const third = await database.node();
    const ann = (await third.names!.claim("ann", "s"))!;
    await a.sink.changed(() => true);
    const letter = { type: "invited", room: "lobby", by: "bob" } as const;
    // it has stopped, and nobody else has the session yet
    await third.close();
    assertEquals(await b.backbone.names!.tell(ann, letter), "unknown");
    await database.query("select chat.forget(3)");
    assertEquals(await b.backbone.names!.tell(ann, letter), "gone");
  },
);

test(
  "What was sent longer ago than its sender waits is told to nobody",
  async (a, b, database) => {
    const ann = (await a.backbone.names!.claim("ann", "s"))!;
    const told: Letter[] = [];
    a.backbone.names!.watch({ ...namesTo(() => {}), told: (_, letter) => told.push(letter) > 0 });
    const letter = (text: string): Letter => ({ type: "direct", message: { text } });
    // nobody is told that it is there, as if the node had stood still
    await database.query(
      `insert into chat.letter (sender, node, session, body, sent) values
        (2, 1, ${ann}, '${JSON.stringify(letter("old"))}',
          clock_timestamp() - interval '${LETTER_ANSWER_MS} ms')`,
    );
    assertEquals(await b.backbone.names!.tell(ann, letter("new")), "told");
    assertEquals(told, [letter("new")]);
    assertEquals(await database.query("select count(*) from chat.letter"), "0\n");
  },
);

test(
  "A node that is removed while it writes: what is behind its end is not stored, what is before it is, once",
  async (a, b, database) => {
    const session = (await a.backbone.names!.claim("ann", "s"))!;
    a.journal.append({ type: "joined", nick: "ann" }, 0, session);
    await a.journal.settled();
    let asked = 0;
    let isOver = false;
    void a.backbone.ended!.then(() => isOver = true);
    const removed = (async () => {
      await database.until(
        `select 1 from chat.event where session = ${session} having count(*) > 2000`,
      );
      // both in one transaction: as if it had been silent
      await database.query(
        "update chat.node set beat = beat - interval '1 hour' where node = 1; select chat.reap(10000)",
      );
    })();
    while (!isOver) {
      for (let i = 0; i < 100; i++) {
        a.journal.append(say(`${asked}`, `a${asked}`), ++asked, session);
        b.journal.append(say("of b"), asked, session + 1);
      }
      await b.journal.settled();
    }
    await removed;
    await b.journal.settled();
    await b.sink.changed(() => b.sink.events.some(({ event }) => event.type === "left"));
    const events = b.sink.events.map(({ event }) => event);
    const end = events.findIndex(({ type }) => type === "left");
    const texts = events.flatMap((event, at) => {
      if (event.type !== "msg" || event.text === "of b") return [];
      assert(at < end, `${event.text} is behind the end`);
      return [event.text];
    });
    // one of the 2,001 is its coming
    assert(texts.length >= 2_000 && texts.length < asked, `${texts.length} of ${asked}`);
    assertEquals(texts, Array.from(texts, (_, i) => `${i}`));
    // what was shown where it was said is stored
    const shown = a.sink.events.map(({ line }) => line);
    assertEquals(b.sink.events.map(({ line }) => line).slice(0, shown.length), shown);
    const ids = events.flatMap((event) => event.type === "msg" ? [event.id] : []);
    assertEquals(ids, Array.from(ids, (_, at) => at + 1));
  },
);

test(
  "A node runs with the schema of the next version, which adds, beside one of its own version",
  async (a, b, database) => {
    await database.query(`
      alter table chat.event add later text; alter table chat.room add later jsonb not null default '{}';
      alter table chat.node add later int default 1; alter table chat.name add later text;
      alter table chat.session add later text; alter table chat.seat add later text;
      create function chat.later() returns int language sql as 'select 1';
      update chat.meta set schema = schema + 1`);
    const third = await nodeOf(await database.node());
    const ann = (await third.backbone.names!.claim("ann", "s"))!;
    for (const [i, { journal }] of [a, b, third].entries()) {
      journal.append({ type: "joined", nick: `guest${i}` }, 1, ann + i);
      journal.append({ ...say("hello"), nick: `guest${i}` }, 2, ann + i);
    }
    await Promise.all([a, b, third].map(({ sink }) => sink.have(6)));
    assertEquals(a.sink.events.map(({ line }) => line), third.sink.events.map(({ line }) => line));
    assertEquals((await b.backbone.names!.resume("ann", "lobby", "s"))?.session, ann);
    await third.backbone.close();
  },
);
