/**
 * People who talk through the nodes of a cluster while its parts are killed, stopped, drained, added and
 * promoted. At the end nothing is lost, doubled or out of order.
 */

import { assertEquals } from "@std/assert";
import { pause } from "../../support/pause.ts";
import type { Server } from "../../support/process.ts";
import type { Chance } from "./chance.ts";
import { Cluster, freeze } from "./cluster.ts";
import { Faithful } from "./faithful.ts";
import { assertAllSaw } from "./verdict.ts";

/** Nodes at a time. */
const NODES = 2;

/** How long the rest may take when all parts are there again. */
const REST_MS = 120_000;

/** What a run came to. */
export interface SoakResult {
  readonly messages: number;
  /** How often each fault was made. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Breaks one part of a cluster after the other, for so long. `told` hears of each. */
export async function soakCluster(
  chance: Chance,
  ms: number,
  told: (what: string) => void = () => {},
): Promise<SoakResult> {
  await using cluster = await Cluster.start({ standby: true });
  const nodes = await Promise.all(Array.from({ length: NODES }, () => newNode(cluster)));
  const until = performance.now() + ms;
  let isTalking = true;
  const address = async () => {
    await pause(chance.below(200)); // not all of them at once
    return chance.pick(nodes).address;
  };
  const next = () => isTalking ? chance.text() : undefined;
  await using stack = new AsyncDisposableStack();
  const people = ["ann", "bob", "carol", "dave"].map((nick) =>
    stack.use(new Faithful({ nick, address, next, window: 4 }))
  );
  const faults = faultsOf(cluster, nodes, chance);
  const names = Object.keys(faults);
  const made: Record<string, number> = {};
  // each of them once, in an order of chance, before any comes again
  for (let turn: string[] = []; performance.now() < until;) {
    if (turn.length === 0) turn = [...names];
    const [name] = turn.splice(chance.below(turn.length), 1);
    told(name!);
    await faults[name!]!();
    made[name!] = (made[name!] ?? 0) + 1;
    await pause(1_000 + chance.below(2_000));
  }
  isTalking = false;
  for (const each of people) await each.until("the rest", () => each.settled, REST_MS);
  const count = Number(await cluster.query("select last from chat.room where name = 'lobby'"));
  for (const each of people) {
    await each.until("all the others said", () => each.seen.length >= count, REST_MS);
  }
  await using witness = new Faithful({ nick: "witness", address, next: () => undefined });
  await witness.until("the whole log", () => witness.seen.length >= count, REST_MS);
  assertAllSaw(witness.seen, people);
  assertEquals(witness.seen.length, count);
  return { messages: count, faults: made };
}

async function newNode(cluster: Cluster): Promise<Server> {
  return await cluster.node("--rate", "0");
}

/** What can be done to a cluster; each resolves when all parts are there again. */
function faultsOf(
  cluster: Cluster,
  nodes: Server[],
  chance: Chance,
): Readonly<Record<string, () => Promise<void>>> {
  const { postgres } = cluster;
  const moment = () => pause(chance.below(3_000));
  const replace = async (lost: Server) => {
    const fresh = await newNode(cluster);
    nodes.splice(nodes.indexOf(lost), 1, fresh);
  };
  return {
    async "a node is killed"() {
      const node = chance.pick(nodes);
      await node.process.stop("SIGKILL");
      await replace(node);
    },
    async "a node is added, and one is drained"() {
      const node = chance.pick(nodes);
      await replace(node);
      const { code } = await node.process.stop("SIGTERM");
      assertEquals(code, 0, "a node that is drained ends in order");
    },
    async "a node is paused for a moment"() {
      const { process } = chance.pick(nodes);
      await freeze(process);
      await moment();
      process.signal("SIGCONT");
    },
    async "a node is paused until the others take it for dead"() {
      const { process, address: { hostname, port } } = chance.pick(nodes);
      const starts = process.stdout.match(/listening on/g)!.length;
      await freeze(process);
      // not before a while after a promotion
      const it = `(select from chat.node where place ->> 'addr' = '${hostname}:${port}')`;
      await postgres.primary.until(`select 1 where not exists ${it}`, cluster.database);
      process.signal("SIGCONT");
      // it wants to write what it has, may not, and begins anew
      await process.waitForOutput(new RegExp(`(listening on [^]*){${starts + 1}}`), REST_MS);
    },
    async "the standby is away"() {
      await postgres.standby!.stop();
      await moment();
      await postgres.standby!.start();
    },
    async "the primary is paused"() {
      await postgres.primary.signal("STOP");
      await moment();
      await postgres.primary.signal("CONT");
    },
    async "the primary breaks down, and starts again"() {
      await postgres.primary.stop();
      await postgres.primary.start();
    },
    "the standby is promoted": () => postgres.failOver(),
  };
}
