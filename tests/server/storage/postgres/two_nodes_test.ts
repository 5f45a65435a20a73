/** Two nodes on one database: one order, one owner of each name, each message once. */

import { assert, assertEquals } from "@std/assert";
import type {
  Backbone,
  Draft,
  HeldRules,
  HolderWatcher,
  Opened,
} from "../../../../server/storage/backbone.ts";
import { MAX_SERVER_BANS, MAX_SESSION_ROOMS, READ_MARKS_MS } from "../../../../server/limits.ts";
import { Condition } from "../../../support/condition.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { Recorder, say } from "../backbone_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

/** A recorder that can be waited for. */
class Watched extends Recorder {
  readonly #changed = new Condition();
  readonly repeats: [draft: Draft, id: number | undefined][] = [];
  override onStored = () => this.#changed.changed();

  readonly held: HeldRules[] = [];

  /** Where in the log the rules were decided. */
  get ruledAt(): number[] {
    return this.held.map(({ pos }) => pos);
  }

  ruled(held: HeldRules): void {
    this.held.push(held);
    this.#changed.changed();
  }

  /** Resolves when it is so. */
  async changed(isSo: () => boolean): Promise<void> {
    await this.#changed.until("rules", () => isSo() || undefined, () => JSON.stringify(this.held));
  }

  repeated(draft: Draft, _by: number, id: number | undefined): void {
    this.repeats.push([draft, id]);
    this.#changed.changed();
  }

  /** Resolves when `count` events are here. */
  async have(count: number): Promise<void> {
    const seen = () => `${this.events.length} of ${count} events`;
    await this.#changed.until("events", () => this.events.length >= count || undefined, seen);
  }
}

interface Node extends Opened<number> {
  readonly backbone: Backbone;
  readonly sink: Watched;
}

function test(name: string, body: (a: Node, b: Node, database: ClusterDatabase) => Promise<void>) {
  Deno.test({
    ignore,
    name,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const nodes: Node[] = [];
      for (let i = 0; i < 2; i++) {
        const backbone = await database.node();
        const sink = new Watched();
        nodes.push({ backbone, sink, ...await backbone.open("lobby", sink) });
      }
      await body(nodes[0]!, nodes[1]!, database);
      for (const { backbone } of nodes) await backbone.close();
      database.clock.cancelAll();
    },
  });
}

/** Tells who gets a nickname and who gives one up. */
function namesTo(tell: (word: string) => void): HolderWatcher {
  return {
    named: ({ nick, session }) => tell(`${nick} ${session}`),
    gone: (session) => tell(`gone ${session}`),
    renamed() {},
    described() {},
    told() {},
  };
}

function lines({ sink }: Node): string[] {
  return sink.events.map(({ line }) => line);
}

test(
  "Two nodes hand back the same lines in the same order, each with its own authors",
  async (a, b) => {
    for (let i = 0; i < 100; i++) {
      a.journal.append(say(`a ${i}`, `a${i}`), i, 1);
      b.journal.append({ type: "joined", nick: `guest${i}` }, 1000 + i, 2);
      b.journal.append(say(`b ${i}`, `b${i}`), 2000 + i, 2);
      if (i % 10 === 0) await a.journal.settled();
    }
    await Promise.all([a.sink.have(300), b.sink.have(300)]);
    assertEquals(lines(a), lines(b));
    assertEquals([a.journal.last, b.journal.last], [200, 200]);
    const ids = a.sink.events.flatMap(({ event }) => event.type === "msg" ? [event.id] : []);
    assertEquals(ids, Array.from(ids, (_, at) => at + 1));
    const own = (node: Node) => node.sink.by.filter((by) => by !== undefined);
    assertEquals(own(a), Array.from({ length: 100 }, (_, i) => i));
    assertEquals(own(b).length, 200);
    // what one has said, the other has without an author
    a.sink.events.forEach((_, at) => {
      assert((a.sink.by[at] === undefined) !== (b.sink.by[at] === undefined));
    });
    assertEquals(await a.journal.read(1, 200, 1e7), await b.journal.read(1, 200, 1e7));
  },
);

test("A cid that a session says at both nodes is stored once", async (a, b) => {
  for (let i = 0; i < 50; i++) {
    a.journal.append(say("once", `c${i}`), i, 7);
    b.journal.append(say("once", `c${i}`), i, 7);
  }
  b.journal.append(say("another session", "c0"), 50, 8);
  await Promise.all([a.journal.settled(), b.journal.settled()]);
  await Promise.all([a.sink.have(51), b.sink.have(51)]);
  assertEquals(lines(a), lines(b));
  assertEquals(a.sink.repeats.length + b.sink.repeats.length, 50);
  for (const [draft, id] of [...a.sink.repeats, ...b.sink.repeats]) {
    const first = a.sink.events.find(({ event }) => event.type === "msg" && event.id === id);
    assert(first?.event.type === "msg" && draft.type === "msg");
    assertEquals(first.event.cid, draft.cid);
  }
});

test("One cid twice in a batch is stored once", async (a) => {
  a.journal.append(say("one", "c"), 1, 7);
  a.journal.append(say("two", "c"), 2, 7);
  await a.journal.settled();
  assertEquals([a.sink.by, a.sink.repeats.length], [[1], 1]);
});

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

test("A nickname that both nodes want gets one owner, and so do look-alikes", async (a, b) => {
  const names = [a.backbone.names!, b.backbone.names!];
  for (let i = 0; i < 50; i++) {
    const wanted = [`ann${i}`, i % 2 === 0 ? `ann${i}` : `ANN${i}`];
    const won = await Promise.all(names.map((log, at) => log.claim(wanted[at]!, `${i} ${at}`)));
    assertEquals(won.filter((session) => session !== undefined).length, 1, wanted.join());
  }
});

test(
  "A session goes on at another node with its nickname and its seat, and keeps its number",
  async (a, b) => {
    const names = [a.backbone.names!, b.backbone.names!] as const;
    const session = await names[0].claim("ann", "secret");
    a.journal.append({ type: "joined", nick: "ann" }, 1, session);
    await a.journal.settled();
    assertEquals(await names[1].resume("ann", "lobby", "wrong"), undefined);
    const moved = await names[1].resume("ann", "lobby", "secret");
    assertEquals(moved, { session: session!, isHeld: true, isSeated: true });
    // the node that had it gives up nothing of it
    names[0].release(session!);
    assertEquals(await names[0].claim("ann", "other"), undefined);
    assertEquals(await names[1].rename(session!, "bob"), true);
    assertEquals(await names[0].claim("bob", "other"), undefined);
    assert(await names[0].claim("ann", "other") !== undefined);
    assertEquals(await names[1].rename(session!, "ann"), false);
  },
);

test("Both nodes learn who has which nickname, in one order", async (a, b) => {
  const seen: string[][] = [[], []];
  const changed = new Condition();
  [a, b].forEach(({ backbone }, at) =>
    backbone.names!.watch({
      named: ({ nick, isHere }) => {
        seen[at]!.push(`${nick}${isHere ? " here" : ""}`);
        changed.changed();
      },
      renamed: (session, to) => {
        seen[at]!.push(`${session} ${to}`);
        changed.changed();
      },
      gone: (session) => {
        seen[at]!.push(`${session} gone`);
        changed.changed();
      },
      described: (session, { away }) => {
        seen[at]!.push(`${session} ${away}`);
        changed.changed();
      },
      told: () => {},
    })
  );
  const session = (await a.backbone.names!.claim("ann", "s"))!;
  await a.backbone.names!.rename(session, "bob");
  a.backbone.names!.describe(session, { away: "lunch\0\ud800" });
  const described = () => seen.every((list) => list.length === 3) || undefined;
  await changed.until("away", described, () => JSON.stringify(seen));
  a.backbone.names!.release(session);
  const all = () => seen.every((list) => list.length === 4) || undefined;
  await changed.until("names", all, () => JSON.stringify(seen));
  const rest = [`${session} bob`, `${session} lunch\ufffd\ufffd`, `${session} gone`];
  assertEquals(seen, [["ann here", ...rest], ["ann", ...rest]]);
});

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
  "A room that is opened has the members of other nodes, and its topic however old it is",
  async (a, b, database) => {
    a.journal.append({ type: "joined", nick: "ann" }, 1, 5);
    a.journal.append({ type: "topic", nick: "ann", topic: "old" }, 1, 5);
    for (let i = 0; i < 2_000; i++) a.journal.append(say(`${i}`), 1, 5);
    await a.journal.settled();
    void b;
    const third = await database.node();
    const { tail, others } = await third.open("lobby", new Watched());
    assertEquals(others?.map(({ nick }) => nick), ["ann"]);
    assertEquals(tail[0]?.event.type === "topic" && tail[0].event.topic, "old");
    assertEquals(tail.length, 1_501);
    await third.close();
  },
);

test("Names that come before anybody watches are told to who watches later", async (a, b) => {
  const changed = new Condition();
  const session = await a.backbone.names!.claim("ann", "0123456789abcdef");
  const gone = await a.backbone.names!.claim("bob", "fedcba9876543210");
  a.backbone.names!.release(gone!);
  // whoever hands this back has looked at the log of the names too
  a.journal.append(say("behind it", "c"), 1, session!);
  await b.sink.have(1);
  const seen: string[] = [];
  b.backbone.names!.watch(namesTo((word) => {
    seen.push(word);
    changed.changed();
  }));
  const isDone = () => seen.includes(`gone ${gone}`) || undefined;
  await changed.until("the names", isDone, () => seen.join());
  assertEquals(seen, [`ann ${session}`, `bob ${gone}`, `gone ${gone}`]);
});

test(
  "A ban that one node keeps is known to the other one, once of each kind, until it is lifted",
  async (a, b, database) => {
    const changed = new Condition();
    const seen: string[] = [];
    b.backbone.names!.watch(namesTo(() => {}));
    b.backbone.bans!.watch({
      added: ({ nick, address }) => {
        seen.push(`+${nick ?? address}`);
        changed.changed();
      },
      removed: ({ nick, address }) => {
        seen.push(`-${nick ?? address}`);
        changed.changed();
      },
    });
    const have = (count: number) =>
      changed.until("bans", () => seen.length >= count || undefined, () => seen.join());
    const bans = a.backbone.bans!;
    assertEquals(await bans.add({ nick: "eve", reason: "\0" }), true);
    assertEquals(await bans.add({ nick: "EVE", until: "2100-01-01T00:00:00.000Z" }), true);
    assertEquals(await bans.add({ address: "192.0.2.1" }), true);
    await have(3);
    assertEquals(b.backbone.bans!.list, [
      { nick: "EVE", until: "2100-01-01T00:00:00.000Z" },
      { address: "192.0.2.1" },
    ]);
    await b.backbone.bans!.remove([{ nick: "Eve" }, { nick: "nobody" }]);
    await have(4);
    assertEquals(seen, ["+eve", "+EVE", "+192.0.2.1", "-EVE"]);
    const third = await database.node();
    assertEquals(third.bans!.list, [{ address: "192.0.2.1" }]);
    assertEquals(third.cloakKey, a.backbone.cloakKey);
    await third.close();
    // as many as there may be, those that have ended not counted
    await database.query(
      `insert into chat.ban (key, body) select i, jsonb_build_object('address', i::text, 'until',
        case when i <= 10 then '2020-01-01T00:00:00Z' else '2100-01-01T00:00:00Z' end)
        from generate_series(1, ${MAX_SERVER_BANS + 8}) i`,
    );
    assertEquals(await bans.add({ nick: "last" }), true);
    assertEquals(await bans.add({ nick: "too many" }), false);
    assertEquals(await bans.add({ nick: "LAST" }), true);
  },
);

test(
  "Rules of a room: the first to decide has it, the other is told what holds, both see it in its turn",
  async (a, b, database) => {
    const ann = (await a.backbone.names!.claim("ann", "s"))!;
    const bob = (await b.backbone.names!.claim("bob", "t"))!;
    assertEquals(a.rules, { rules: null, pos: 0 });
    const nobody = await a.journal.setRules!({ operators: {}, voiced: {} }, 0, {
      ...{ nick: "ann", session: ann },
    });
    assertEquals(nobody, { isDone: true, pos: 0, rules: null }, "nobody is in the room");
    a.journal.append({ type: "joined", nick: "ann" }, 1, ann);
    b.journal.append({ type: "joined", nick: "bob" }, 1, bob);
    await Promise.all([a.journal.settled(), b.journal.settled()]);
    const wish = (session: number, key: string) => ({
      ...{ operators: { [session]: 1, 99: 1 }, voiced: { [bob]: 1 }, key },
    });
    const by = [{ nick: "ann", session: ann }, { nick: "bob", session: bob }] as const;
    const answers = await Promise.all([
      a.journal.setRules!(wish(ann, "a\0"), 0, by[0]),
      b.journal.setRules!(wish(bob, "b"), 0, by[1]),
    ]);
    assertEquals(answers.filter(({ isDone }) => isDone).length, 1);
    const held = answers.find(({ isDone }) => isDone)!;
    assertEquals(answers.map(({ pos, rules }) => [pos, rules]), [
      [held.pos, held.rules],
      [held.pos, held.rules],
    ]);
    const first = answers[0]!.isDone ? ann : bob;
    // only those who are in the room
    assertEquals(held.rules as object, {
      ...{ operators: { [first]: 1 }, voiced: { [bob]: 1 }, key: first === ann ? "a\ufffd" : "b" },
    });
    const again = await a.journal.setRules!(wish(ann, "c"), held.pos, by[0]);
    assert(again.isDone && again.pos > held.pos);
    a.journal.append(say("behind", "x"), 1, ann);
    await a.sink.have(3);
    await b.sink.have(3);
    assertEquals(b.sink.ruledAt.at(-1), again.pos);
    const third = await database.node();
    const opened = await third.open("lobby", new Watched());
    assertEquals(opened.rules, { rules: again.rules, pos: again.pos });
    assertEquals(opened.tail.map(({ event }) => event.type), ["joined", "joined", "msg"]);
    // who leaves has no rights any more, and with the last one all is forgotten
    const changes = b.sink.ruledAt.length;
    b.journal.append({ type: "left", nick: "bob" }, 1, bob);
    await a.sink.changed(() => a.sink.held.at(-1)?.rules !== null && !hasVoice(a, bob));
    a.journal.append({ type: "left", nick: "ann" }, 1, ann);
    await b.sink.changed(() => b.sink.held.at(-1)?.rules === null);
    assert(b.sink.ruledAt.length >= changes + 2);
    assertEquals(b.sink.ruledAt, b.sink.ruledAt.toSorted((x, y) => x - y));
    assertEquals(lines(a), lines(b));
    await third.close();
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

function hasVoice({ sink }: Node, session: number): boolean {
  const rules = sink.held.at(-1)?.rules as { voiced: Record<string, 1> } | null | undefined;
  return rules?.voiced[session] !== undefined;
}

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
