import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import type { HistoryRequest } from "../../../server/chat/history.ts";
import { MAX_HISTORY_BYTES } from "../../../server/limits.ts";
import { ids, openRoom } from "../fakes/room.ts";

Deno.test("History.asked gives the last messages, or all after one, oldest first", async () => {
  const { room, enter, say } = await openRoom();
  const ann = await enter("ann");
  assertEquals((await room.history.asked({ count: 10 })).messages, []);
  for (let i = 1; i <= 20; i++) {
    say(ann, `${i}`);
    await enter(`n${i}`);
  }
  assertEquals(ids((await room.history.asked({ count: 3 })).messages), [18, 19, 20]);
  assertEquals(ids((await room.history.asked({ count: 0 })).messages), []);
  assertEquals((await room.history.asked({ count: 100 })).messages.length, 20);
  assertEquals(ids((await room.history.asked({ count: 3, since: 18 })).messages), [19, 20]);
  assertEquals((await room.history.asked({ count: 3, since: 0 })).messages.length, 20);
  for (const since of [20, 21, Number.MAX_SAFE_INTEGER]) {
    assertEquals((await room.history.asked({ count: 3, since })).messages, [], `${since}`);
  }
});

Deno.test("History.range gives MAX_HISTORY_MESSAGES and of one more the newest, from memory or the log", async () => {
  const { room, enter, say } = await openRoom();
  const ann = await enter("ann");
  for (let i = 1; i <= 3000; i++) say(ann, `${i}`);
  await room.settled();
  for (const last of [3000, 1500, 250]) {
    const most = await room.history.range(last - MAX_HISTORY_MESSAGES + 1, last);
    assertEquals([most.length, most[0]!.event.id], [
      MAX_HISTORY_MESSAGES,
      last - MAX_HISTORY_MESSAGES + 1,
    ]);
    assertEquals(ids(await room.history.range(last - MAX_HISTORY_MESSAGES, last)), ids(most));
    assertEquals(ids(await room.history.range(last, last)), [last]);
  }
  for (const [first, last] of [[5, 4], [0, 0], [-10, -1], [3001, 3100]] as const) {
    assertEquals(await room.history.range(first, last), [], `${first} to ${last}`);
  }
  assertEquals(ids(await room.history.range(-5, 2)), [1, 2]);
  assertEquals(ids(await room.history.range(2999, Number.MAX_SAFE_INTEGER)), [2999, 3000]);
});

Deno.test("History.range gives no more than MAX_HISTORY_BYTES", async () => {
  const { room, enter, say } = await openRoom();
  const ann = await enter("ann");
  for (let i = 1; i <= 400; i++) say(ann, "я".repeat(3800));
  await room.settled();
  const page = await room.history.range(1, 190);
  const bytes = new TextEncoder().encode(page.map(({ line }) => line).join("")).length;
  assertLessOrEqual(bytes, MAX_HISTORY_BYTES);
  assert(page.length < MAX_HISTORY_MESSAGES && page.length > 100);
  assertEquals(ids(page).at(-1), 190);
});

Deno.test("History.asked knows ids of another log by its name, by their time, and by their number", async () => {
  const { room, enter, say } = await openRoom();
  const ann = await enter("ann");
  for (let i = 1; i <= 20; i++) say(ann, `${i}`);
  await room.settled();
  const asked = async (request: Omit<HistoryRequest, "count">) => {
    const { messages, isOtherLog } = await room.history.asked({ count: 3, ...request });
    return [isOtherLog, ids(messages)];
  };
  const ts = (await room.history.range(18, 18))[0]!.event.ts;
  const newest = [18, 19, 20];
  assertEquals(await asked({ since: 18 }), [false, [19, 20]]);
  assertEquals(await asked({ since: 18, sinceTs: ts, log: room.log }), [false, [19, 20]]);
  assertEquals(await asked({ since: 18, sinceTs: ts }), [false, [19, 20]]);
  assertEquals(await asked({ since: 18, sinceTs: ts, log: "another" }), [true, newest]);
  assertEquals(await asked({ since: 18, sinceTs: "2020-01-01T00:00:00.000Z" }), [true, newest]);
  assertEquals(await asked({ since: 25, sinceTs: ts, log: room.log }), [true, newest]);
  assertEquals(await asked({ since: 25 }), [false, []]);
  assertEquals(await asked({ since: 0, sinceTs: ts, log: room.log }), [
    false,
    Array.from({ length: 20 }, (_, i) => i + 1),
  ]);
});
