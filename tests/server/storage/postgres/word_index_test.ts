/** How the words of full blocks are written down when nobody searches. */

import { assertEquals } from "@std/assert";
import { DATABASE_SEARCH_REST_SHARE, MAX_PART_MESSAGES } from "../../../../server/limits.ts";
import { Pacer } from "../../../../server/storage/pacer.ts";
import type { Row } from "../../../../server/storage/postgres/client.ts";
import { WordIndex } from "../../../../server/storage/postgres/word_index.ts";
import { BLOCK_MESSAGES } from "../../../../server/storage/postgres/words.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

const TOOK_MS = 4;

/** The words of one room, on a database each statement of which takes some milliseconds. */
function scene(damaged: readonly number[] = []) {
  const clock = new VirtualClock();
  const reads: { from: number; to: number; count: number; at: number }[] = [];
  const saved: unknown[] = [];
  const warnings: unknown[] = [];
  const run = ({ name }: { name: string }, values: readonly unknown[] = []) => {
    const at = clock.now();
    clock.jump(TOOK_MS);
    if (name !== "read") {
      saved.push(values[1]);
      return Promise.resolve([]);
    }
    const [, from, to, , count] = values as number[];
    reads.push({ from: from!, to: to!, count: count!, at });
    const rows = Math.min(count!, to! - from! + 1);
    return Promise.resolve(Array.from({ length: rows }, (_, n): Row => ({
      ...{ room: 1, pos: to! - n, id: to! - n, ms: to! - n, kind: "m", node: 1, seq: 0 },
      ...{ session: 1, nick: "ann", cid: "c", text: "blue", extra: null },
      // no time that can be written
      ...(damaged.includes(Math.floor((to! - 1) / BLOCK_MESSAGES)) ? { ms: NaN } : {}),
    })));
  };
  const words = new WordIndex({
    ...{ database: { run }, clock, pacer: new Pacer(clock, DATABASE_SEARCH_REST_SHARE) },
    warn: (...what) => void warnings.push(what),
  });
  return { clock, words, reads, saved, warnings };
}

Deno.test("A full block is read in parts, with rests between them, and then its words are kept", async () => {
  const { clock, words, reads, saved } = scene();
  words.stored(1, 2 * BLOCK_MESSAGES);
  await clock.advance(1_000);
  const first = BLOCK_MESSAGES + 1;
  const parts = BLOCK_MESSAGES / MAX_PART_MESSAGES;
  assertEquals(
    reads.map(({ from, to, count }) => [from, to, count]),
    Array.from({ length: parts }, (_, part) => [
      ...[first, 2 * BLOCK_MESSAGES - part * MAX_PART_MESSAGES, MAX_PART_MESSAGES],
    ]),
  );
  const pauses = reads.slice(1).map(({ at }, part) => at - reads[part]!.at);
  assertEquals(pauses, Array(parts - 1).fill(TOOK_MS * (1 + DATABASE_SEARCH_REST_SHARE)));
  assertEquals(saved, [1]);
});

Deno.test("A block that cannot be read is told once, and the next ones are written down", async () => {
  const { clock, words, saved, warnings } = scene([0, 1]);
  for (const block of [1, 2, 3]) words.stored(1, block * BLOCK_MESSAGES);
  await clock.advance(3_000);
  assertEquals(saved, [2]);
  assertEquals(warnings, [["words not kept", { room: 1, block: 0, why: "Invalid time value" }]]);
});
