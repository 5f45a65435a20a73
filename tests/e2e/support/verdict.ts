/** What must hold at the end, whatever was broken on the way: nothing lost, nothing twice. */

import { assert, assertEquals } from "@std/assert";
import { segments } from "./data.ts";
import type { Faithful } from "./faithful.ts";

/**
 * Holds clients against the log: all of it was seen by everyone, in its order and byte for byte;
 * all that anyone said is in it once, in the order in which they said it.
 */
export async function assertNothingLost(
  data: string,
  clients: readonly Faithful[],
  room = "lobby",
): Promise<void> {
  const log =
    (await Promise.all((await segments(data, room)).map((path) => Deno.readTextFile(path))))
      .join("").trimEnd().split("\n").filter((line) => line.startsWith('{"id":'));
  assertAllSaw(log, clients);
}

/** The same for a log at hand: its messages, a line each. */
export function assertAllSaw(log: readonly string[], clients: readonly Faithful[]): void {
  const stored = log.map((line) => JSON.parse(line));
  assertEquals(stored.findIndex(({ id }, at) => id !== at + 1), -1, "ids have no gaps");
  const late = stored.findIndex(({ ts }, at) => at > 0 && ts <= stored[at - 1].ts);
  assertEquals(late, -1, "times grow");
  for (const client of clients) {
    assertEquals(client.surprises, []);
    assertSame(client.seen, log, "seen");
    const nick = client.said.keys().next().value?.replace(/-\d+$/, "");
    const own = stored.filter((message) => message.nick === nick);
    assertSame(own.map(({ cid }) => cid), [...client.said.keys()], "said, once and in order");
    assertEquals(own.find(({ cid, text }) => client.said.get(cid) !== text), undefined);
    for (const [cid, id] of client.acknowledged) assertEquals(stored[id - 1].cid, cid);
  }
  assert(stored.length > 0);
}

/** Like assertEquals, for long lists: names the first difference alone. */
function assertSame(actual: readonly string[], expected: readonly string[], what: string): void {
  const at = actual.findIndex((item, at) => item !== expected[at]);
  if (at >= 0) assertEquals(actual[at], expected[at], `${what}: number ${at + 1}`);
  assertEquals(actual.length, expected.length, `${what}: how many`);
}
