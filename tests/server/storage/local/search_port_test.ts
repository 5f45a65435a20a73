import { assertEquals, assertRejects } from "@std/assert";
import {
  MAX_SEARCH_THREAD_ENDS,
  MAX_SEARCHES,
  SEARCH_THREAD_ENDS_MS,
} from "../../../../server/limits.ts";
import type { SearchFound } from "../../../../server/storage/journal.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import {
  answerSearches,
  PortSearcher,
  type SearchPort,
} from "../../../../server/storage/local/search_port.ts";
import type { Searcher } from "../../../../server/storage/local/searcher.ts";
import { Condition } from "../../../support/condition.ts";
import { settled } from "../../../support/virtual_clock.ts";
import { EVERYTHING } from "../backbone_suite.ts";

const LOG = { disk: SYSTEM_DISK, segments: [], bytes: 0 };
const NEVER = new AbortController().signal;
const NOTHING: SearchFound = { messages: [], next: undefined, isComplete: true };

/** Another thread in the hand of a test: it answers when it is told to. */
function scene() {
  const running: { text: string; signal: AbortSignal; end: PromiseWithResolvers<SearchFound> }[] =
    [];
  const begun = new Condition();
  const search: Searcher = (_log, { text }, signal) => {
    const end = Promise.withResolvers<SearchFound>();
    signal.addEventListener("abort", () => end.reject(signal.reason));
    running.push({ text, signal, end });
    begun.changed();
    return end.promise;
  };
  const { port1, port2 } = new MessageChannel();
  answerSearches(port1, search);
  let opened = 0;
  const { promise: ended } = Promise.withResolvers<void>();
  const open = () => {
    opened++;
    return Promise.resolve({ port: port2, ended });
  };
  const searcher = new PortSearcher({ open, now: () => 0, ended: () => {} });
  return {
    running,
    ask: (text: string, signal = NEVER) => searcher.search(LOG, { ...EVERYTHING, text }, signal),
    opened: () => opened,
    /** Resolves when so many run over there. */
    async runs(count: number): Promise<void> {
      const enough = () => running.length >= count || undefined;
      await begun.until(`${count} searches`, enough, () => `there are ${running.length}`);
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
  const open = () => {
    tries++;
    return Promise.reject(new Error("no thread"));
  };
  const searcher = new PortSearcher({ open, now: () => 0, ended: () => {} });
  for (let i = 0; i < 2; i++) {
    await assertRejects(() => searcher.search(LOG, EVERYTHING, NEVER), Error, "no thread");
  }
  assertEquals(tries, 2);
});

Deno.test("A search that cannot be sent to the thread fails alone: the next one is sent there", async () => {
  const { promise: ended } = Promise.withResolvers<void>();
  const sent: number[] = [];
  let opened = 0;
  const port: SearchPort = {
    onmessage: null,
    postMessage({ n }) {
      if (n === 1) throw new DOMException("no copy can be made", "DataCloneError");
      sent.push(n);
      port.onmessage!.call(
        port as MessagePort,
        new MessageEvent("message", { data: { n, found: NOTHING } }),
      );
    },
  };
  const open = () => {
    opened++;
    return Promise.resolve({ port, ended });
  };
  const searcher = new PortSearcher({ open, now: () => 0, ended: () => {} });
  const search = () => searcher.search(LOG, EVERYTHING, NEVER);
  await assertRejects(search, Error, "no copy can be made");
  assertEquals(await search(), NOTHING);
  assertEquals([opened, sent], [1, [2]]);
});

/** Threads that answer nothing, and end when the test wants it. */
function mortal() {
  let now = 0;
  const threads: { asked: number; end: () => void }[] = [];
  const told: number[] = [];
  const open = () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const thread = { asked: 0, end };
    threads.push(thread);
    const port = { onmessage: null, postMessage: () => void thread.asked++ };
    return Promise.resolve({ port, ended });
  };
  const ended = (searches: number) => void told.push(searches);
  const searcher = new PortSearcher({ open, now: () => now, ended });
  const ask = async () => {
    const answer = searcher.search(LOG, EVERYTHING, NEVER)
      .then(() => "found", ({ message }) => message);
    await settled();
    return { answer };
  };
  return { threads, told, ask, pass: (ms: number) => void (now += ms) };
}

Deno.test("A thread that ends fails its searches, and those that wait have another one", async () => {
  const { threads, told, ask } = mortal();
  const asked = [];
  for (let n = 0; n < MAX_SEARCHES + 2; n++) asked.push(await ask());
  assertEquals(threads.map(({ asked }) => asked), [MAX_SEARCHES]);
  threads[0]!.end();
  for (const { answer } of asked.slice(0, MAX_SEARCHES)) {
    assertEquals(await answer, "The thread has ended");
  }
  await settled();
  assertEquals([threads.map(({ asked }) => asked), told], [[MAX_SEARCHES, 2], [MAX_SEARCHES]]);
});

Deno.test(`${MAX_SEARCH_THREAD_ENDS} threads may end within a minute, then none is started until that is over`, async () => {
  const { threads, ask, pass } = mortal();
  for (let n = 0; n < MAX_SEARCH_THREAD_ENDS; n++) {
    const { answer } = await ask();
    threads[n]!.end();
    await answer;
    pass(1);
  }
  const why = `The thread has ended ${MAX_SEARCH_THREAD_ENDS} times within a minute`;
  assertEquals(await (await ask()).answer, why);
  pass(SEARCH_THREAD_ENDS_MS - MAX_SEARCH_THREAD_ENDS - 1);
  assertEquals(await (await ask()).answer, why);
  assertEquals(threads.length, MAX_SEARCH_THREAD_ENDS);
  pass(1);
  const { answer } = await ask();
  assertEquals(threads.length, MAX_SEARCH_THREAD_ENDS + 1);
  threads.at(-1)!.end();
  await answer;
});
