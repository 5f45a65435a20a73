import { assertEquals, assertRejects } from "@std/assert";
import { BEAT_MS, LEASE_MS, REAP_AFTER_CONNECT_MS, REAP_MS } from "../../../../server/limits.ts";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { ask } from "../../../../server/storage/postgres/ask.ts";
import type { Database } from "../../../../server/storage/postgres/database.ts";
import { Lost, Refusal } from "../../../../server/storage/postgres/database_error.ts";
import { Membership } from "../../../../server/storage/postgres/membership.ts";
import { BEAT, CLAIM, REAP } from "../../../../server/storage/postgres/statements.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

/** A membership on a database that answers as `answer` has it. */
function scene(answer: (name: string) => Promise<void> | void = () => {}) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const at = { age: 0 };
  const database = {
    get age() {
      return at.age;
    },
    async run({ name }: { name: string }) {
      asked.push(name);
      await answer(name);
      return name === REAP.name ? [{ name: "other" }] : [];
    },
  } as unknown as Database;
  const reaped: string[] = [];
  const fenced: string[] = [];
  const membership = new Membership({
    ...{ database, clock, node: 1 },
    onReaped: (names) => void reaped.push(...names),
    onFenced: ({ code }) => void fenced.push(code),
  });
  return { clock, asked, at, database, membership, reaped, fenced };
}

Deno.test("Membership: a node counts as alive for LEASE_MS from the sending of what was confirmed, and no longer", async () => {
  const { promise: late, resolve: answer } = Promise.withResolvers<void>();
  let isSilent = false;
  const { clock, membership } = scene(() => isSilent ? late : undefined);
  await clock.advance(BEAT_MS);
  assertEquals(membership.silentMs, 0);
  isSilent = true;
  // the next beat is sent, and has no answer for long
  await clock.advance(LEASE_MS - 1);
  assertEquals(membership.isAlive, true);
  await clock.advance(1);
  assertEquals(membership.isAlive, false);
  // it counts from when it was sent
  isSilent = false;
  answer();
  await clock.advance(0);
  assertEquals(membership.silentMs, LEASE_MS - BEAT_MS);
  assertEquals(membership.isAlive, true);
  membership.close();
});

Deno.test("Membership: a batch that is stored confirms it too, from when it was sent; what is older changes nothing", async () => {
  const { clock, membership } = scene(() => {
    throw new Lost("no answer");
  });
  await clock.advance(5_000);
  membership.confirmed(4_000);
  assertEquals(membership.silentMs, 1_000);
  membership.confirmed(3_000);
  assertEquals(membership.silentMs, 1_000);
  await clock.advance(LEASE_MS);
  assertEquals(membership.isAlive, false);
  membership.close();
});

Deno.test("Membership removes others only where its connection has lasted, and tells who is gone", async () => {
  const { clock, asked, at, membership, reaped } = scene();
  at.age = REAP_AFTER_CONNECT_MS - 1;
  await clock.advance(REAP_MS);
  assertEquals(asked.filter((name) => name === REAP.name), []);
  at.age = REAP_AFTER_CONNECT_MS;
  await clock.advance(REAP_MS);
  assertEquals(reaped, ["other"]);
  membership.close();
});

Deno.test("Membership tells that its node is removed, and nothing of a beat that is lost", async () => {
  const faults = [
    new Lost("no answer"),
    new Refusal("23505", "odd"),
    new Refusal("CH001", "fenced"),
  ];
  const { clock, membership, fenced } = scene((name) => {
    const fault = name === BEAT.name ? faults.shift() : undefined;
    if (fault !== undefined) throw fault;
  });
  await clock.advance(2 * BEAT_MS);
  assertEquals(fenced, []);
  await clock.advance(BEAT_MS);
  assertEquals(fenced, ["CH001"]);
  membership.close();
});

Deno.test("A node that does not count as alive gives no names: the database is not even asked", async () => {
  const { database, asked } = scene();
  const asking = { database, node: 1, onFenced: () => {}, isAlive: () => false };
  const { code } = await assertRejects(() => ask(asking, CLAIM, []), StorageError);
  assertEquals([code, asked], ["unreachable", []]);
});
