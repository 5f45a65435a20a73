/** The writing end of a node, with a database of the test's own. */

import { assertEquals } from "@std/assert";
import { DATABASE_RETRY_MAX_MS } from "../../../../server/limits.ts";
import type { Row } from "../../../../server/storage/postgres/client.ts";
import type { Database } from "../../../../server/storage/postgres/database.ts";
import { Lost, Refusal } from "../../../../server/storage/postgres/database_error.ts";
import { type Entry, Writer } from "../../../../server/storage/postgres/writer.ts";
import { Condition } from "../../../support/condition.ts";
import { settled, VirtualClock } from "../../../support/virtual_clock.ts";

/** A batch as the database got it: the number of its first draft, and its texts. */
type Said = readonly [first: number, texts: readonly string[]];

/** A writer on a database that answers as `answer` has it. */
function scene(answer: (said: Said) => Promise<void> | void) {
  const said: Said[] = [];
  const changed = new Condition();
  const run: Database["run"] = async (_, values = []) => {
    const one: Said = [values[1] as number, values[7] as string[]];
    said.push(one);
    changed.changed();
    await answer(one);
    const [first, texts] = one;
    return texts.map((_, at): Row => {
      return { i: at + 1, pos: first + at, id: first + at, ms: first + at, was: false };
    });
  };
  const outcomes: string[] = [];
  const counts = { batches: 0, unknown: 0, repeated: 0 };
  const clock = new VirtualClock();
  const writer = new Writer({
    ...{ database: { run }, clock, node: 1, counts },
    onStored: () => {},
    onFenced: ({ code }) => told(code),
  });
  const told = (outcome: string) => {
    outcomes.push(outcome);
    changed.changed();
  };
  const entry = (text: string, placed = (pos: number) => told(`${text} at ${pos}`)): Entry => ({
    ...{ room: 1, session: 1, bytes: 1 },
    row: { kind: "m", nick: "ann", cid: text, text, extra: null },
    placed: ({ pos }) => placed(pos),
    failed: ({ message }) => told(`${text} failed: ${message}`),
  });
  const until = (what: string, isSo: () => boolean) =>
    changed.until(what, () => isSo() || undefined, () => JSON.stringify({ said, outcomes }));
  return { clock, said, outcomes, counts, writer, entry, until };
}

/** The next error that nobody has caught: a server ends with it, and shows it. */
async function uncaught(): Promise<unknown> {
  const errors: unknown[] = [];
  const changed = new Condition();
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    errors.push(event.reason);
    changed.changed();
  };
  globalThis.addEventListener("unhandledrejection", note);
  try {
    return await changed.until("an error", () => errors[0], () => "there was none");
  } finally {
    globalThis.removeEventListener("unhandledrejection", note);
  }
}

Deno.test("Writer: what an author throws who is told a place is a fault of this program, and no batch is sent again for it", async () => {
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  const { said, counts, writer, entry } = scene(async ([first]) => {
    if (first > 1) return await held;
    writer.push(entry("two"));
    await settled();
    await settled();
  });
  const fault = new TypeError("a fault of our own");
  const seen = uncaught();
  // while the second batch is on its way, the author of the first is told
  const placed = () => {
    throw fault;
  };
  writer.push(entry("one", placed));
  assertEquals(await seen, fault);
  goOn();
  assertEquals(said, [[1, ["one"]], [2, ["two"]]]);
  assertEquals(counts.unknown, 0);
});

Deno.test("Writer sends a batch of which nothing is known again as it was, under the same number, ever more seldom", async () => {
  let losses = 9;
  const { clock, said, outcomes, counts, writer, entry } = scene(() => {
    if (losses-- > 0) throw new Lost("no answer");
  });
  writer.push(entry("one"));
  writer.push(entry("two"));
  // the first one at once: a connection may be lost, and there is another
  await clock.advance(0);
  const seen = [said.length];
  for (let i = 0; i < 4; i++) {
    await clock.advance(DATABASE_RETRY_MAX_MS);
    seen.push(said.length);
  }
  assertEquals(seen, [2, 5, 6, 7, 8]);
  await clock.advance(2 * DATABASE_RETRY_MAX_MS);
  assertEquals(said, Array.from({ length: 10 }, () => [1, ["one", "two"]] as const));
  assertEquals(outcomes, ["one at 1", "two at 2"]);
  assertEquals(counts.unknown, 9);
});

Deno.test("Writer finds the one that is refused by halving, and never sends it again", async () => {
  for (const code of ["22021", "22P05", "23514"]) {
    const { said, outcomes, writer, entry, until } = scene(([, texts]) => {
      if (texts.includes("bad")) throw new Refusal(code, "refused");
    });
    for (const text of ["a", "b", "bad", "c", "d"]) writer.push(entry(text));
    await until("all", () => outcomes.length === 5);
    assertEquals(outcomes, ["a at 1", "b at 2", "bad failed: refused", "c at 3", "d at 4"], code);
    assertEquals(said.filter(([, texts]) => texts.join() === "bad").length, 1);
    assertEquals(writer.waitingBytes, 0);
  }
});

Deno.test("Writer sends nothing any more once the others have removed its node", async () => {
  const { said, outcomes, writer, entry, until } = scene(() => {
    throw new Refusal("CH001", "fenced");
  });
  writer.push(entry("one"));
  await until("the fence", () => outcomes.length > 0);
  writer.push(entry("two"));
  assertEquals(outcomes, ["CH001"]);
  assertEquals(said.length, 1);
});
