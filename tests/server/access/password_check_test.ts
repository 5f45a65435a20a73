import { assert, assertEquals } from "@std/assert";
import {
  GUESS_DELAY_MAX_MS,
  GUESS_DELAY_MIN_MS,
  GUESS_FORGIVEN_MS,
  MAX_GUESSERS,
  MAX_GUESSES_WAIT_MS,
} from "../../../server/limits.ts";
import { PasswordCheck } from "../../../server/access/password_check.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const wanted = () => true;

/** A password check, and how long each guess from `address` has waited, in milliseconds. */
async function setUp() {
  const clock = new VirtualClock();
  const check = await PasswordCheck.create("open sesame", clock);
  const guess = async (text: string, address = "192.0.2.1") => {
    const began = clock.now();
    const verdict = check.try(text, address, wanted);
    let over = false;
    verdict.then(() => over = true);
    await clock.advance(0);
    while (!over && clock.pending > 0) await clock.advance(1);
    return { verdict: await verdict, ms: clock.now() - began };
  };
  return { clock, check, guess };
}

Deno.test("PasswordCheck tells the right password from every other, however alike", async () => {
  for (const almost of ["", "open", "open sesam", "open sesame ", "Open sesame", "open sesame\0"]) {
    const { guess } = await setUp();
    assertEquals((await guess(almost)).verdict, "wrong", almost);
    assertEquals((await guess("open sesame")).verdict, "right");
  }
});

Deno.test("PasswordCheck takes letters for the same however they are composed", async () => {
  const clock = new VirtualClock();
  const check = await PasswordCheck.create("Am\u00e9lie", clock);
  assertEquals(await check.try("Ame\u0301lie", "192.0.2.1", wanted), "right");
});

Deno.test("PasswordCheck makes each further guess of an address wait twice as long, up to a bound", async () => {
  const { guess } = await setUp();
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) waits.push((await guess("wrong")).ms);
  const doubled = [1, 2, 4, 8, 16, 32].map((n) => n * GUESS_DELAY_MIN_MS);
  assertEquals(waits.slice(0, 8), [0, 0, ...doubled]);
  assertEquals(waits[8], GUESS_DELAY_MAX_MS);
  assertEquals(waits[9], GUESS_DELAY_MAX_MS);
  // the right one waits as long: it would be known by that else
  assertEquals(await guess("open sesame"), { verdict: "right", ms: GUESS_DELAY_MAX_MS });
  assertEquals(await guess("open sesame", "192.0.2.2"), { verdict: "right", ms: 0 });
});

Deno.test("PasswordCheck looks at no more guesses when many are made at once", async () => {
  const { clock, check } = await setUp();
  const verdicts = Array.from({ length: 64 }, () => check.try("wrong", "192.0.2.1", wanted));
  let looked = 0;
  for (const verdict of verdicts) verdict.then((said) => looked += said === "wrong" ? 1 : 0);
  await clock.advance(MAX_GUESSES_WAIT_MS + GUESS_DELAY_MAX_MS);
  const said = await Promise.all(verdicts);
  assertEquals(looked, said.filter((one) => one === "wrong").length);
  assert(looked <= 10, `${looked} of 64`);
  assertEquals(clock.pending, 0);
});

Deno.test("PasswordCheck makes a guess that was given up cost its time all the same", async () => {
  const { clock, check, guess } = await setUp();
  for (let i = 0; i < 6; i++) {
    const given = check.try("wrong", "192.0.2.1", () => false);
    await clock.advance(0);
    void given;
  }
  const { ms } = await guess("open sesame");
  assert(ms >= GUESS_DELAY_MIN_MS * 15, `${ms} ms`);
});

Deno.test("PasswordCheck forgives with time", async () => {
  const { clock, guess } = await setUp();
  for (let i = 0; i < 4; i++) await guess("wrong");
  await clock.advance(4 * GUESS_FORGIVEN_MS);
  assertEquals(await guess("wrong"), { verdict: "wrong", ms: 0 });
});

Deno.test("PasswordCheck counts a whole network of IPv6 as one, and remembers no more than its bound", async () => {
  const { check, guess } = await setUp();
  for (let i = 0; i < 4; i++) await guess("wrong", `2001:db8::${i + 1}`);
  assertEquals(check.guessers, 1);
  assert((await guess("wrong", "2001:db8::ffff")).ms > 0);
  await Promise.all(
    Array.from(
      { length: MAX_GUESSERS + 10 },
      (_, i) => check.try("wrong", `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, wanted),
    ),
  );
  assertEquals(check.guessers, MAX_GUESSERS);
});
