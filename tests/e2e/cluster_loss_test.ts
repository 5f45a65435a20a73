/** What a cluster says when something is wrong with its database: real processes, a real database. */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { needsPostgres } from "../support/postgres.ts";
import type { Server } from "../support/process.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ignore, name, fn });
}

async function metricsOf({ process }: Server): Promise<(path: string) => Promise<string>> {
  const [, port] = await process.waitForOutput(/^metrics on .+:(\d+)$/m);
  return async (path) => await (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
}

test("A promoted standby that lacks what was shown: each server says so and ends, and the log is another one", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const { primary } = cluster.postgres;
  const standby = cluster.postgres.standby!;
  // as those would have it who take an asynchronous standby for enough
  await primary.query("alter system set synchronous_standby_names = ''");
  await primary.query("select pg_reload_conf()");
  await primary.until("select 1 where current_setting('synchronous_standby_names') = ''");
  const nodes = [await cluster.node("--cluster-unsafe"), await cluster.node("--cluster-unsafe")];
  await using ann = await enter(nodes[0]!, "ann");
  await using bob = await enter(nodes[1]!, "bob");
  await using eve = await enter(nodes[1]!, "eve", { room: "quiet" });
  await ann.say("kept");
  await primary.until(
    "select 1 from pg_stat_replication where replay_lsn = pg_current_wal_lsn()",
  );
  await standby.query("alter system set primary_conninfo = ''");
  await standby.query("select pg_reload_conf()");
  await primary.until("select 1 where not exists (select from pg_stat_replication)");
  await ann.say("lost");
  await bob.next(/"lost"/);
  const { log } = ann.welcome;
  const quiet = eve.welcome.log;
  await primary.stop();
  await standby.promote();
  for (const node of nodes) {
    const { code, stderr } = await node.process.ended;
    assertEquals(code, EXIT.cannotUseDatabase);
    assertMatch(stderr, /the database lost what was shown already/);
  }
  await ann.closed;
  const again = await cluster.node("--cluster-unsafe");
  await using late = await enter(again, "late", { since: 2, log });
  assertNotEquals(late.welcome.log, log);
  assertEquals([late.welcome.other_log, late.texts], [true, ["kept"]]);
  await using other = await enter(again, "other", { room: "quiet" });
  assertEquals(other.welcome.log, quiet, "nothing of it was lost");
});

test("A copied data folder is found: the server that had it first says who has it now, and ends", async () => {
  await using cluster = await Cluster.start({});
  const first = await cluster.node("--cluster-unsafe");
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  await using _data = { [Symbol.asyncDispose]: () => Deno.remove(data, { recursive: true }) };
  await Deno.copyFile(`${first.data}/home`, `${data}/home`);
  const second = await cluster.nodeWith({ data, args: ["--cluster-unsafe"] });
  const { code, stderr } = await first.process.ended;
  assertEquals(code, EXIT.cannotUseDatabase);
  assertMatch(stderr, /the data folder is a copy of the one that 127\.0\.0\.1:\d+ uses/);
  await using ann = await enter(second, "ann");
  await ann.say("still here");
});

test("chat cluster init --restored gives the rooms new logs: who had read more is told", async () => {
  await using cluster = await Cluster.start({});
  const node = await cluster.node("--cluster-unsafe");
  await using ann = await enter(node, "ann");
  await ann.say("before");
  const owner = cluster.postgres.ownerUrl(cluster.database);
  const shown = await cluster.run("init", owner, "--restored");
  assertMatch(shown.stdout, /set log = gen_random_uuid\(\);\n$/);
  assertEquals((await cluster.run("init", owner, "--restored", "--yes")).code, EXIT.ok);
  const second = await cluster.node("--cluster-unsafe");
  await using bob = await enter(second, "bob", { since: 5, log: ann.welcome.log });
  assertEquals([bob.welcome.other_log, bob.texts], [true, ["before"]]);
});

test("/healthz and the metrics of a cluster tell of the database, the standby, the other servers, and that it drains", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const node = await cluster.node("--metrics-port", "0");
  await cluster.node();
  const page = await metricsOf(node);
  await using ann = await enter(node, "ann");
  await ann.say("hello");
  assertEquals(await page("healthz"), "ok\n");
  const metrics = await page("metrics");
  for (const line of ["reachable 1", "nodes 2", "standby 1", "events_behind 0", "timeline 1"]) {
    assert(metrics.includes(`chat_cluster_${line}\n`), `${line}: ${metrics}`);
  }
  assertMatch(metrics, /chat_cluster_host\{host="127\.0\.0\.1:\d+"\} 1/);
  assertMatch(metrics, /chat_cluster_commit_seconds_count [1-9]/);
  await cluster.postgres.standby!.stop();
  let health = "";
  while (!/no_standby|database_silent/.test(health)) health = await page("healthz");
  await ann.send({ type: "say", cid: "x", text: "waits" });
  while (!/database_silent/.test(health)) health = await page("healthz");
  assert(!health.includes("disk"), health);
  await cluster.postgres.standby!.start();
  await ann.next(/waits/);
  while (health !== "ok\n") health = await page("healthz");
  const stopped = node.process.stop();
  await ann.nextFrame("shutdown");
  assertEquals(await page("healthz"), "draining\n");
  await ann[Symbol.asyncDispose]();
  await stopped;
});
