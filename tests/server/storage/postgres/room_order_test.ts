import { assertEquals } from "@std/assert";
import { RoomOrder } from "../../../../server/storage/postgres/room_order.ts";

Deno.test("RoomOrder hands on what has nothing missing before it", () => {
  const order = new RoomOrder<string>(4);
  assertEquals([order.take(), order.hasGap], [[], false]);
  order.add(7, "seven");
  order.add(6, "six");
  assertEquals([order.take(), order.hasGap, order.pos], [[], true, 4]);
  order.add(5, "five");
  assertEquals([order.take(), order.hasGap, order.pos], [["five", "six", "seven"], false, 7]);
});

Deno.test("RoomOrder takes each event once: the first that came", () => {
  const order = new RoomOrder<string>(0);
  order.add(1, "own");
  order.add(1, "followed");
  assertEquals(order.take(), ["own"]);
  order.add(1, "late");
  assertEquals([order.take(), order.hasGap], [[], false]);
});
