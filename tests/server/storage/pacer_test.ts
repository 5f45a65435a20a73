import { assertEquals, assertRejects } from "@std/assert";
import { MAX_SEARCH_REST_MS, MIN_SEARCH_REST_MS, SEARCH_PIECE_MS } from "../../../server/limits.ts";
import { Pacer } from "../../../server/storage/pacer.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const SHARE = 0.5;

/** A pacer that has worked for so long, and when its next piece begins. */
async function afterWork(ms: number) {
  const clock = new VirtualClock();
  const pacer = new Pacer(clock, SHARE);
  await pacer.run(() => clock.jump(ms));
  let began: number | undefined;
  const next = pacer.run(() => void (began = clock.now() - ms));
  await settled();
  return { clock, pacer, next, began: () => began };
}

Deno.test("A pacer does not rest before the shortest rest is due", async () => {
  const { next, began } = await afterWork(MIN_SEARCH_REST_MS / SHARE - 0.1);
  await next;
  assertEquals(began(), 0);
});

Deno.test("A pacer rests for its share of the work, from the shortest rest to the longest", async () => {
  for (
    const [worked, rest] of [
      [MIN_SEARCH_REST_MS / SHARE, MIN_SEARCH_REST_MS],
      [MAX_SEARCH_REST_MS / SHARE, MAX_SEARCH_REST_MS],
      [MAX_SEARCH_REST_MS / SHARE + 1, MAX_SEARCH_REST_MS],
    ] as const
  ) {
    const { clock, next, began } = await afterWork(worked);
    await clock.advance(rest - 0.1);
    assertEquals(began(), undefined, `${worked} ms`);
    await clock.advance(0.1);
    await next;
    assertEquals(began(), rest, `${worked} ms`);
  }
});

Deno.test("What a timer is late by is part of the rest", async () => {
  const worked = 4 / SHARE;
  const { clock, pacer, next } = await afterWork(worked);
  clock.jump(8);
  await clock.advance(0);
  await next;
  // as much work again is paid for
  await pacer.run(() => clock.jump(worked));
  const before = clock.now();
  await pacer.run(() => {});
  assertEquals(clock.now(), before);
});

Deno.test("However late a timer is, it pays for no more than the longest rest", async () => {
  const { clock, pacer, next } = await afterWork(4 / SHARE);
  clock.jump(1_000 * MAX_SEARCH_REST_MS);
  await clock.advance(0);
  await next;
  await pacer.run(() => clock.jump(MAX_SEARCH_REST_MS / SHARE));
  const before = clock.now();
  await pacer.run(() => clock.jump(4 / SHARE));
  let began: number | undefined;
  const after = pacer.run(() => void (began = clock.now() - before - 4 / SHARE));
  await clock.advance(3.9);
  assertEquals(began, undefined);
  await clock.advance(0.1);
  await after;
  assertEquals(began, 4);
});

Deno.test("Pieces that run at the same time count once, also one that fails, and rest together", async () => {
  const clock = new VirtualClock();
  const pacer = new Pacer(clock, SHARE);
  const { promise, reject } = Promise.withResolvers<void>();
  const pieces = [pacer.run(() => promise), pacer.run(() => promise)];
  await settled();
  clock.jump(4 / SHARE);
  reject(new Error("no such file"));
  for (const piece of pieces) await assertRejects(() => piece, Error, "no such file");
  let begun = 0;
  const next = Array.from({ length: 3 }, () => pacer.run(() => void begun++));
  await clock.advance(3.9);
  assertEquals([begun, clock.pending], [0, 1]);
  await clock.advance(0.1);
  await Promise.all(next);
  assertEquals(begun, 3);
});

Deno.test("A pacer does something with each of many until it returns false, in pieces that rest between them", async () => {
  const clock = new VirtualClock();
  const pacer = new Pacer(clock, SHARE);
  const many = Array.from({ length: 9 }, (_, at) => at);
  const began: number[] = [];
  const all = pacer.each(many, (one) => {
    began.push(clock.now());
    clock.jump(SEARCH_PIECE_MS / 2);
    return one < 7;
  });
  await clock.advance(100);
  await all;
  // two fill a piece, and two pieces are due for a rest
  const rest = MIN_SEARCH_REST_MS;
  const [first, second] = [[0, 0.5, 1, 1.5], [2, 2.5, 3, 3.5]];
  assertEquals(began, [...first, ...second.map((ms) => ms * SEARCH_PIECE_MS + rest)]);
  await pacer.each([], () => true);
});
