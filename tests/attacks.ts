/**
 * What those who mean no harm notice of those who do: how long a message takes, half of them and all
 * but one in a hundred, while every attack of `e2e/support/attack.ts` goes on.
 *
 *     deno run -P=tests tests/attacks.ts [--seconds 6] [NAME...]
 *
 * An attack costs the machine something whatever it is directed at. So the server has a core for
 * itself, the attackers give way to who measures, and the log is in memory where that can be: a disk
 * that is slow now and then would hide all else. What is left is compared with an attack on a second
 * server beside the first, on the same core. Calm, beside and attacked take turns.
 */

import { parseArgs } from "@std/cli/parse-args";
import { run, smallDisk } from "./e2e/support/disk.ts";
import { enter, type Guest } from "./e2e/support/guest.ts";
import { attack } from "./e2e/support/programs.ts";
import { type Process, type Server, startServer } from "./support/process.ts";
import { pause } from "./support/pause.ts";

const ATTACKS = [
  ...["connection flood", "slow hello", "endless line", "message flood", "joins in a loop"],
  ...["nicknames in a loop", "history in a loop", "who in a loop", "pings before hello"],
  ...["invalid frames", "joins and leaves", "dead sockets"],
];

/** People who speak in turn: each well within the rate that a server has by default. */
const PEOPLE = 60;

/** Between two messages, in milliseconds. */
const PAUSE_MS = 2;

/** How often calm, control and attack take turns. */
const WINDOWS = 6;

/** Of two cores, that of the servers, and that of all others. */
const [SERVERS, OTHERS] = [0, 1];

/** How long messages took, in milliseconds. */
type Times = number[];

/** Lets people speak in turn for so long; each message has to come to its sender and another. */
async function talk(people: readonly Guest[], ms: number, into: Times): Promise<void> {
  const until = performance.now() + ms;
  for (let n = 0; performance.now() < until; n++) {
    const text = crypto.randomUUID();
    const [from, to] = [people[n % PEOPLE]!, people[(n + 1) % PEOPLE]!];
    const start = performance.now();
    await Promise.all([from.say(text), to.next(text)]);
    into.push(performance.now() - start);
    await pause(PAUSE_MS);
  }
}

function show(times: Times): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(1).padStart(7);
  return `${at(0.5)} ${at(0.99)}`;
}

/** Has a process run on one core, with all its threads. */
async function pin(pid: number, core: number): Promise<void> {
  if (navigator.hardwareConcurrency > 1) {
    await run("taskset", "-a", "-p", "-c", `${core}`, `${pid}`);
  }
}

/** An attack under way that can be held and let go. */
async function held(name: string, server: Server): Promise<Process> {
  const attackers = await attack(name, server);
  attackers.signal("SIGSTOP");
  await pin(attackers.pid, OTHERS);
  await run("renice", "-n", "19", "-p", `${attackers.pid}`);
  return attackers;
}

const { seconds = "6", _: named } = parseArgs(Deno.args, { string: ["seconds"] });
const names = named.length > 0 ? named.map(String) : ATTACKS;
const windowMs = Number(seconds) * 1000 / WINDOWS;
await using stack = new AsyncDisposableStack();
const disk = stack.use(await smallDisk("2g"));
console.log(disk === undefined ? "The log is on the disk: only root makes one in memory" : "");
async function place(name: string): Promise<Server> {
  const data = disk && { data: `${disk.path}/${name}` };
  const server = stack.use(await startServer(data));
  await pin(server.process.pid, SERVERS);
  return server;
}
const [server, beside] = [await place("server"), await place("beside")];
await pin(Deno.pid, OTHERS);
const people: Guest[] = [];
for (let n = 0; n < PEOPLE; n++) people.push(stack.use(await enter(server, `person-${n}`)));
await talk(people, 3_000, []);
const head = ["calm", "beside", "attacked"].map((word) => word.padStart(15)).join(" ");
console.log(`${"p50 and p99 in ms".padEnd(24)} ${head}`);
for (const name of names) {
  const [calm, control, hot]: Times[] = [[], [], []];
  await using onBeside = await held(name, beside);
  await using onServer = await held(name, server);
  const turns = [[undefined, calm!], [onBeside, control!], [onServer, hot!]] as const;
  for (let window = 0; window < WINDOWS; window++) {
    for (const [attackers, times] of turns) {
      attackers?.signal("SIGCONT");
      await talk(people, windowMs, times);
      attackers?.signal("SIGSTOP");
    }
  }
  console.log(`${name.padEnd(24)} ${show(calm!)} ${show(control!)} ${show(hot!)}`);
}
