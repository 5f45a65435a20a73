import { assertEquals } from "@std/assert";
import { MAX_NODES } from "../../../../protocol/limits.ts";
import { NODES_LOOK_MS, SILENT_NODE_MS } from "../../../../server/limits.ts";
import { PostgresNodes } from "../../../../server/storage/postgres/nodes.ts";
import { ADVERTISE, OTHERS } from "../../../../server/storage/postgres/statements.ts";
import { settled, VirtualClock } from "../../../support/virtual_clock.ts";

Deno.test("PostgresNodes looks now and then for the others, and keeps them while nothing is known", async () => {
  const clock = new VirtualClock();
  let places: unknown[] | undefined = [{ addr: "b:1" }];
  const asked: unknown[][] = [];
  const run = (statement: unknown, values: readonly unknown[] = []) => {
    asked.push([statement, ...values]);
    if (places === undefined) return Promise.reject(new Error("no server can be used"));
    return Promise.resolve(places.map((place) => ({ place })));
  };
  const nodes = new PostgresNodes({ database: { run }, clock, node: 7, waitingMs: () => 5 });
  assertEquals([nodes.others, nodes.waitingMs], [[], 5]);
  await settled();
  assertEquals(nodes.others, [{ addr: "b:1" }]);
  assertEquals(asked, [[OTHERS, 7, SILENT_NODE_MS, MAX_NODES]]);
  places = undefined;
  await clock.advance(NODES_LOOK_MS);
  await nodes.advertise({ addr: "a:1" });
  assertEquals(nodes.others, [{ addr: "b:1" }]);
  assertEquals(asked.at(-1), [ADVERTISE, 7, '{"addr":"a:1"}']);
  places = [];
  await clock.advance(NODES_LOOK_MS);
  await nodes.advertise(undefined);
  assertEquals([nodes.others, asked.at(-1)], [[], [ADVERTISE, 7, null]]);
  nodes.close();
  assertEquals(clock.pending, 0);
});
