import { assertEquals } from "@std/assert";
import { RECORD_OVERHEAD_BYTES } from "../../../../server/limits.ts";
import { DraftQueue } from "../../../../server/storage/local/draft_queue.ts";
import { say } from "../backbone_suite.ts";

/** What a message of `ann` with so many letters counts as. */
const bytesOf = (letters: number) => RECORD_OVERHEAD_BYTES + "ann".length + letters;

function queueOf(...texts: string[]): DraftQueue<number> {
  const queue = new DraftQueue<number>();
  for (const [by, text] of texts.entries()) queue.push(say(text), by);
  return queue;
}

Deno.test("DraftQueue.take takes all where that is not too much, and leaves nothing", () => {
  const queue = queueOf("a", "bc");
  assertEquals([queue.length, queue.bytes], [2, bytesOf(1) + bytesOf(2)]);
  const { drafts, by, bytes } = queue.take(queue.bytes);
  assertEquals(drafts, [say("a"), say("bc")]);
  assertEquals([by, bytes], [[0, 1], bytesOf(1) + bytesOf(2)]);
  assertEquals([queue.length, queue.bytes], [0, 0]);
});

Deno.test("DraftQueue.take takes the oldest until its bound is reached, one at least", () => {
  const queue = queueOf("a", "b", "c", "d");
  assertEquals(queue.take(bytesOf(1) + 1).by, [0, 1]);
  assertEquals(queue.take(1).by, [2]);
  assertEquals([queue.length, queue.bytes], [1, bytesOf(1)]);
  queue.push(say("e"), 4);
  assertEquals(queue.take(1e6).by, [3, 4]);
});
