/**
 * What those who mean no harm notice of those who do: how long a message takes, half of them and all
 * but one in a hundred, while every attack of `e2e/support/attack.ts` goes on.
 *
 *     deno run -P=tests tests/attacks.ts [--seconds 5] [NAME...]
 *
 * An attack costs the machine something whatever it is directed at. So each is made on a second
 * server beside the first as well, and the two are compared, window by window in turns: what is more
 * is the server's own.
 */

import { parseArgs } from "@std/cli/parse-args";
import { enter, type Guest } from "./e2e/support/guest.ts";
import { attack } from "./e2e/support/programs.ts";
import { type Process, type Server, startServer } from "./support/process.ts";

const ATTACKS = [
  ...["connection flood", "slow hello", "endless line", "message flood", "joins in a loop"],
  ...["nicknames in a loop", "history in a loop", "who in a loop", "pings before hello"],
  ...["lines that are no frames", "comings and goings", "dead sockets"],
];

/** People who speak in turn: each well within the rate that a server has by default. */
const PEOPLE = 12;

/** Between two messages, in milliseconds. */
const PAUSE_MS = 10;

/** How often attack and control take turns. */
const WINDOWS = 5;

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
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function show(times: Times): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(1).padStart(7);
  return `${at(0.5)} ${at(0.99)}`;
}

/** An attack under way that can be held and let go. */
async function held(name: string, server: Server): Promise<Process> {
  const attackers = await attack(name, server);
  attackers.signal("SIGSTOP");
  return attackers;
}

const { seconds, _: named } = parseArgs(Deno.args, { default: { seconds: 5 } });
const names = named.length > 0 ? named.map(String) : ATTACKS;
const windowMs = Number(seconds) * 1000 / WINDOWS;
await using server = await startServer();
await using beside = await startServer();
await using stack = new AsyncDisposableStack();
const people: Guest[] = [];
for (let n = 0; n < PEOPLE; n++) people.push(stack.use(await enter(server, `person-${n}`)));
await talk(people, 2_000, []);
console.log(
  `p50 and p99 in ms      ${"calm".padStart(15)} ${"beside".padStart(15)} ${
    "attacked".padStart(15)
  }`,
);
for (const name of names) {
  const [calm, control, hot]: Times[] = [[], [], []];
  await talk(people, Number(seconds) * 1000, calm!);
  await using onBeside = await held(name, beside);
  await using onServer = await held(name, server);
  for (let window = 0; window < WINDOWS; window++) {
    for (const [attackers, times] of [[onBeside, control!], [onServer, hot!]] as const) {
      attackers.signal("SIGCONT");
      await talk(people, windowMs, times);
      attackers.signal("SIGSTOP");
    }
  }
  console.log(`${name.padEnd(24)} ${show(calm!)} ${show(control!)} ${show(hot!)}`);
}
