import { assertEquals } from "@std/assert";
import { Census } from "../../../server/net/connection_count.ts";

Deno.test("Census counts connections in all and from each address", () => {
  const census = new Census();
  for (const address of ["10.0.0.1", "10.0.0.1", "10.0.0.2"]) census.enter(address);
  assertEquals([census.total, census.from("10.0.0.1"), census.from("10.0.0.2")], [3, 2, 1]);
  census.leave("10.0.0.1");
  census.leave("10.0.0.2");
  assertEquals([census.total, census.from("10.0.0.1"), census.from("10.0.0.2")], [1, 1, 0]);
});
