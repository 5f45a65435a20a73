/** What a database may do to the servers of a cluster while people talk: nothing is lost, doubled or out of order. */

import { assertEquals, assertMatch } from "@std/assert";
import { needsPostgres, runAsOwner } from "../support/postgres.ts";
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
    // one that waits for a standby must not be ended: its rows would be seen before
    const pids = await cluster.postgres.primary.query(
      `select pid ${BACKENDS} and coalesce(wait_event, '') <> 'SyncRep' order by pid`,
    );
    const each = pids.trim().split("\n");
    await cluster.postgres.primary.query(
      `select pg_terminate_backend(pid) ${BACKENDS} and pid = ${each[round % each.length]}
        and coalesce(wait_event, '') <> 'SyncRep'`,
    );
  }
});

test("A database that has no connection to give", async ({ cluster }) => {
  const { primary } = cluster.postgres;
  const free = Number(
    await primary.query(
      "select current_setting('max_connections')::int - count(*) - 6 from pg_stat_activity",
    ),
  );
  const { port } = primary;
  const hog = `for i in $(seq ${free + 10}); do
    /usr/lib/postgresql/15/bin/psql -q -h 127.0.0.1 -p ${port} -U chat -d ${cluster.database} -c 'select pg_sleep(6)' & done; wait`;
  const hogs = runAsOwner("sh", "-c", hog).catch(() => {});
  await primary.until(
    `select 1 ${BACKENDS} and query like 'select pg_sleep%' having count(*) >= ${free}`,
  );
  await primary.query(
    `select pg_terminate_backend(pid) ${BACKENDS} and application_name like 'chat/%'
    and coalesce(wait_event, '') <> 'SyncRep'`,
  );
  await hogs;
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
