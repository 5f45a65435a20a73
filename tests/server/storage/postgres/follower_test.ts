import { assertEquals } from "@std/assert";
import { MAX_WAKE_BYTES, WAKE_INTERVAL_MS } from "../../../../server/limits.ts";
import type { Statement } from "../../../../server/storage/postgres/client.ts";
import type { Database } from "../../../../server/storage/postgres/database.ts";
import { Follower } from "../../../../server/storage/postgres/follower.ts";
import { Waker } from "../../../../server/storage/postgres/waker.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

/** A database that has nothing new, and remembers what it was asked. */
function emptyDatabase(): { database: Database; asked: unknown[] } {
  const asked: unknown[] = [];
  const run = (_: Statement, values: readonly unknown[]) => {
    asked.push(values[0]);
    return Promise.resolve([]);
  };
  return { database: { run } as unknown as Database, asked };
}

const log = (pos: number) => ({ pos, ms: 0, log: "a", followed() {} });

Deno.test("Follower looks only where something is that it does not have", async () => {
  const clock = new VirtualClock();
  const { database, asked } = emptyDatabase();
  const follower = new Follower({ database, clock });
  follower.add(7, log(40));
  await clock.advance(1);
  asked.length = 0;
  follower.woken("7:39 7:40 8:50");
  await clock.advance(1);
  assertEquals(asked, []);
  for (const payload of ["7:41", "7", "8:1 7:41"]) {
    follower.woken(payload);
    await clock.advance(1);
    assertEquals(asked.splice(0), [[7]], payload);
  }
  follower.close();
});

Deno.test("Waker says how far rooms have come, and nothing of it where more may have happened", async () => {
  const clock = new VirtualClock();
  const { database, asked } = emptyDatabase();
  const waker = new Waker(database, clock);
  waker.stored([[7, 40], [8, Infinity]]);
  waker.stored([[7, 41], [8, 3]]);
  await clock.advance(WAKE_INTERVAL_MS);
  assertEquals(asked.splice(0), ["7:41 8"]);
  waker.stored(Array.from({ length: 2_000 }, (_, room) => [room, 1_000] as const));
  await clock.advance(WAKE_INTERVAL_MS);
  const payloads = asked as string[];
  assertEquals(payloads.every(({ length }) => length <= MAX_WAKE_BYTES), true);
  assertEquals(payloads.join(" ").split(" ").length, 2_000);
  waker.close();
});
