import { assertEquals, assertRejects } from "@std/assert";
import { startSearchThread } from "../../server/search_thread.ts";
import { PortSearcher, type SearchThread } from "../../server/storage/local/search_port.ts";
import { SYSTEM_DISK } from "../../server/storage/local/disk.ts";
import { EVERYTHING } from "./storage/backbone_suite.ts";

const LOG = { disk: SYSTEM_DISK, segments: [], bytes: 0 };
const NEVER = new AbortController().signal;

Deno.test("A real thread that dies fails its searches, and the next search has another thread", async () => {
  const threads: SearchThread[] = [];
  const ends: number[] = [];
  const open = () => {
    const url = import.meta.resolve("./dying_search_worker.ts");
    const thread = startSearchThread(url, "none" as Deno.PermissionOptionsObject);
    threads.push(thread);
    return Promise.resolve(thread);
  };
  const ended = (searches: number) => void ends.push(searches);
  const { search } = new PortSearcher({ open, now: () => 0, ended });
  const ask = (text: string) => search(LOG, { ...EVERYTHING, text }, NEVER);
  const nothing = { messages: [], next: undefined, isComplete: true };
  assertEquals(await ask("a"), nothing);
  await assertRejects(() => ask("die"), Error, "The thread has ended");
  assertEquals([threads.length, ends], [1, [1]]);
  assertEquals(await ask("b"), nothing);
  assertEquals(threads.length, 2);
  // ends the last thread, too: nothing is left behind
  await assertRejects(() => ask("die"));
  for (const { port } of threads) (port as MessagePort).close();
});
