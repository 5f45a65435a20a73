/** Searches on PostgreSQL: which blocks are read, and who writes down what stands in them. */

import { assertEquals } from "@std/assert";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Journal, SearchFound } from "../../../../server/storage/journal.ts";
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
  await database.query("select chat.forget_events(room, 0, 0) from chat.room where name = 'lobby'");
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
