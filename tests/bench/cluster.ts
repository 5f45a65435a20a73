/**
 * What a cluster costs beside one server with its own log, and what two nodes carry beside one:
 * `deno task bench:cluster`, or a part of it with `--only say`, `readers` or `batches`, or one row of it:
 * `--only readers --row 1024` (also `128`, `200`; of `batches` `alone` or `standby`). PostgreSQL runs here too, and takes its share of the same cores: compare
 * the ratios alone. docs/PERFORMANCE.md says what they mean.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { Cluster } from "../e2e/support/cluster.ts";
import { enter, type Guest } from "../e2e/support/guest.ts";
import { type Server, startServer } from "../support/process.ts";
import { MAX_SAY_DRAFTS } from "../../server/limits.ts";
import { openClient, type Row } from "../../server/storage/postgres/client.ts";
import { SESSION_SETTINGS } from "../../server/storage/postgres/database.ts";
import { sayValues } from "../../server/storage/postgres/rows.ts";
import { OPEN_ROOM, REGISTER, SAY } from "../../server/storage/postgres/statements.ts";
import { parseClusterUrl } from "../../server/storage/postgres/url.ts";
import { pause } from "../support/pause.ts";
import { faults, type Load, measure, type Run } from "./measure.ts";

/** Messages that are said one after the other for one median. */
const SAYS = 400;

/** What is said. */
const TEXT = "a text of some length, as people write it when they talk about work";

/** Readers of the comparison of one node with two. */
const READERS = 2_000;

const { rounds, seconds, only, row } = parseArgs(Deno.args, {
  string: ["rounds", "seconds", "only", "row"],
  default: { rounds: "3", seconds: "3" },
});
const ROUNDS = Number(rounds);
const SECONDS = Number(seconds);

/** What is not limited here, so that it is the server that is measured. */
const UNLIMITED = "--rate 0 --max-clients 0 --per-address 0".split(" ");

/** Whether a part is wanted. */
function wants(part: "say" | "readers" | "batches"): boolean {
  return only === undefined || only === part;
}

/** Whether a row of it is wanted. */
function wantsRow(name: string | number): boolean {
  return row === undefined || row === `${name}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Messages in a second that the database stores from one connection with nothing of a server around it. */
async function bareSay(url: string, batch: number): Promise<number> {
  const { user, database, hosts } = parseClusterUrl(url)!;
  const client = await openClient(
    hosts[0]!,
    {
      ...{ user, database, application: "bare", password: undefined, tls: undefined },
      settings: SESSION_SETTINGS,
    },
    { notified() {}, warned() {}, ended() {} },
    new AbortController().signal,
  );
  try {
    const ids = [crypto.randomUUID(), crypto.randomUUID()];
    const [{ node }] = await client.run(REGISTER, [...ids, "bare:1"]) as [Row];
    const [{ room }] = await client.run(OPEN_ROOM, ["bench"]) as [Row];
    let stored = 0;
    const prefix = ids[0]!.slice(0, 8);
    const next = () => ({
      room,
      session: 1,
      row: { kind: "m", nick: "ann", cid: `${prefix}-${++stored}`, text: TEXT, extra: null },
    });
    const begin = performance.now();
    while (performance.now() - begin < SECONDS * 1_000) {
      const drafts = Array.from({ length: batch }, next);
      await client.run(SAY, [node, stored - batch + 1, ...sayValues(drafts)]);
    }
    return stored / (performance.now() - begin) * 1_000;
  } finally {
    client.destroy();
  }
}

/** The median of the milliseconds from a `say` to its acknowledgement. */
async function sayTime(guest: Guest): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < SAYS; i++) {
    const before = performance.now();
    await guest.say(TEXT);
    times.push(performance.now() - before);
  }
  return median(times);
}

async function loaded(
  cluster: Cluster,
  load: Partial<Load>,
  server: Server,
  second?: Server,
): Promise<Run> {
  // those of the run before give their names up one after the other
  while (await cluster.query("select 1 from chat.name where nick like 'u%' limit 1") !== "") {
    await pause(100);
  }
  const other = second === undefined
    ? {}
    : { port2: second.address.port, pid2: second.process.pid };
  const at = { port: server.address.port, pid: server.process.pid };
  const whole: Load = {
    mode: "window",
    members: 1,
    seconds: SECONDS,
    warmup: 1,
    ...load,
    ...other,
  };
  const run = await measure({ ...at, [Symbol.asyncDispose]: async () => {} }, "chat", whole);
  if (faults(run) > 0) throw new Error(`faults: ${JSON.stringify(run)}`);
  return run;
}

/** Runs both in turn, and shows the medians with their ratio. */
async function paired(
  title: string,
  unit: string,
  one: readonly [name: string, run: () => Promise<number>],
  two: readonly [name: string, run: () => Promise<number>],
): Promise<void> {
  const seen: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    seen[0].push(await one[1]());
    seen[1].push(await two[1]());
  }
  const [first, second] = seen.map(median) as [number, number];
  const shown = (value: number) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
  console.log(title);
  console.log(`  ${one[0]}: ${shown(first)} ${unit} (${seen[0].map(shown).join(" ")})`);
  console.log(`  ${two[0]}: ${shown(second)} ${unit} (${seen[1].map(shown).join(" ")})`);
  console.log(
    `  ratio ${(second / first).toFixed(2)}, difference ${shown(second - first)} ${unit}`,
  );
}

if (wants("say")) {
  await using cluster = await Cluster.start({ standby: true });
  await using alone = await startServer({ args: UNLIMITED });
  const node = await cluster.node(...UNLIMITED);
  await using ann = await enter(alone, "ann");
  await using bob = await enter(node, "bob");
  await paired(
    "One message, from its say to its acknowledgement",
    "ms",
    ["own log", () => sayTime(ann)],
    ["node, with a synchronous standby", () => sayTime(bob)],
  );
}

if (wants("readers")) {
  await using cluster = await Cluster.start({ standby: true });
  const [node, second] = [await cluster.node(...UNLIMITED), await cluster.node(...UNLIMITED)];
  const readers = { members: READERS, senders: 2, parallel: 16 };
  const perSecond = (run: Run) => run.deliveries! / run.server_cpu_s! / 1e6;
  for (const load of [{ mode: "paced", rate: 200 }, { window: 128 }, { window: 1_024 }] as const) {
    if (!wantsRow("rate" in load ? load.rate : load.window)) continue;
    const how = "rate" in load ? `${load.rate} messages a second` : `${load.window} in flight`;
    await paired(
      `${READERS.toLocaleString("en")} readers, half of them at each node, ${how}`,
      "million deliveries in a second of the nodes' processor time",
      ["one node", async () => perSecond(await loaded(cluster, { ...readers, ...load }, node))],
      [
        "two nodes",
        async () => perSecond(await loaded(cluster, { ...readers, ...load }, node, second)),
      ],
    );
  }
}

for (const standby of wants("batches") ? [false, true] : []) {
  if (!wantsRow(standby ? "standby" : "alone")) continue;
  await using cluster = await Cluster.start({ standby });
  const node = await cluster.node("--cluster-unsafe", ...UNLIMITED);
  await paired(
    `Messages into one room, ${standby ? "with a" : "without a"} synchronous standby`,
    "messages/s",
    ["bare calls of say", () => bareSay(cluster.url, MAX_SAY_DRAFTS)],
    ["a node, 1,024 in flight", async () => {
      const { deliveries = 0, seconds = 1 } = await loaded(cluster, { window: 1_024 }, node);
      return deliveries / seconds;
    }],
  );
}
