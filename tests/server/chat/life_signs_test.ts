import { assertEquals } from "@std/assert";
import { LifeSigns } from "../../../server/chat/life_signs.ts";
import type { Member } from "../../../server/chat/member.ts";
import { MAX_SILENCE_MS, WAITING_AFTER_MS, WAITING_EVERY_MS } from "../../../server/limits.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** What a member was told, and when. */
function setUp() {
  const clock = new VirtualClock();
  const nodes = { waitingMs: 0 };
  const told: [at: number, what: number | "lives", isNews?: boolean][] = [];
  const member: Partial<Member> = {
    waits: (ms, isNews) => void told.push([clock.now(), ms, isNews]),
    lives: () => void told.push([clock.now(), "lives"]),
  };
  const elsewhere = {}; // a member of another server is told there
  const members = () => [elsewhere, member] as Member[];
  const signs = new LifeSigns({ clock, nodes, members });
  const start = clock.now();
  const news = () => told.splice(0).map(([at, ...rest]) => [at - start, ...rest]);
  return { clock, nodes, news, signs };
}

Deno.test("LifeSigns says that the server lives, so often that no silence is too long", async () => {
  const { clock, news, signs } = setUp();
  await clock.advance(10 * MAX_SILENCE_MS);
  const times = news().map(([at, what]) => {
    assertEquals(what, "lives");
    return at as number;
  });
  // who got nothing since the last sign gets one at the next
  const gaps = times.map((at, i) => at - (times[i - 2] ?? 0));
  assertEquals(gaps.filter((gap) => gap > MAX_SILENCE_MS + 1_000), []);
  assertEquals(times.length >= 10, true);
  signs[Symbol.dispose]();
  assertEquals(clock.pending, 0);
});

Deno.test("LifeSigns tells that the server waits: once as news, again and again, and when it is over", async () => {
  const { clock, nodes, news, signs } = setUp();
  nodes.waitingMs = WAITING_AFTER_MS - 1;
  await clock.advance(1_000);
  assertEquals(news(), []);
  nodes.waitingMs = WAITING_AFTER_MS;
  await clock.advance(2 * WAITING_EVERY_MS + 500);
  assertEquals(
    news(),
    [
      [2_000, WAITING_AFTER_MS, true],
      [2_000 + WAITING_EVERY_MS, WAITING_AFTER_MS, false],
      [2_000 + 2 * WAITING_EVERY_MS, WAITING_AFTER_MS, false],
    ].slice(0, 2 + Number(clock.now() >= 2_000 + 2 * WAITING_EVERY_MS)),
  );
  nodes.waitingMs = 0;
  await clock.advance(1_000);
  assertEquals(news().map(([, ...what]) => what), [[0, false]]);
  signs[Symbol.dispose]();
});
