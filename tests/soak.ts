/**
 * Joins, leaves, talk, cuts and slow readers at random, for minutes; then everyone goes, and the
 * server's memory, file handles and timers have to be back where they were.
 *
 *     deno task soak [--minutes 5] [--people 40] [--seed N]
 *
 * Or, without a server, random schedules on a disk that cuts the power:
 *
 *     deno task soak --power-cuts 100000 [--seed N]
 *
 * Or the page in a browser: opened in so many new ones; a room of so many messages scrolled from its end to its
 * beginning and back; a tab that is hidden for so many minutes.
 *
 *     deno task soak --open 5
 *     deno task soak --page 100000
 *     deno task soak --hidden 6
 *
 * Or a cluster on PostgreSQL, whose parts are killed, stopped, drained, added and promoted:
 *
 *     deno task soak --cluster [--minutes 5] [--seed N]
 *
 * Or schedules of a line between two nodes and PostgreSQL that breaks; those of consecutive seeds:
 *
 *     deno task soak --schedules 10000 [--seed N]
 */

import { parseArgs } from "@std/cli/parse-args";
import { Chance } from "./e2e/support/chance.ts";
import { soakCluster } from "./e2e/support/cluster_soak.ts";
import { Faithful } from "./e2e/support/faithful.ts";
import { connectGuest, enter } from "./e2e/support/guest.ts";
import { assertNothingLost } from "./e2e/support/verdict.ts";
import { soakHidden, soakOpen, soakScroll } from "./soak_page.ts";
import { runSchedules as runPowerCuts } from "./server/storage/local/power_cuts.ts";
import { runSchedules, SCHEDULES_SETTINGS } from "./server/storage/postgres/schedules.ts";
import { type Address, type Server, startServer } from "./support/process.ts";
import { pause } from "./support/pause.ts";
import { Postgres } from "./support/postgres.ts";

/** What a look at the server showed. */
interface Figures {
  readonly rssMiB: number;
  readonly handles: number;
  readonly timers: number;
  readonly connections: number;
  readonly messages: number;
}

/** Memory may be this much above what it was: the collector leaves garbage while there is room. */
const SPARE_MIB = 64;

/** All rooms of the test; each that was ever entered keeps a file open. */
const ROOMS = ["lobby", "corner", "hall"];

const TALKERS = 6;

async function figures(server: Server, page: string): Promise<Figures> {
  const text = await (await fetch(`${page}/metrics`)).text();
  const value = (name: string) => Number(text.match(new RegExp(`^${name} (\\d+)`, "m"))?.[1]);
  const handles = await Array.fromAsync(Deno.readDir(`/proc/${server.process.pid}/fd`));
  return {
    rssMiB: Math.round(value("chat_memory_bytes") / 1024 ** 2),
    handles: handles.length,
    timers: value("chat_timers"),
    connections: value("chat_connections"),
    messages: value("chat_messages"),
  };
}

/** So long the collector is given to notice that there is nothing to do, and to tidy up. */
const IDLE_MS = 40_000;

/** What is left when nobody is connected any more, and the collector has had its time. */
async function left(server: Server, page: string): Promise<Figures> {
  let seen = await figures(server, page);
  for (; seen.connections > 0; seen = await figures(server, page)) await pause(200);
  let rssMiB = seen.rssMiB;
  for (const until = performance.now() + IDLE_MS; performance.now() < until;) {
    await pause(2_000);
    seen = await figures(server, page);
    rssMiB = Math.min(rssMiB, seen.rssMiB);
  }
  return { ...seen, rssMiB };
}

/** Someone who comes, does a little of everything, and goes with or without a word. */
async function drift(address: Address, chance: Chance, nick: string): Promise<void> {
  await using guest = await connectGuest(address);
  await guest.hello({ nick, room: chance.pick(["lobby", ...ROOMS]) });
  const deeds = [
    { type: "who" },
    { type: "history", limit: 50 },
    { type: "nick", nick: `${nick}'` },
    { type: "join", room: "corner" },
    { type: "say", cid: `${nick}-${chance.below(1e9)}`, text: chance.text() },
    { type: "dm", cid: "d1", to: nick, text: "to myself" },
    { type: "nonsense" },
  ];
  for (let i = chance.below(12); i >= 0; i--) {
    await guest.send(chance.pick(deeds));
    await pause(chance.below(400));
  }
  if (chance.below(2) === 0) await guest.send({ type: "bye" });
}

/** Someone who joins, and then reads nothing for a while. */
async function sleepOver(address: Address, chance: Chance, nick: string): Promise<void> {
  using conn = await Deno.connect(address);
  await conn.write(new TextEncoder().encode(`{"type":"hello","v":1,"nick":"${nick}"}\n`));
  await pause(500 + chance.below(8_000));
}

/** Someone who connects and never says who they are. */
async function knock(address: Address, chance: Chance): Promise<void> {
  using conn = await Deno.connect(address);
  if (chance.below(2) === 0) await conn.write(crypto.getRandomValues(new Uint8Array(200)));
  await pause(chance.below(3_000));
}

/** Does `act` again and again until the time is over; a connection that is cut is part of it. */
async function again(until: number, act: () => Promise<void>): Promise<void> {
  while (performance.now() < until) {
    try {
      await act();
    } catch (cause) {
      if (cause instanceof TypeError) throw cause;
    }
  }
}

let rounds = 0;

function talkers(address: Address, chance: Chance, until: number): Faithful[] {
  const round = ++rounds;
  return Array.from({ length: TALKERS }, (_, i) =>
    new Faithful({
      nick: `talker-${round}-${i}`,
      address: () => Promise.resolve(address),
      next: () => performance.now() < until ? chance.text() : undefined,
      window: 4,
    }));
}

async function soak(server: Server, page: string, chance: Chance, ms: number, people: number) {
  const { address } = server;
  const until = performance.now() + ms;
  await using stack = new AsyncDisposableStack();
  const faithful = talkers(address, chance, until).map((talker) => stack.use(talker));
  const cuts = again(until, async () => {
    await pause(200 + chance.below(1_500));
    chance.pick(faithful).cut();
  });
  const report = again(until, async () => {
    await pause(Math.min(15_000, until - performance.now()));
    show("meanwhile", await figures(server, page));
  });
  let named = 0;
  const crowd = Array.from({ length: people }, (_, i) =>
    again(until, () => {
      const nick = `guest-${++named}`;
      if (i % 10 === 0) return sleepOver(address, chance, nick);
      return i % 10 === 1 ? knock(address, chance) : drift(address, chance, nick);
    }));
  await Promise.all([...crowd, cuts, report]);
  for (const talker of faithful) {
    await talker.until("all acknowledged", () => talker.settled, 60_000);
  }
  const last = (await figures(server, page)).messages;
  console.log(`${last} messages in all, ${named} guests came and went`);
  // whoever was told last may still be reading
  const longest = () => Math.max(...faithful.map(({ seen }) => seen.length));
  for (const talker of faithful) {
    await talker.until("all seen", () => talker.seen.length === longest(), 60_000);
  }
  await assertNothingLost(server.data, faithful);
}

function show(when: string, seen: Figures): void {
  const column = (value: number, unit: string) => `${String(value).padStart(6)} ${unit}`;
  const columns = [
    column(seen.rssMiB, "MiB"),
    column(seen.handles, "handles"),
    column(seen.timers, "timers"),
    column(seen.connections, "connections"),
    column(seen.messages, "messages"),
  ];
  console.log(when.padEnd(10) + columns.join("  "));
}

/** Runs schedules on a disk that cuts the power, and says now and then how far it is. */
async function cutPower(count: number): Promise<void> {
  console.log(`${count} schedules, --seed ${chance.seed}`);
  const start = performance.now();
  const tally = await runPowerCuts(count, chance, (done, { cuts, kills, stored, failed }) => {
    if (done % 5_000 !== 0 && done !== count) return;
    const s = Math.round((performance.now() - start) / 1000);
    console.log(
      `${done}: ${cuts} cuts, ${kills} kills, ${stored} stored, ${failed} failed, ${s} s`,
    );
  });
  console.log(`Nothing lost, doubled or out of order: ${JSON.stringify(tally)}`);
}

/** Runs schedules of a line to the database that breaks, and says now and then how far it is. */
async function breakLine(count: number, first: number): Promise<void> {
  console.log(`${count} schedules, --seed ${first}`);
  const start = performance.now();
  await using postgres = await Postgres.start({ settings: SCHEDULES_SETTINGS });
  await runSchedules(postgres, first, count, (tally) => {
    if (tally.passed % 100 !== 0 && tally.passed !== count) return;
    console.log(`${Math.round((performance.now() - start) / 1000)} s: ${JSON.stringify(tally)}`);
  });
  console.log("Nothing lost, doubled or out of order");
}

function end(faults: readonly string[], good: string): never {
  console.log(faults.length === 0 ? good : faults.join("; "));
  Deno.exit(faults.length === 0 ? 0 : 1);
}

const flags = parseArgs(Deno.args, {
  string: ["minutes", "people", "seed", "power-cuts", "schedules", "open", "page", "hidden"],
  boolean: ["cluster"],
});
if (flags.open !== undefined) end(await soakOpen(Number(flags.open)), "Each was fast");
if (flags.page !== undefined) end(await soakScroll(Number(flags.page)), "Nothing moved");
if (flags.hidden !== undefined) end(await soakHidden(Number(flags.hidden)), "Nothing was late");
const chance = new Chance(Number(flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]));
if (flags["power-cuts"] !== undefined) {
  await cutPower(Number(flags["power-cuts"]));
  Deno.exit();
}
if (flags.schedules !== undefined) {
  await breakLine(Number(flags.schedules), chance.seed);
  Deno.exit();
}
const minutes = Number(flags.minutes ?? 5);
if (flags.cluster) {
  console.log(`${minutes} minutes, --seed ${chance.seed}`);
  console.log(await soakCluster(chance, minutes * 60_000, (what) => console.log(what)));
  Deno.exit();
}
const people = Number(flags.people ?? 40);
console.log(`${minutes} minutes, ${people} guests at once, --seed ${chance.seed}`);
const args = ["--metrics-port", "0", "--rate", "200"];
await using server = await startServer({ args });
const [, where] = await server.process.waitForOutput(/^metrics on (.+)$/m);
const page = `http://${where}`;
// the first round brings code, pools and files to where they stay
for (const room of ROOMS) {
  await (await enter(server, "first", { room }))[Symbol.asyncDispose]();
}
await soak(server, page, chance, minutes * 20_000, people);
const before = await left(server, page);
show("before", before);
await soak(server, page, chance, minutes * 60_000, people);
const after = await left(server, page);
show("after", after);
const faults = [
  after.handles > before.handles && `handles grew by ${after.handles - before.handles}`,
  after.timers > before.timers && `timers grew by ${after.timers - before.timers}`,
  after.rssMiB > before.rssMiB + SPARE_MIB && `memory grew by ${after.rssMiB - before.rssMiB} MiB`,
].filter((fault) => fault !== false);
console.log(faults.length === 0 ? "All came back" : faults.join("; "));
Deno.exitCode = faults.length === 0 ? 0 : 1;
