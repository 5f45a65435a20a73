/**
 * For how long a client of a cluster stands still when its server, the only one that it was given, is lost: from the
 * loss to the answer to a message that is sent right after it, over another server of which it was told. Prints a
 * table, or those rows of it whose names hold a word.
 *
 *     deno run -q -P=tests tests/bench/standstill.ts [WORD]
 *
 * @module
 */

import { type Process, type Server, startChat, startServer } from "../support/process.ts";
import { Cluster } from "../e2e/support/cluster.ts";
import { Relay } from "../e2e/support/relay.ts";

/** How often each loss is tried. */
const ROUNDS = 5;

/** For the slowest answer. */
const PATIENCE_MS = 60_000;

/** A connection that has lasted for so long was a good one: what comes after it counts as its loss. */
const SETTLED_MS = 6_000;

/** How a server is lost. */
interface Loss {
  readonly name: string;
  readonly lose: (server: Server, way: Relay) => void;
}

const LOSSES: readonly Loss[] = [
  { name: "killed (SIGKILL)", lose: ({ process }) => process.signal("SIGKILL") },
  { name: "stopped (SIGTERM)", lose: ({ process }) => process.signal("SIGTERM") },
  { name: "stands still (SIGSTOP)", lose: ({ process }) => process.signal("SIGSTOP") },
  { name: "cut off from the database", lose: (_, way) => way.cut() },
  { name: "the same, and nobody is told", lose: (_, way) => way.stall() },
];

async function measure({ lose }: Loss, cluster: Cluster): Promise<number> {
  const { port } = cluster.postgres.primary;
  // the servers of earlier rounds are not told of any more
  await cluster.postgres.primary.until(
    "select 1 where (select count(*) from chat.node) = 1",
    cluster.database,
  );
  await using way = new Relay({ hostname: "127.0.0.1", port });
  const url = `postgres://chat@127.0.0.1:${way.address.port}/${cluster.database}?sslmode=disable`;
  await using server = await startServer({ args: ["--cluster", url] });
  const { address } = server;
  const where = `${address.hostname}:${address.port}`;
  const nick = `bot${crypto.randomUUID().slice(0, 6)}`;
  await using bot: Process = await startChat(["join", where, "--nick", nick, "--frames"]);
  await bot.waitForOutput(/"type":"live"/);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const start = performance.now();
  lose(server, way);
  await bot.write('{"type":"say","cid":"after","text":"after"}\n');
  await bot.waitForOutput(/"cid":"after"/, PATIENCE_MS);
  const ms = performance.now() - start;
  server.process.signal("SIGCONT");
  return ms;
}

if (import.meta.main) {
  await using cluster = await Cluster.start({ standby: true });
  await cluster.node();
  const [word = ""] = Deno.args;
  console.log("| the server is … | median | longest |\n| --- | --- | --- |");
  for (const loss of LOSSES.filter(({ name }) => name.includes(word))) {
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i++) times.push(await measure(loss, cluster));
    times.sort((a, b) => a - b);
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    const median = times[Math.floor(ROUNDS / 2)]!;
    console.log(`| ${loss.name} | ${seconds(median)} | ${seconds(times.at(-1)!)} |`);
  }
}
