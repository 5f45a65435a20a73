/**
 * `deno task bench`: this server and whatever peers are installed, one after the other on the same
 * core, loaded from another core, in rounds. docs/PERFORMANCE.md says what the figures mean.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { build, CACHE } from "./build.ts";
import { curves } from "./curves.ts";
import { judged } from "./goals.ts";
import { machine } from "./machine.ts";
import { faults, type Load, measure, type Run } from "./measure.ts";
import { type Peer, PEERS } from "./peers.ts";
import { undisturbed } from "./quiet.ts";
import { type Results, type Scenario, scenarios } from "./scenarios.ts";
import { start } from "./start.ts";
import { table } from "./table.ts";
import { messageOf } from "../../runtime/message_of.ts";

const USAGE = `deno task bench [options]
  --members 10,100,1000,5000   how many members
  --window 64,1024             messages in flight; all but the first with 1,000 members only
  --peers chat,redis-server    which servers (default: all but copy-chunks and upgradeWebSocket)
  --only paced,hold            only the scenarios whose name begins so
  --rounds 3                   medians of so many
  --seconds 2                  length of a measurement, after warming up
  --senders 1                  how many connections send
  --tries 3                    again when other programs disturbed a run, so often at most
  --spin                       the generator never sleeps: less noise, a whole core
  --quick                      one round, no 5,000 members, no bursts and bad readers
  --plot                       write the curves to docs/
  --again                      the tables and curves of the last run, without running`;

const SERVER_CORE = 0;

/** The figures of the last run. */
const LAST = new URL("last.json", CACHE);

/** A peer that is there. */
interface Found {
  peer: Peer;
  path: string;
}

/** How the runs are made, whatever the scenario. */
interface Settings {
  rounds: number;
  tries: number;
  load: Partial<Load>;
}

function numbers(list: string): number[] {
  return list.split(",").map(Number);
}

function options(args: string[]) {
  const given = parseArgs(args, {
    string: ["members", "window", "peers", "only", "rounds", "seconds", "senders", "tries"],
    boolean: ["quick", "plot", "spin", "again", "help"],
  });
  const names = given.peers?.split(",");
  return {
    help: given.help,
    plot: given.plot,
    again: given.again,
    peers: PEERS.filter((p) => names?.includes(p.name) ?? !p.onRequest),
    only: given.only?.split(",") ?? [""],
    settings: {
      tries: Number(given.tries ?? 3),
      rounds: Number(given.rounds ?? (given.quick ? 1 : 3)),
      load: {
        ...given.senders === undefined ? {} : { senders: Number(given.senders) },
        spin: given.spin ? "on" as const : "off" as const,
      },
    },
    wanted: {
      members: numbers(given.members ?? (given.quick ? "10,100,1000" : "10,100,1000,5000")),
      windows: numbers(given.window ?? "64,1024"),
      seconds: Number(given.seconds ?? (given.quick ? 1 : 2)),
      quick: given.quick,
    },
  };
}

async function find(peers: Peer[]): Promise<{ found: Found[]; lines: string[] }> {
  const found: Found[] = [];
  const lines: string[] = [];
  for (const peer of peers) {
    const place = await peer.find();
    if ("missing" in place) {
      lines.push(`- ${peer.name}: not measured, ${place.missing}`);
    } else {
      found.push({ peer, path: place.path });
      lines.push(`- ${peer.name}: ${await peer.version(place.path)}`);
    }
  }
  return { found, lines };
}

/** A fresh server on a fresh folder for every run: nothing of one is left for the next. */
async function runOnce({ peer, path }: Found, load: Scenario["load"]): Promise<Run> {
  // two benches at once would measure each other
  using lock = await Deno.open(new URL("lock", CACHE), { create: true, write: true });
  await lock.lock(true);
  const folder = await Deno.makeTempDir({ dir: CACHE.pathname });
  try {
    await using server = await start(await peer.launch(path, folder), SERVER_CORE);
    return await measure(server, peer.wire, load, peer.generator);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function brief(run: Run): string {
  const rate = run.per_second === undefined ? "" : `${(run.per_second / 1e6).toFixed(2)} M/s `;
  const p99 = run.p99_us === undefined ? "" : `p99 ${(run.p99_us / 1e3).toFixed(2)} ms `;
  const wrong = faults(run);
  return rate + p99 + (wrong > 0 ? `${wrong} FAULTS` : "");
}

async function runAll(found: Found[], list: Scenario[], { rounds, tries, load }: Settings) {
  const results: Results = {};
  for (let round = 1; round <= rounds; round++) {
    for (const scenario of list) {
      for (const one of found) {
        const { peer } = one;
        if (!scenario.takes(peer) || scenario.load.members > (peer.maxMembers ?? Infinity)) {
          continue;
        }
        const where = `${round}/${rounds} ${scenario.title}: ${peer.name}`;
        try {
          const all = { ...scenario.load, ...load, ...peer.load };
          const run = await undisturbed(() => runOnce(one, all), tries);
          ((results[scenario.id] ??= {})[peer.name] ??= []).push(run);
          console.error(`${where} ${brief(run)}`);
        } catch (error) {
          console.error(`${where} FAILED: ${messageOf(error)}`);
        }
      }
    }
  }
  return results;
}

async function main(args: string[]): Promise<void> {
  const { help, plot, again, peers, only, wanted, settings } = options(args);
  if (help) return console.log(USAGE);
  const list = scenarios(wanted).filter(({ id }) => only.some((name) => id.startsWith(name)));
  let results: Results;
  if (again) {
    results = JSON.parse(await Deno.readTextFile(LAST));
  } else {
    await build("load");
    const { found, lines } = await find(peers);
    console.log(`${await machine(CACHE.pathname)}\n${lines.join("\n")}\n`);
    results = await runAll(found, list, settings);
    await Deno.writeTextFile(LAST, JSON.stringify(results, null, 1));
  }
  for (const scenario of list) console.log(table(scenario, peers, results[scenario.id] ?? {}));
  console.log(judged(results));
  if (plot) await curves(results, peers, wanted);
}

if (import.meta.main) await main(Deno.args);
