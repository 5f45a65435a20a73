import { assert, assertEquals } from "@std/assert";
import { plot, short, spread } from "./plot.ts";

Deno.test("short: thousands and millions", () => {
  assertEquals([200, 1000, 20_000, 2_500_000].map(short), ["200", "1k", "20k", "2.5M"]);
});

Deno.test("spread: labels keep their order and do not lie on each other", () => {
  assertEquals(spread([100, 101, 50]), [100, 115, 50]);
});

Deno.test("plot: every line is drawn and named, text is escaped", () => {
  const points = [{ x: 10, y: 1000 }, { x: 100, y: 5000 }];
  const svg = plot("a < b", "members", [{ name: "one", strong: true, dashed: false, points }]);
  assert(svg.includes("a &lt; b") && svg.includes(">one</text>"));
  assert(!svg.includes("NaN"), svg);
});
