import { assertEquals } from "@std/assert";
import { MAX_NODES } from "../../protocol/limits.ts";
import { MAX_LISTED_SERVERS } from "../../client/limits.ts";
import {
  isServerName,
  type ListedServer,
  readServerList,
  withJoined,
  withName,
  withOthers,
  withoutName,
  writeServerList,
} from "../../client/server_list.ts";

const lab = { host: "10.0.0.7", port: 65_432 };
const home = { host: "::1", port: 7_000 };

Deno.test("readServerList reads what writeServerList has written", () => {
  const list: ListedServer[] = [lab, { name: "дом", ...home }];
  assertEquals(writeServerList(list), "- 10.0.0.7:65432\nдом [::1]:7000\n");
  assertEquals(readServerList(writeServerList(list)), list);
});

Deno.test("A list keeps the other servers of a cluster, until others are joined", () => {
  const text = "den 10.0.0.7:65432,[::1]:7000\n";
  const cluster = { ...lab, others: [home] };
  assertEquals(readServerList(text), [{ name: "den", ...cluster }]);
  assertEquals(writeServerList(readServerList(text)), text);
  assertEquals(withJoined([{ name: "den", ...cluster }], lab), [{ name: "den", ...cluster }]);
  const others = [{ host: "b", port: 1 }];
  assertEquals(withJoined([cluster], { ...lab, others }), [{ ...lab, others }]);
  assertEquals(withName([cluster], "x", lab), [{ name: "x", ...cluster }]);
  assertEquals(withoutName([{ name: "x", ...cluster }], "x"), [cluster]);
});

Deno.test("readServerList takes what somebody has written by hand, and leaves out the rest", () => {
  const text = "\n  work   lab \r\nwork\n# a comment\n../x 10.0.0.1:1\nx 10.0.0.1:0\n- ::1\n";
  assertEquals(readServerList(text), [
    { name: "work", host: "lab", port: 65_432 },
    { host: "::1", port: 65_432 },
  ]);
});

Deno.test("isServerName refuses what the shell or a reader would take for something else", () => {
  for (const name of ["work", "дом", "lab-7.b_1", "a".repeat(32)]) {
    assertEquals(isServerName(name), true, name);
  }
  for (const name of ["", "-", "-x", "a b", "a:1", "$(x)", "\u202e", "a".repeat(33)]) {
    assertEquals(isServerName(name), false, name);
  }
});

Deno.test("withJoined puts a server at the end, with its name", () => {
  const list = withJoined([{ name: "lab", ...lab }, home], { host: "10.0.0.7", port: 65_432 });
  assertEquals(list, [home, { name: "lab", ...lab }]);
});

Deno.test("withJoined keeps so many servers, and all that have a name", () => {
  let list: readonly ListedServer[] = [{ name: "work", ...home }];
  for (let port = 1; port < MAX_LISTED_SERVERS; port++) {
    list = withJoined(list, { host: "h", port });
  }
  assertEquals([list.length, list[1]?.port], [MAX_LISTED_SERVERS, 1]);
  list = withJoined(list, lab);
  assertEquals([list.length, list[0]?.name, list[1]?.port], [MAX_LISTED_SERVERS, "work", 2]);
});

Deno.test("withName gives a name to one server alone, and a server one name", () => {
  const named = withName(withName([lab, home], "a", lab), "b", lab);
  assertEquals(named, [home, { name: "b", ...lab }]);
  assertEquals(withName(named, "B", home), [lab, { name: "B", ...home }]);
  assertEquals(withoutName(named, "B"), [home, lab]);
});

Deno.test("withOthers keeps the servers that one has named, then those of before, each once", () => {
  const [a, b, c] = ["a", "b", "c"].map((host) => ({ host, port: 1 }));
  const list: ListedServer[] = [{ name: "x", ...lab, others: [a!, b!] }, home];
  assertEquals(withOthers(list, lab, [c!, { host: "A", port: 1 }, lab]), [
    { name: "x", ...lab, others: [c!, { host: "A", port: 1 }, b!] },
    home,
  ]);
  const many = Array.from({ length: MAX_NODES }, (_, i) => ({ host: `n${i}`, port: 1 }));
  assertEquals(withOthers(list, home, many)[1], { ...home, others: many.slice(0, MAX_NODES - 1) });
  assertEquals(withOthers(list, { host: "new", port: 1 }, many), list);
  assertEquals(withOthers([home], home, [home]), [home]);
});
