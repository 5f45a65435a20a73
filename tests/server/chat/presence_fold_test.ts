import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { PRESENCE_BURST, PRESENCE_FOLD_MS, PRESENCE_PER_S } from "../../../server/limits.ts";
import { type Presence, PresenceFold } from "../../../server/chat/presence_fold.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** A fold on a clock of its own, and what it has announced. */
function setup() {
  const clock = new VirtualClock();
  const announced: { event: Presence; by: string | undefined; at: number }[] = [];
  const fold = new PresenceFold<string>({
    announce: (event, by) => announced.push({ event, by, at: clock.now() }),
    clock,
  });
  const push = (type: "joined" | "left", nick: string) => {
    fold.push({ ts: new Date(clock.date()).toISOString(), type, nick }, nick);
  };
  /** What was announced since the last clock, as words. */
  const news = () =>
    announced.splice(0).map(({ event: { type, nick, others } }) =>
      `${type} ${nick}${others === undefined ? "" : ` +${others}`}`
    );
  const exhaust = () => {
    for (let i = 0; i < PRESENCE_BURST; i++) push("joined", `early-${i}`);
    assertEquals(news().length, PRESENCE_BURST);
  };
  return { clock, fold, push, news, announced, exhaust };
}

Deno.test("PresenceFold announces each at once while its budget lasts, and who it was", () => {
  const { push, news, announced, clock } = setup();
  push("joined", "ann");
  assertEquals(announced, [{
    event: { ts: new Date(clock.date()).toISOString(), type: "joined", nick: "ann" },
    by: "ann",
    at: clock.now(),
  }]);
  for (let i = 1; i < PRESENCE_BURST; i++) push("left", `n${i}`);
  assertEquals(news().length, PRESENCE_BURST);
  assertEquals(clock.pending, 0);
});

Deno.test("PresenceFold folds what is beyond the budget into one line a second", async () => {
  const { push, news, exhaust, clock } = setup();
  exhaust();
  for (let i = 0; i < 100; i++) push("joined", `n${i}`);
  assertEquals(news(), []);
  await clock.advance(PRESENCE_FOLD_MS - 1);
  assertEquals(news(), []);
  await clock.advance(1);
  assertEquals(news(), ["joined n99 +99"]);
  assertEquals(clock.pending, 0);
});

Deno.test("PresenceFold names the one who waits alone, without counting", async () => {
  const { push, announced, exhaust, clock } = setup();
  exhaust();
  push("left", "ann");
  await clock.advance(PRESENCE_FOLD_MS);
  assertEquals(announced.map(({ event, by }) => [event.nick, event.others, by]), [
    ["ann", undefined, "ann"],
  ]);
});

Deno.test("PresenceFold says of many that nobody in particular caused it", async () => {
  const { push, announced, exhaust, clock } = setup();
  exhaust();
  push("joined", "ann");
  push("joined", "bob");
  await clock.advance(PRESENCE_FOLD_MS);
  assertEquals(announced.map(({ event, by }) => [event.nick, event.others, by]), [
    ["bob", 1, undefined],
  ]);
});

Deno.test("PresenceFold announces who went before who came", async () => {
  const { push, news, exhaust, clock } = setup();
  exhaust();
  push("joined", "Ann");
  push("left", "early-1");
  push("left", "early-2");
  await clock.advance(PRESENCE_FOLD_MS);
  assertEquals(news(), ["left early-2 +1", "joined Ann"]);
});

Deno.test("PresenceFold says nothing of who came and went, or went and came, within the second", async () => {
  const { push, news, exhaust, clock } = setup();
  exhaust();
  push("joined", "ann");
  push("left", "early-1");
  push("left", "ann");
  push("joined", "early-1");
  await clock.advance(PRESENCE_FOLD_MS);
  assertEquals(news(), []);
  push("joined", "bob");
  assertEquals(news(), ["joined bob"]);
});

Deno.test("PresenceFold: what comes after something that waits does not overtake it", async () => {
  const { push, news, exhaust, clock } = setup();
  exhaust();
  push("joined", "ann");
  // by now the budget has room again
  await clock.advance(PRESENCE_FOLD_MS / 2);
  push("left", "ann");
  push("joined", "bob");
  assertEquals(news(), []);
  await clock.advance(PRESENCE_FOLD_MS / 2);
  assertEquals(news(), ["joined bob"]);
});

Deno.test("PresenceFold.flushFor announces who is about to speak, and those with them", async () => {
  const { push, fold, news, exhaust, clock } = setup();
  exhaust();
  push("joined", "ann");
  push("joined", "bob");
  fold.flushFor("carol");
  assertEquals(news(), []);
  fold.flushFor("ann");
  assertEquals(news(), ["joined bob +1"]);
  await clock.advance(10 * PRESENCE_FOLD_MS);
  assertEquals(news(), []);
  assertEquals(clock.pending, 0);
});

Deno.test("PresenceFold has its whole budget again after a quiet time", async () => {
  const { push, news, exhaust, clock } = setup();
  exhaust();
  await clock.advance((PRESENCE_BURST / PRESENCE_PER_S) * 1000);
  for (let i = 0; i < PRESENCE_BURST; i++) push("left", `early-${i}`);
  assertEquals(news().length, PRESENCE_BURST);
});

Deno.test("PresenceFold keeps to its rate and tells the truth, whoever comes and goes", async () => {
  const step = fc.record({
    nick: fc.nat({ max: 60 }),
    pause: fc.constantFrom(0, 0, 0, 1, 50, 400),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 300, size: "max" }), async (steps) => {
      const { clock, push, announced } = setup();
      const here = new Set<string>();
      const start = clock.now();
      for (const { nick, pause } of steps) {
        const name = `n${nick}`;
        push(here.has(name) ? "left" : "joined", name);
        if (!here.delete(name)) here.add(name);
        if (pause > 0) await clock.advance(pause);
      }
      await clock.advance(PRESENCE_FOLD_MS);
      const seconds = (clock.now() - start) / 1000;
      assertLessOrEqual(
        announced.length,
        PRESENCE_BURST + PRESENCE_PER_S * seconds + 2 * (seconds * 1000 / PRESENCE_FOLD_MS + 1),
      );
      let count = 0;
      for (const { event } of announced) {
        count += (event.type === "joined" ? 1 : -1) * (1 + (event.others ?? 0));
        assert(count >= 0);
      }
      assertEquals(count, here.size);
    }),
    { numRuns: 100 },
  );
});
