import { assertEquals } from "@std/assert";
import { KEEP_WANTED, parseKeep } from "../../server/options.ts";

Deno.test("parseKeep reads an age in days or hours, in milliseconds", () => {
  assertEquals(parseKeep("90d"), { ms: 90 * 86_400_000 });
  assertEquals(parseKeep("12h"), { ms: 12 * 3_600_000 });
});

Deno.test("parseKeep reads a size in MiB or GiB, in bytes", () => {
  assertEquals(parseKeep("500MiB"), { bytes: 500 * 1_048_576 });
  assertEquals(parseKeep("10GiB"), { bytes: 10 * 1_073_741_824 });
});

Deno.test("parseKeep takes what it says is wanted, and nothing else", () => {
  for (const wanted of KEEP_WANTED.split(", ")) assertEquals(parseKeep(wanted) !== undefined, true);
  for (const bad of ["", "0d", "90", "d", "-1d", "1.5GiB", "10GB", "1000000d", "90 d"]) {
    assertEquals(parseKeep(bad), undefined, bad);
  }
});
