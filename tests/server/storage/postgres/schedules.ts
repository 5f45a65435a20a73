/**
 * Random schedules of a line to the database that breaks: two nodes talk in several rooms over it. In the end
 * both have shown the same, all of it once, in the order of each author; ids have no gap. Each schedule has a
 * seed.
 */

import { assertEquals } from "@std/assert";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Journal } from "../../../../server/storage/journal.ts";
import { Chance } from "../../../e2e/support/chance.ts";
import { Condition, DEADLINE_MS } from "../../../support/condition.ts";
import type { Postgres } from "../../../support/postgres.ts";
import { Recorder, say } from "../backbone_suite.ts";
import { type Breaks, BrokenLine, noBreaks } from "./broken_line.ts";
import { IdleClock } from "./idle_clock.ts";
import { ClusterDatabase } from "./support.ts";

/** Messages of each node. */
const MESSAGES = 60;

const NODES = 2;

const MAX_ROOMS = 3;

/** How many schedules run at a time: each has a database and two nodes of four connections. */
export const SCHEDULES_AT_ONCE = 6;

/** What many need of their PostgreSQL: connections, and no wait for a disk that is not what is tried. */
export const SCHEDULES_SETTINGS = { max_connections: "200", fsync: "off" };

/** Schedules that have passed, and how often the line broke in each way. */
export interface SchedulesTally extends Breaks {
  passed: number;
}

/** Runs schedules of consecutive seeds, several at a time. @throws {Error} that names the seed of a failure. */
export async function runSchedules(
  postgres: Postgres,
  first: number,
  count: number,
  told: (tally: SchedulesTally) => void = () => {},
): Promise<SchedulesTally> {
  const tally = { passed: 0, ...noBreaks() };
  let next = first;
  let isFailed = false;
  const work = async () => {
    const database = await ClusterDatabase.make(postgres);
    try {
      while (next < first + count && !isFailed) {
        const breaks = await runSchedule(database, next++);
        for (const [kind, times] of Object.entries(breaks)) tally[kind as keyof Breaks] += times;
        tally.passed++;
        told(tally);
      }
    } catch (cause) {
      isFailed = true;
      throw cause;
    } finally {
      await database.drop();
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: Math.min(SCHEDULES_AT_ONCE, count) }, work),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return tally;
}

/** A node, with the journals of its rooms and what they were handed. */
interface Node {
  readonly backbone: Backbone;
  readonly rooms: readonly { readonly journal: Journal<number>; readonly sink: Recorder }[];
}

/** Runs one schedule. Its rooms are its own, so a database serves many. */
async function runSchedule(database: ClusterDatabase, seed: number): Promise<Breaks> {
  const chance = new Chance(seed);
  const clock = new IdleClock();
  const line = new BrokenLine(chance, clock);
  const changed = new Condition();
  const nodes: Node[] = [];
  let step = "the start";
  const schedule = async () => {
    const names = Array.from({ length: 1 + chance.below(MAX_ROOMS) }, (_, i) => `s${seed}-${i}`);
    for (let i = 0; i < NODES; i++) {
      nodes.push(await nodeOn(database, { clock, line, names, changed }));
    }
    const asked = nodes.map(() => names.map((): number[] => []));
    step = "the talk";
    for (let i = 0; i < MESSAGES; i++) {
      for (const [at, { rooms }] of nodes.entries()) {
        const room = chance.below(rooms.length);
        asked[at]![room]!.push(i);
        rooms[room]!.journal.append(say(`${i}`, `${at} ${i}`), i, at + 1);
      }
      if (chance.below(4) === 0) await settledOf(chance.pick(nodes));
    }
    step = "what is under way";
    await Promise.all(nodes.map(settledOf));
    line.heal();
    step = "the end";
    const all = () => nodes.every((node) => countOf(node) >= NODES * MESSAGES) || undefined;
    await changed.until("all events", all, () => nodes.map(countOf).join());
    for (const room of names.keys()) check(nodes, room, asked.map((rooms) => rooms[room]!));
  };
  try {
    await within(schedule(), () => step);
  } catch (cause) {
    throw new Error(`The schedule of seed ${seed} has failed`, { cause });
  } finally {
    line.heal();
    for (const { backbone } of nodes) await within(backbone.close(), () => "the nodes to close");
    clock.cancelAll();
  }
  return line.breaks;
}

async function nodeOn(
  database: ClusterDatabase,
  { clock, line, names, changed }: {
    readonly clock: IdleClock;
    readonly line: BrokenLine;
    readonly names: readonly string[];
    readonly changed: Condition;
  },
): Promise<Node> {
  // the start is broken too, and is tried until it succeeds
  const backbone = await untilDone(() => database.node({ open: line.open, clock }));
  const rooms = [];
  for (const name of names) {
    const sink = new Recorder();
    sink.onStored = () => changed.changed();
    const { journal } = await untilDone(() => backbone.open(name, sink));
    rooms.push({ journal, sink });
  }
  return { backbone, rooms };
}

/** Both nodes have shown the same of a room: what each was asked for, once, in its order. */
function check(nodes: readonly Node[], room: number, asked: readonly (readonly number[])[]): void {
  const sinks = nodes.map(({ rooms }) => rooms[room]!.sink);
  const [first, ...others] = sinks.map(({ events }) => events.map(({ line }) => line));
  for (const other of others) assertEquals(other, first);
  const messages = sinks[0]!.events.map(({ event }) => event.type === "msg" ? event : null!);
  assertEquals(messages.map(({ id }) => id), messages.map((_, at) => at + 1));
  for (const [at, { by, failures }] of sinks.entries()) {
    const own = messages.filter(({ cid }) => cid.startsWith(`${at} `));
    assertEquals(own.map(({ text }) => Number(text)), asked[at]);
    assertEquals(by.filter((mark) => mark !== undefined), asked[at]);
    assertEquals(failures, []);
  }
}

function countOf({ rooms }: Node): number {
  return rooms.reduce((sum, { sink }) => sum + sink.events.length, 0);
}

async function settledOf({ rooms }: Node): Promise<void> {
  await Promise.all(rooms.map(({ journal }) => journal.settled()));
}

async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      // once more
    }
  }
}

/** Fails where something takes too long by the clock on the wall; `step` tells what. */
async function within(work: Promise<unknown>, step: () => string): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Waited too long for ${step()}`)),
    3 * DEADLINE_MS,
  );
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
