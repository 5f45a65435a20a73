/** Searches on PostgreSQL: which blocks are read, and who writes down what stands in them. */

import { assertEquals } from "@std/assert";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Journal, SearchFound } from "../../../../server/storage/journal.ts";
import {
  DATABASE_SEARCH_REST_SHARE,
  MAX_PART_MESSAGES,
  MAX_PASSED_BLOCKS,
} from "../../../../server/limits.ts";
import type { Row } from "../../../../server/storage/postgres/client.ts";
import { type SearchedDatabase, TableSearch } from "../../../../server/storage/postgres/search.ts";
import { BLOCK_MESSAGES } from "../../../../server/storage/postgres/words.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { EVERYTHING, Recorder, say } from "../backbone_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

interface Scene {
  readonly backbone: Backbone;
  readonly journal: Journal<number>;
  readonly database: ClusterDatabase;
}

function test(name: string, body: (scene: Scene) => Promise<void>): void {
  Deno.test({
    ignore,
    name,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const backbone = await database.node();
      const { journal } = await backbone.open("lobby", new Recorder());
      await body({ backbone, journal, database });
      await backbone.close();
      database.clock.cancelAll();
    },
  });
}

/** The texts that a search finds, through all its answers. */
async function find(
  journal: Journal<number>,
  text: string,
  from = Infinity,
  { signal } = new AbortController(),
): Promise<string[]> {
  const found: string[] = [];
  for (let before: number | undefined = from; before !== undefined;) {
    const part: SearchFound = await journal.search(
      { ...EVERYTHING, text, before },
      signal,
    );
    for (const { event } of part.messages) found.push(event.text);
    before = part.next;
  }
  return found;
}

/** Says one message with a rare word among others; they fill two blocks and a bit. */
async function fill(journal: Journal<number>): Promise<void> {
  for (let n = 1; n <= 2 * BLOCK_MESSAGES + 10; n++) {
    journal.append(say(n === 7 ? "a zebra" : `text ${n}`), 1);
  }
  await journal.settled();
}

const WRITTEN =
  "select 1 from (select count(*) n from chat.words where words is not null) w where n = 2";

test("The words of a full block are written down by the server that has filled it", async (scene) => {
  const { journal, database } = scene;
  await fill(journal);
  await database.until(WRITTEN);
  assertEquals(
    await database.query("select block, words @@ $$'zebra':*$$ from chat.words order by block"),
    "0|t\n1|f\n",
  );
  assertEquals(await find(journal, "ZEB"), ["a zebra"]);
});

test("A search passes over blocks that have no such word, and over no others", async (scene) => {
  const { journal, database } = scene;
  await fill(journal);
  await database.until(WRITTEN);
  // a lie shows what a search relies on
  await database.query("update chat.words set words = array_to_tsvector('{text}') where block = 0");
  assertEquals(await find(journal, "zebra"), []);
  assertEquals((await find(journal, "text")).length, 2 * BLOCK_MESSAGES + 9);
  assertEquals(await find(journal, "", 8), [
    "a zebra",
    ...[6, 5, 4, 3, 2, 1].map((n) => `text ${n}`),
  ]);
});

test("A search reads blocks whose words are not known, and writes them down", async (scene) => {
  const { journal, database } = scene;
  await fill(journal);
  await database.until(WRITTEN);
  for (
    const damage of [
      "delete from chat.words",
      "update chat.words set words = array_to_tsvector('{}'), rules = 0",
    ]
  ) {
    await database.query(damage);
    assertEquals(await find(journal, "zebra"), ["a zebra"]);
    await database.until(WRITTEN);
    assertEquals(await database.query("select count(*) from chat.words where rules = 1"), "2\n");
  }
  await database.query("update chat.words set words = null");
  assertEquals(await find(journal, "zebra"), ["a zebra"]);
  assertEquals(await database.query("select count(*) from chat.words where words is null"), "2\n");
});

test("A search ends where messages were removed, and so do the words of their blocks", async (scene) => {
  const { journal, database } = scene;
  await fill(journal);
  await database.until(WRITTEN);
  await database.query(`delete from chat.event where id <= ${BLOCK_MESSAGES}`);
  assertEquals(await find(journal, "zebra"), []);
  assertEquals((await find(journal, "text")).length, BLOCK_MESSAGES + 10);
  await database.query(
    "select chat.forget_events(room, 0, 0, 0) from chat.room where name = 'lobby'",
  );
  assertEquals(await database.query("select block from chat.words"), "1\n");
  await database.query("delete from chat.event where id is not null");
  assertEquals(await find(journal, "text"), []);
});

test("Searches wait for their turns, and leave the queue when they are called off", async (scene) => {
  const { journal } = scene;
  await fill(journal);
  const leaving = new AbortController();
  const searches = Array.from(
    { length: 40 },
    (_, at) => find(journal, "zebra", Infinity, at % 2 === 0 ? leaving : undefined),
  );
  leaving.abort(new Error("gone"));
  const seen = await Promise.allSettled(searches);
  assertEquals(
    seen.map((one) => one.status === "fulfilled" ? one.value.length : one.reason.message),
    seen.map((_, at) => at % 2 === 0 ? "gone" : 1),
  );
});

/** A database of one room with a hundred full blocks, each statement of which takes some milliseconds. */
function slowDatabase(blocks: readonly number[]) {
  const tookMs = 4;
  let now = 0;
  const rests: number[] = [];
  const run: { name: string; values: readonly unknown[] }[] = [];
  const database: SearchedDatabase = {
    run: ({ name }, values = []) => {
      now += tookMs;
      run.push({ name, values });
      if (name === "kept_between") return Promise.resolve([{ first: 1, last: LAST }]);
      const [room, from, to, , count] = values as number[];
      if (name === "blocks_with") {
        const found = blocks.filter((block) => block <= from! && block >= to!);
        return Promise.resolve(found.map((block): Row => ({ block, is_new: false })));
      }
      const read = Math.min(count!, to! - from! + 1);
      return Promise.resolve(Array.from({ length: read }, (_, at): Row => ({
        ...{ room, pos: to! - at, id: to! - at, ms: to! - at, kind: "m", node: 1, seq: 0 },
        ...{ session: 1, nick: "ann", cid: "c", text: "blue", extra: null },
      })));
    },
  };
  const after = (ms: number, go: () => void) => {
    rests.push(ms);
    now += ms;
    queueMicrotask(go);
    return () => {};
  };
  const search = new TableSearch({ database, clock: { now: () => now, after }, warn: () => {} });
  const signal = new AbortController().signal;
  const ask = (text: string) => search.search(1, LAST, { ...EVERYTHING, text }, signal);
  return { ask, rests, run, tookMs, [Symbol.dispose]: () => search.close() };
}

const LAST = 100 * BLOCK_MESSAGES;

Deno.test("A search looks at few blocks with each statement, and rests for its share between them", async () => {
  using there = slowDatabase([]);
  assertEquals((await there.ask("zebra")).messages, []);
  const stretches = there.run.filter(({ name }) => name === "blocks_with")
    .map(({ values: [, from, to] }) => Number(from) - Number(to) + 1);
  assertEquals(stretches, [MAX_PASSED_BLOCKS, 100 - MAX_PASSED_BLOCKS]);
  const rest = there.tookMs * DATABASE_SEARCH_REST_SHARE;
  assertEquals(there.rests, Array(there.run.length - 1).fill(rest));
});

Deno.test("A search reads a block in parts, and rests between them", async () => {
  using there = slowDatabase([50]);
  assertEquals((await there.ask("zebra")).messages, []);
  const parts = there.run.filter(({ name }) => name === "read")
    .map(({ values: [, from, to, , count] }) => [Number(to) - Number(from) + 1, count]);
  const left = [4, 3, 2, 1].map((part) => part * MAX_PART_MESSAGES);
  assertEquals(parts, left.map((messages) => [messages, MAX_PART_MESSAGES]));
  assertEquals(there.rests.length, there.run.length - 1);
});
