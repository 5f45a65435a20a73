import { assertEquals, assertRejects } from "@std/assert";
import { MAX_SEARCHES } from "../../../../server/limits.ts";
import type { SearchFound } from "../../../../server/storage/backbone.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import {
  answerSearches,
  portSearcher,
  type Searcher,
} from "../../../../server/storage/local/searcher.ts";
import { settled } from "../../../support/virtual_clock.ts";
import { EVERYTHING } from "../backbone_suite.ts";

const LOG = { disk: SYSTEM_DISK, segments: [], bytes: 0 };
const NEVER = new AbortController().signal;
const NOTHING: SearchFound = { messages: [], next: undefined, isComplete: true };

/** Another thread in the hand of a test: it answers when it is told to. */
function scene() {
  const running: { text: string; signal: AbortSignal; end: PromiseWithResolvers<SearchFound> }[] =
    [];
  const search: Searcher = (_log, { text }, signal) => {
    const end = Promise.withResolvers<SearchFound>();
    signal.addEventListener("abort", () => end.reject(signal.reason));
    running.push({ text, signal, end });
    return end.promise;
  };
  const { port1, port2 } = new MessageChannel();
  answerSearches(port1, search);
  let opened = 0;
  const searcher = portSearcher(() => {
    opened++;
    return Promise.resolve(port2);
  });
  return {
    running,
    ask: (text: string, signal = NEVER) => searcher(LOG, { ...EVERYTHING, text }, signal),
    opened: () => opened,
    /** Resolves when so many run over there. */
    async runs(count: number): Promise<void> {
      while (running.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
      await settled();
    },
    [Symbol.dispose]() {
      port1.close();
      port2.close();
    },
  };
}

Deno.test("A searcher opens its thread once, and hands on what that finds", async () => {
  using there = scene();
  assertEquals(there.opened(), 0);
  const answers = [there.ask("one"), there.ask("two")];
  await there.runs(2);
  assertEquals(there.running.map(({ text }) => text), ["one", "two"]);
  there.running[1]!.end.reject(new Error("no such file"));
  there.running[0]!.end.resolve(NOTHING);
  assertEquals(await answers[0], NOTHING);
  await assertRejects(() => answers[1]!, Error, "no such file");
  assertEquals(there.opened(), 1);
});

Deno.test(`${MAX_SEARCHES} searches run at once, and one more waits for its turn`, async () => {
  using there = scene();
  const answers = Array.from({ length: MAX_SEARCHES + 2 }, (_, n) => there.ask(String(n)));
  await there.runs(MAX_SEARCHES);
  assertEquals(there.running.length, MAX_SEARCHES);
  there.running[3]!.end.resolve(NOTHING);
  await there.runs(MAX_SEARCHES + 1);
  assertEquals(there.running.at(-1)!.text, String(MAX_SEARCHES));
  for (const { end } of there.running) end.resolve(NOTHING);
  await there.runs(MAX_SEARCHES + 2);
  there.running.at(-1)!.end.resolve(NOTHING);
  assertEquals(await Promise.all(answers), answers.map(() => NOTHING));
});

Deno.test("A search that is called off ends in the other thread too, and one that waits never begins", async () => {
  using there = scene();
  const off = new AbortController();
  const running = Array.from({ length: MAX_SEARCHES }, () => there.ask("run", off.signal));
  const waiting = there.ask("wait", off.signal);
  await there.runs(MAX_SEARCHES);
  off.abort();
  for (const each of [...running, waiting]) await assertRejects(() => each);
  const next = there.ask("next");
  await there.runs(MAX_SEARCHES + 1);
  assertEquals(there.running.slice(0, -1).every(({ signal }) => signal.aborted), true);
  assertEquals(there.running.at(-1)!.text, "next");
  there.running.at(-1)!.end.resolve(NOTHING);
  assertEquals(await next, NOTHING);
  await assertRejects(() => there.ask("late", AbortSignal.abort()));
});

Deno.test("A thread that cannot be started fails a search, and the next one tries again", async () => {
  let tries = 0;
  const searcher = portSearcher(() => {
    tries++;
    return Promise.reject(new Error("no thread"));
  });
  for (let i = 0; i < 2; i++) {
    await assertRejects(() => searcher(LOG, EVERYTHING, NEVER), Error, "no thread");
  }
  assertEquals(tries, 2);
});
