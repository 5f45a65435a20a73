import { assertEquals } from "@std/assert";
import { ConnectionCount } from "../../../server/net/connection_count.ts";

Deno.test("ConnectionCount counts connections in all and from each address", () => {
  const count = new ConnectionCount();
  for (const address of ["10.0.0.1", "10.0.0.1", "10.0.0.2"]) count.add(address);
  assertEquals([count.total, count.from("10.0.0.1"), count.from("10.0.0.2")], [3, 2, 1]);
  count.remove("10.0.0.1");
  count.remove("10.0.0.2");
  assertEquals([count.total, count.from("10.0.0.1"), count.from("10.0.0.2")], [1, 1, 0]);
});
