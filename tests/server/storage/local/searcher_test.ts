import { assertEquals } from "@std/assert";
import {
  MAX_SEARCH_READ_BYTES,
  SEARCH_MS,
  SEARCH_REST_SHARE,
  SEARCH_WINDOW_BYTES,
} from "../../../../server/limits.ts";
import type { SearchFound } from "../../../../server/storage/journal.ts";
import { type ReadFile, SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { searchHere } from "../../../../server/storage/local/searcher.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { message } from "./support.ts";
import { EVERYTHING } from "../backbone_suite.ts";

const NEVER = new AbortController().signal;

const LINE_BYTES = 8 * 1024;
const LINES_IN_WINDOW = SEARCH_WINDOW_BYTES / LINE_BYTES;

/** A log of so many messages, which is made when it is read. */
function longLog(count: number) {
  const first = 1_000_000;
  const encoder = new TextEncoder();
  const padding = LINE_BYTES - message(first, "").length;
  const bytes = count * LINE_BYTES;
  const file: ReadFile = {
    size: () => Promise.resolve(bytes),
    writtenMs: () => Promise.resolve(0),
    read: (start, length) => {
      const end = Math.min(bytes, start + length);
      const from = Math.floor(start / LINE_BYTES);
      const lines = Array.from(
        { length: Math.ceil(end / LINE_BYTES) - from },
        (_, at) => message(first + from + at, "x".repeat(padding)),
      );
      const base = from * LINE_BYTES;
      return Promise.resolve(encoder.encode(lines.join("")).subarray(start - base, end - base));
    },
    [Symbol.dispose]: () => {},
  };
  const disk = { ...SYSTEM_DISK, read: () => Promise.resolve(file) };
  return { disk, segments: [{ first, path: "long" }], bytes };
}

Deno.test("An answer stops when it has read MAX_SEARCH_READ_BYTES, in whole windows, and not before", async () => {
  const search = searchHere(new VirtualClock());
  const answers = async (count: number) => {
    const log = longLog(count);
    let before: number | undefined = Infinity;
    let answers = 0;
    for (; before !== undefined; answers++) {
      const part: SearchFound = await search(log, { ...EVERYTHING, text: "rare", before }, NEVER);
      assertEquals(part.isComplete, part.next === undefined);
      before = part.next;
    }
    return answers;
  };
  // a window lacks its first line, which may have begun before it, but for the first window of the file
  const inWindow = LINES_IN_WINDOW - 1;
  const windows = Math.ceil(MAX_SEARCH_READ_BYTES / (inWindow * LINE_BYTES));
  const most = (windows - 1) * inWindow + LINES_IN_WINDOW;
  assertEquals([await answers(most), await answers(most + 1)], [1, 2]);
});

Deno.test("An answer goes on for SEARCH_MS, and not a millisecond longer", async () => {
  for (const [spent, isComplete] of [[SEARCH_MS, true], [SEARCH_MS + 1, false]] as const) {
    const clock = new VirtualClock();
    const log = longLog(3 * LINES_IN_WINDOW);
    const open = log.disk.read;
    log.disk.read = () => {
      clock.jump(spent);
      return open();
    };
    const found = await searchHere(clock)(log, { ...EVERYTHING, text: "rare" }, NEVER);
    assertEquals(found.isComplete, isComplete, `${spent} ms`);
  }
});

Deno.test("While somebody talks, a search rests for its share of the time it works, together with all others of its thread", async () => {
  let now = 0;
  const rests: number[] = [];
  // each look at the clock takes a millisecond: a window is looked through from one to the next
  const search = searchHere({
    now: () => now++,
    after: (ms, run) => {
      rests.push(ms);
      queueMicrotask(run);
      return () => {};
    },
  });
  const windows = 20;
  const log = longLog(windows * (LINES_IN_WINDOW - 1));
  const wanted = { ...EVERYTHING, text: "rare", isGentle: true };
  assertEquals((await search(log, { ...wanted, isGentle: false }, NEVER)).isComplete, true);
  assertEquals(rests, []);
  assertEquals((await search(log, wanted, NEVER)).isComplete, true);
  const due = Math.floor((windows - 1) * SEARCH_REST_SHARE);
  assertEquals(rests, Array(due).fill(1));
  await search(log, wanted, NEVER);
  assertEquals(rests.length, Math.floor((2 * windows - 1) * SEARCH_REST_SHARE));
});
