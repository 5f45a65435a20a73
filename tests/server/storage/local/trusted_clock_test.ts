import { assertEquals } from "@std/assert";
import { type Doubt, TrustedClock } from "../../../../server/storage/local/trusted_clock.ts";
import { CLOCK_CONFIRMED_MS } from "../../../../server/limits.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 30);

function scene(date: number, { ageMs = 90 * DAY, knownMs = NOW, doubt }: {
  ageMs?: number;
  knownMs?: number;
  doubt?: Doubt;
} = {}) {
  const clock = new VirtualClock(date);
  return { clock, trusted: new TrustedClock({ clock, ageMs, knownMs, doubt }) };
}

Deno.test("TrustedClock believes a clock that is less ahead than a part of the age, or behind", () => {
  for (const [ageMs, gap] of [[HOUR, HOUR / 2], [10 * DAY, DAY], [90 * DAY, 9 * DAY]] as const) {
    for (const ahead of [gap, 0, -DAY, -NOW]) {
      assertEquals(scene(NOW + ahead, { ageMs }).trusted.read(), NOW + ahead);
    }
    const { trusted } = scene(NOW + gap + 1, { ageMs });
    assertEquals(trusted.read(), NOW);
    assertEquals(trusted.doubt, { clockMs: NOW + gap + 1, knownMs: NOW });
  }
});

Deno.test("TrustedClock lets the known time go on while the clock is not believed, for a day", () => {
  const { clock, trusted } = scene(NOW + 1_000 * DAY);
  assertEquals(trusted.read(), NOW);
  clock.jump(CLOCK_CONFIRMED_MS - 1);
  assertEquals(trusted.read(), NOW + CLOCK_CONFIRMED_MS - 1);
  clock.jump(1);
  assertEquals(trusted.read(), clock.date());
  assertEquals(trusted.doubt, undefined);
});

Deno.test("TrustedClock doubts anew a clock that is set ahead once more", () => {
  const { clock, trusted } = scene(NOW + 1_000 * DAY);
  trusted.read();
  clock.jump(CLOCK_CONFIRMED_MS);
  clock.setDate(NOW + 2_000 * DAY);
  assertEquals(trusted.read(), NOW + CLOCK_CONFIRMED_MS);
  assertEquals(trusted.doubt?.clockMs, NOW + 2_000 * DAY);
});

Deno.test("TrustedClock has no doubt any more when the clock is set right", () => {
  const { clock, trusted } = scene(NOW + 1_000 * DAY);
  trusted.read();
  clock.setDate(NOW + HOUR);
  assertEquals(trusted.read(), NOW + HOUR);
  assertEquals(trusted.doubt, undefined);
});

Deno.test("TrustedClock goes on with the doubt of the server before", () => {
  const doubt = { clockMs: NOW + 1_000 * DAY, knownMs: NOW };
  const knownMs = NOW + 1_000 * DAY; // a message was said meanwhile
  const at = (date: number) => scene(date, { knownMs, doubt }).trusted.read();
  assertEquals(at(doubt.clockMs + CLOCK_CONFIRMED_MS - 1), NOW);
  assertEquals(at(doubt.clockMs + CLOCK_CONFIRMED_MS), doubt.clockMs + CLOCK_CONFIRMED_MS);
  // another wrong clock
  assertEquals(at(doubt.clockMs + 100 * DAY), NOW);
  assertEquals(at(NOW + DAY), NOW + DAY);
});
