/** What a database may do to the servers of a cluster while people talk: nothing is lost, doubled or out of order. */

import { assertEquals, assertMatch } from "@std/assert";
import { needsPostgres } from "../support/postgres.ts";
import { type Server, startServer } from "../support/process.ts";
import { Chance } from "./support/chance.ts";
import { Cluster } from "./support/cluster.ts";
import { Faithful } from "./support/faithful.ts";
import { enter } from "./support/guest.ts";
import { makeSmallDisk, whyNoSmallDisk } from "./support/small_disk.ts";
import { assertAllSaw } from "./support/verdict.ts";

/** For what comes back by itself, on a busy machine. */
const PATIENCE_MS = 60_000;

const { ignore } = needsPostgres();

const noDisk = ignore ? undefined : await whyNoSmallDisk();
if (noDisk !== undefined) console.warn(`Test ignored: no small disk can be made here: ${noDisk}`);

/** What trouble is made of. */
interface Scene {
  readonly cluster: Cluster;
  readonly nodes: readonly Server[];
  /** Goes last, when the database is gone. */
  readonly cleanup: AsyncDisposableStack;
}

/** Four people talk at two nodes while `trouble` is made; then all of it is there, for each of them, once. */
function test(name: string, trouble: (scene: Scene) => Promise<void>, ignored = ignore): void {
  Deno.test({
    ignore: ignored,
    name,
    async fn() {
      const chance = Chance.announced(name);
      await using cleanup = new AsyncDisposableStack();
      await using cluster = await Cluster.start({ standby: true });
      const nodes = [await cluster.node("--rate", "0"), await cluster.node("--rate", "0")];
      let isTalking = true;
      await using stack = new AsyncDisposableStack();
      const people = ["ann", "bob", "carol", "dave"].map((nick, i) =>
        stack.use(
          new Faithful({
            ...{ nick, window: 4, next: () => isTalking ? chance.text() : undefined },
            address: () => Promise.resolve(nodes[i % 2]!.address),
          }),
        )
      );
      for (const each of people) {
        await each.until("its first", () => each.acknowledged.size > 0, PATIENCE_MS);
      }
      await trouble({ cluster, nodes, cleanup });
      // all goes on afterwards
      for (const each of people) {
        const { size } = each.acknowledged;
        await each.until("more", () => each.acknowledged.size > size + 10, PATIENCE_MS);
      }
      isTalking = false;
      for (const each of people) await each.until("the rest", () => each.settled, PATIENCE_MS);
      const count = Number(await cluster.query("select last from chat.room where name = 'lobby'"));
      for (const each of people) {
        await each.until("all", () => each.seen.length >= count, PATIENCE_MS);
      }
      assertAllSaw(people[0]!.seen, people);
    },
  });
}

const BACKENDS = "from pg_stat_activity where usename = 'chat'";

test("Connections of servers that are ended, each of them again and again", async ({ cluster }) => {
  for (let round = 0; round < 25; round++) {
    // one that waits for a standby must not be ended: its rows would be seen before. There may be no other now
    await cluster.postgres.primary.until(
      `select pg_terminate_backend(pid) from (
        select pid, row_number() over (order by pid) - 1 as at, count(*) over () as all
          ${BACKENDS} and coalesce(wait_event, '') <> 'SyncRep') each where at = ${round} % each.all`,
    );
  }
});

test("A database that has no connection to give", async ({ cluster, nodes }) => {
  const { database, postgres: { primary } } = cluster;
  // its owner comes in all the same
  await primary.query(`alter database ${database} connection limit 0`);
  await primary.query(
    `select pg_terminate_backend(pid) ${BACKENDS} and application_name like 'chat/%'
    and coalesce(wait_event, '') <> 'SyncRep'`,
  );
  for (const { process } of nodes) {
    await process.waitForOutput(/too many connections for database/, PATIENCE_MS);
  }
  await primary.query(`alter database ${database} connection limit -1`);
});

test("Both servers of the database away, and back", async ({ cluster: { postgres: { primary, standby } } }) => {
  await standby!.stop();
  await primary.stop();
  await primary.start();
  await standby!.start();
  await primary.until("select 1 from pg_stat_replication where sync_state = 'sync'");
});

test("The disk of the primary is full for a while", async ({ cluster, nodes, cleanup }) => {
  const { primary } = cluster.postgres;
  const disk = cleanup.use(await makeSmallDisk(160));
  await primary.moveTo(disk.path);
  await primary.until("select 1 from pg_stat_replication where sync_state = 'sync'");
  const free = await disk.fill();
  for (const { process } of nodes) {
    await process.waitForOutput(/No space left on device/, PATIENCE_MS);
  }
  await free();
}, noDisk !== undefined);

Deno.test({
  ignore,
  name: "Many servers start at once: each is a node, and all of them show what one of them says",
  async fn() {
    const count = 12;
    await using cluster = await Cluster.start({ settings: { max_connections: "100" } });
    const nodes = await Promise.all(
      Array.from({ length: count }, () => cluster.node("--cluster-unsafe")),
    );
    await using stack = new AsyncDisposableStack();
    const guests = await Promise.all(
      nodes.map(async (node, i) => stack.use(await enter(node, `guest${i}`))),
    );
    await Promise.all(guests.map((guest, i) => guest.say(`of ${i}`)));
    for (const guest of guests) {
      while (guest.texts.length < count) await guest.next(/"msg"/);
      assertEquals(guest.frames("msg"), guests[0]!.frames("msg"));
    }
    assertEquals(await cluster.query("select count(*) from chat.node"), `${count}\n`);
  },
});

Deno.test({
  ignore,
  name:
    "A server is started twice on one data folder: the second one does not start, the first goes on",
  async fn() {
    await using cluster = await Cluster.start({});
    const node = await cluster.node("--cluster-unsafe");
    await using ann = await enter(node, "ann");
    const args = ["--cluster", cluster.url, "--cluster-unsafe"];
    const second = await startServer({ args, data: node.data }).then(
      () => "",
      (cause) => `${cause}`,
    );
    assertMatch(second, /another server/);
    await ann.say("still here");
  },
});
