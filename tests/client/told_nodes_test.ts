import { assertEquals } from "@std/assert";
import { MAX_TOLD_NODES } from "../../client/limits.ts";
import { ToldNodes } from "../../client/told_nodes.ts";

const HERE = { host: "127.0.0.1", port: 1 };
const THERE = { host: "one.lab", port: 1 };

Deno.test("ToldNodes takes each server once, and so many as there may be", () => {
  const told = new ToldNodes([THERE]);
  const node = (at: number) => ({ host: `n${at}.lab`, port: 1 });
  const all = Array.from({ length: 1_000 }, (_, at) => told.take(node(at)));
  assertEquals(all.filter((each) => each === true).length, MAX_TOLD_NODES);
  assertEquals(all.slice(MAX_TOLD_NODES).every((each) => each === undefined), true);
  assertEquals(told.take({ host: "N0.LAB", port: 1 }), false);
  assertEquals(told.take(node(MAX_TOLD_NODES)), undefined);
});

Deno.test("ToldNodes takes none that the user has named, in any case", () => {
  const told = new ToldNodes([THERE, { host: "two.lab", port: 2 }]);
  assertEquals(told.take({ host: "One.Lab", port: 1 }), undefined);
  assertEquals(told.take({ host: "two.lab", port: 2 }), undefined);
  assertEquals(told.take({ host: "two.lab", port: 3 }), true);
  const nodes = [{ host: "TWO.lab", port: 2 }, { host: "Two.lab", port: 3 }];
  assertEquals(nodes.map((node) => told.isNamed(node)), [true, false]);
  assertEquals(nodes.map((node) => told.isTaken(node)), [false, true]);
});

Deno.test("ToldNodes takes no address that is none, nor that of all addresses of a machine", () => {
  const told = new ToldNodes([HERE]);
  const none = [
    ...["0.0.0.0", "0", "0x0", "::", "0:0::0", "::ffff:0.0.0.0", "", "a b", "a/b", "a,b", "a:b"],
    ...["a..b", "[", "x".repeat(64), "x@y", "%"],
  ];
  for (const host of none) assertEquals(told.take({ host, port: 1 }), undefined, host);
  for (const port of [0, -1, 65_536, 1.5, NaN]) {
    assertEquals(told.take({ host: "a.lab", port }), undefined, `${port}`);
  }
});

Deno.test("ToldNodes takes addresses of this machine alone from a server on it", () => {
  const loopback = ["127.0.0.1", "127.1", "::1", "localhost"];
  for (const host of loopback) {
    assertEquals(new ToldNodes([THERE]).take({ host, port: 7 }), undefined, host);
    assertEquals(new ToldNodes([THERE, HERE]).take({ host, port: 7 }), true, host);
  }
  assertEquals(new ToldNodes([HERE]).take({ host: "10.0.0.1", port: 7 }), true);
});
