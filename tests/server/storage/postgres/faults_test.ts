/**
 * Two nodes while the line to the database breaks at every boundary of a message: a request is lost, an
 * answer is lost, an answer is late. Each schedule has a seed, which a failure names.
 */

import { assertEquals } from "@std/assert";
import type { Clock } from "../../../../runtime/clock.ts";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Journal } from "../../../../server/storage/journal.ts";
import { type OpenClient, openClient } from "../../../../server/storage/postgres/client.ts";
import { Chance } from "../../../e2e/support/chance.ts";
import { Condition } from "../../../support/condition.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { Recorder, say } from "../backbone_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

/** How many schedules there are, or which: CHAT_SCHEDULES asks for more, as `200` or `201-400`. */
const [FIRST, LAST] = ((wanted: string) => {
  const [from, to] = wanted.split("-").map(Number) as [number, number?];
  return to === undefined ? [1, from] : [from, to];
})(Deno.env.get("CHAT_SCHEDULES") ?? "6");

/** Messages of each node. */
const MESSAGES = 60;

/** Time-outs come this many times as early as on a clock on a wall. */
const HASTE = 10;

/** A clock that runs fast. */
class HastyClock implements Clock {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly now = () => performance.now() * HASTE;
  readonly date = () => Date.now();
  readonly after = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms / HASTE);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  };

  cancelAll(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

/** Opens connections that break, as `chance` has it, until `heal` is called. */
function breaking(chance: Chance): { open: OpenClient; heal: () => void } {
  let isBroken = true;
  const open: OpenClient = async (at, options, events, signal) => {
    const client = await openClient(at, options, events, signal);
    return {
      ...client,
      async run(statement, values) {
        const fault = isBroken ? chance.below(20) : 19;
        if (fault === 0) {
          client.destroy();
          throw new Error("the request is lost");
        }
        const rows = await client.run(statement, values);
        if (fault === 1) {
          client.destroy();
          throw new Error("the answer is lost");
        }
        // an answer that is too late
        if (fault === 2) await new Promise(() => {});
        return rows;
      },
    };
  };
  return { open, heal: () => void (isBroken = false) };
}

let postgres: Promise<Postgres> | undefined;
Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());

interface Node {
  readonly backbone: Backbone;
  readonly journal: Journal<number>;
  readonly sink: Recorder;
}

async function nodeOn(
  database: ClusterDatabase,
  clock: Clock,
  open: OpenClient,
  changed: Condition,
): Promise<Node> {
  // the start is broken too, and is tried until it succeeds
  const backbone = await untilDone(() => database.node({ open, clock }));
  const sink = new Recorder();
  sink.onStored = () => changed.changed();
  const { journal } = await untilDone(() => backbone.open("lobby", sink));
  return { backbone, journal, sink };
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

for (let seed = FIRST; seed <= LAST; seed++) {
  Deno.test({
    ignore,
    name: `Nothing is lost, doubled or out of order, however the line breaks (schedule ${seed})`,
    async fn() {
      const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
      const clock = new HastyClock();
      const { open, heal } = breaking(new Chance(seed));
      const changed = new Condition();
      const nodes: Node[] = [];
      for (let i = 0; i < 2; i++) nodes.push(await nodeOn(database, clock, open, changed));
      const order = new Chance(1000 + seed);
      for (let i = 0; i < MESSAGES; i++) {
        nodes.forEach(({ journal }, at) => journal.append(say(`${i}`, `${at} ${i}`), i, at + 1));
        if (order.below(4) === 0) await nodes[order.below(2)]!.journal.settled();
      }
      await Promise.all(nodes.map(({ journal }) => journal.settled()));
      heal();
      const all = () => nodes.every(({ sink }) => sink.events.length >= 2 * MESSAGES) || undefined;
      const seen = () => nodes.map(({ sink }) => sink.events.length).join();
      await changed.until("all events", all, seen);
      const [first, second] = nodes.map(({ sink }) => sink.events.map(({ line }) => line));
      assertEquals(first, second);
      const messages = nodes[0]!.sink.events.map(({ event }) =>
        event.type === "msg" ? event : null!
      );
      assertEquals(messages.map(({ id }) => id), messages.map((_, at) => at + 1));
      nodes.forEach(({ sink }, at) => {
        const own = messages.filter(({ cid }) => cid.startsWith(`${at} `));
        assertEquals(
          own.map(({ text }) => text),
          Array.from({ length: MESSAGES }, (_, i) => `${i}`),
        );
        const by = sink.by.filter((mark) => mark !== undefined);
        assertEquals(by, Array.from({ length: MESSAGES }, (_, i) => i));
        assertEquals(sink.failures, []);
      });
      for (const { backbone } of nodes) await backbone.close();
      clock.cancelAll();
      await database.drop();
    },
  });
}
