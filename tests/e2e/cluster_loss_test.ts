/** What a cluster says when something is wrong with its database: real processes, a real database. */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { needsPostgres } from "../support/postgres.ts";
import { poll } from "../support/poll.ts";
import type { Server } from "../support/process.ts";
import { connectLines } from "../support/lines.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";

/** For a database that is promoted, what is said again, and servers that begin anew, on a busy machine. */
const PATIENCE_MS = 60_000;

/** The secret of a session. */
const SECRET = "0123456789abcdef0123456789abcdef";

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ignore, name, fn });
}

async function metricsOf({ process }: Server): Promise<(path: string) => Promise<string>> {
  const [, port] = await process.waitForOutput(/^metrics on .+:(\d+)$/m);
  return async (path) => await (await fetch(`http://127.0.0.1:${port}/${path}`)).text();
}

/** A cluster as those would have it who take an asynchronous standby for enough. */
async function asynchronous({ postgres: { primary, standby } }: Cluster) {
  await primary.query("alter system set synchronous_standby_names = ''");
  await primary.query("select pg_reload_conf()");
  await primary.until("select 1 where current_setting('synchronous_standby_names') = ''");
  /** From now on the standby, which has all until now, gets nothing. */
  const stale = async () => {
    await primary.until(
      "select 1 from pg_stat_replication where replay_lsn = pg_current_wal_lsn()",
    );
    await standby!.query("alter system set primary_conninfo = ''");
    await standby!.query("select pg_reload_conf()");
    await primary.until("select 1 where not exists (select from pg_stat_replication)");
  };
  return { primary, standby: standby!, stale };
}

test("A promoted standby that lacks what was shown: each server says it again, once, and begins anew with another log", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const { primary, standby, stale } = await asynchronous(cluster);
  const options = ["--cluster-unsafe", "--history", "50"];
  const nodes = [await cluster.node(...options), await cluster.node(...options)];
  await using ann = await enter(nodes[0]!, "ann");
  await using bob = await enter(nodes[1]!, "bob");
  await using eve = await enter(nodes[1]!, "eve", { room: "quiet" });
  await ann.say("kept");
  await bob.next(/"kept"/);
  await stale();
  // what is said now is lost; so is the session of who comes now, and who has no cids says it too
  await using late = await enter(nodes[1]!, "late", { secret: SECRET });
  await using plain = await connectLines(nodes[0]!.address);
  await plain.send("pat");
  await plain.next(/End of history/);
  const all = ["kept"];
  for (let i = 0; i < 5; i++) {
    await ann.say(`ann ${i}`, `ann${i}`);
    await bob.next(new RegExp(`"ann ${i}"`));
    await late.say(`late ${i}`, `late${i}`);
    await ann.next(new RegExp(`"late ${i}"`));
    await plain.send(`pat ${i}`);
    await bob.next(new RegExp(`"pat ${i}"`));
    all.push(`ann ${i}`, `late ${i}`, `pat ${i}`);
  }
  assertEquals(bob.texts, all);
  const { log } = ann.welcome;
  const quiet = eve.welcome.log;
  await primary.stop();
  await standby.promote();
  for (const { process } of nodes) {
    await process.waitForOutput(/(listening on [^]*){2}/, PATIENCE_MS);
    assertMatch(process.stderr, /the database lost what was shown already.*\nBeginning anew/);
  }
  await ann.closed;
  for (const node of nodes) {
    const fields = { since: 16, log, ...(node === nodes[1] ? { resume: SECRET } : {}) };
    const nick = node === nodes[1] ? "late" : "ann";
    await using again = await enter(node, nick, fields);
    assertNotEquals(again.welcome.log, log);
    assertEquals([again.welcome.other_log, again.texts], [true, all]);
    const messages = again.frames("msg");
    assertEquals(messages.map(({ id }) => id), messages.map((_, at) => at + 1));
    assertEquals(
      messages.map(({ nick }) => nick),
      all.map((text) => text.split(" ")[0]!.replace("kept", "ann")),
    );
    // who says again what was said again is told where it stands
    if (nick === "late") assertEquals((await again.say("late 4", "late4")).id, 15);
  }
  await using other = await enter(nodes[0]!, "other", { room: "quiet" });
  assertEquals(other.welcome.log, quiet, "nothing of it was lost");
});

test("What was said while a database without the newest events took over is there once, in the order of each", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const { primary, standby, stale } = await asynchronous(cluster);
  const options = ["--cluster-unsafe", "--rate", "0"];
  const nodes = [await cluster.node(...options), await cluster.node(...options)];
  const secrets = [SECRET, SECRET.replace("0", "f")];
  await stale();
  const guests = await Promise.all(
    nodes.map((node, at) => enter(node, `guest${at}`, { secret: secrets[at]! })),
  );
  await using _first = guests[0]!;
  await using _second = guests[1]!;
  const wanted = Array.from({ length: 150 }, (_, i) => `${i}`);
  const talk = async (from: number, to: number) => {
    for (const text of wanted.slice(from, to)) {
      for (const guest of guests) await guest.send({ type: "say", cid: `c${text}`, text });
    }
  };
  await talk(0, 100);
  for (const guest of guests) await guest.next(/"cid":"c60"/);
  // some are acknowledged by now, some are on their way
  await primary.stop();
  await talk(100, 130);
  await standby.promote();
  for (const { process } of nodes) {
    await process.waitForOutput(/(listening on [^]*){2}/, PATIENCE_MS);
  }
  // both go on at one server, and say again what they have no answer to, as clients do
  for (const [at, guest] of guests.entries()) {
    await guest.closed;
    const nick = `guest${at}`;
    const answered = new Set(
      guest.frames("msg").filter((msg) => msg.nick === nick).map(({ cid }) => cid),
    );
    await using again = await enter(nodes[0]!, nick, { resume: secrets[at]! });
    for (const text of wanted) if (!answered.has(`c${text}`)) await again.say(text, `c${text}`);
  }
  for (const nick of ["guest0", "guest1"]) {
    const said = await cluster.postgres.standby!.query(
      `select text from chat.event where kind = 'm' and nick = '${nick}' order by id`,
      cluster.database,
    );
    assertEquals(said.trim().split("\n"), wanted);
  }
});

test("An old primary that wakes is used by no server, neither one that runs nor one that starts", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const { primary, standby } = cluster.postgres;
  const node = await cluster.node("--cluster-unsafe");
  await using ann = await enter(node, "ann");
  await ann.say("before");
  await primary.stop();
  await standby!.promote();
  await ann.say("at the new one");
  // as a primary of its own, which wants no standby: it would take all that is written
  await primary.start();
  await primary.query("alter system set synchronous_standby_names = ''");
  await primary.query("select pg_reload_conf()");
  // all connections look for a server anew, and find the old one first
  await standby!.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'chat'",
  );
  await ann.say("still at the new one");
  await node.process.waitForOutput(/database not usable.*why=old_timeline/);
  await using second = await enter(await cluster.node("--cluster-unsafe"), "bob", { since: 0 });
  assertEquals(second.texts, ["before", "at the new one", "still at the new one"]);
  await second.say("of the second");
  await ann.next(/"of the second"/);
  const said = "select count(*) from chat.event where kind = 'm'";
  assertEquals(await primary.query(said, cluster.database), "1\n");
  assertEquals(await standby!.query(said, cluster.database), "4\n");
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
  const health = (fits: RegExp) =>
    poll(`${fits}`, async () => {
      const text = await page("healthz");
      return fits.test(text) ? text : undefined;
    });
  await health(/no_standby|database_silent/);
  await ann.send({ type: "say", cid: "x", text: "waits" });
  const silent = await health(/database_silent/);
  assert(!silent.includes("disk"), silent);
  await cluster.postgres.standby!.start();
  await ann.next(/waits/);
  await health(/^ok\n$/);
  const stopped = node.process.stop();
  await ann.nextFrame("shutdown");
  assertEquals(await page("healthz"), "draining\n");
  await ann[Symbol.asyncDispose]();
  await stopped;
});
