import { assertEquals } from "@std/assert";
import { chosenServer, findServer } from "../../client/find_server.ts";
import { placesOf } from "../../protocol/host.ts";

const cluster = { host: "a", port: 1, others: [{ host: "b", port: 2 }] };
const list = [
  { name: "work", host: "10.0.0.7", port: 7_000 },
  { host: "::1", port: 1 },
  { name: "den", ...cluster },
];

function found(text: string, port?: number) {
  const places = placesOf(text);
  return places && findServer(places, port, list);
}

Deno.test("findServer takes a host, with its port or the usual one", () => {
  assertEquals(found("lab"), { host: "lab", port: 65_432 });
  assertEquals(found("lab:7"), { host: "lab", port: 7 });
  assertEquals(found("[::1]:7"), { host: "::1", port: 7 });
  assertEquals(found("::1", 7), { host: "::1", port: 7 });
  assertEquals(found("lab:7", 7), { host: "lab", port: 7 });
});

Deno.test("findServer takes a saved name before a host, but for one with a port", () => {
  assertEquals(found("Work"), { host: "10.0.0.7", port: 7_000 });
  assertEquals(found("work", 7), { host: "work", port: 7 });
  assertEquals(found("work:7"), { host: "work", port: 7 });
});

Deno.test("findServer takes the servers of a cluster, each once; the port is for those without one", () => {
  const others = [{ host: "b", port: 2 }, { host: "c", port: 65_432 }];
  assertEquals(found("a:1,b:2,c"), { host: "a", port: 1, others });
  assertEquals(found("a,b:2,A:7,b:2", 7), { host: "a", port: 7, others: [others[0]!] });
  assertEquals(found("a,A"), { host: "a", port: 65_432 });
});

Deno.test("findServer knows the other servers of one that was joined, by its name and by its address", () => {
  assertEquals(found("den"), cluster);
  assertEquals(found("A:1"), cluster);
  assertEquals(found("a:1,d:3"), { host: "a", port: 1, others: [{ host: "d", port: 3 }] });
  assertEquals(chosenServer("3", list), cluster);
  assertEquals(chosenServer("a:1,b:2", []), cluster);
});

Deno.test("findServer refuses two ports", () => assertEquals(found("lab:7", 8), undefined));

Deno.test("chosenServer takes a number of the list, an address or a name", () => {
  assertEquals(chosenServer("2\n", list), list[1]);
  assertEquals(chosenServer(" work\n", list), { host: "10.0.0.7", port: 7_000 });
  assertEquals(chosenServer("lab:9", list), { host: "lab", port: 9 });
  for (const typed of ["0", "4", "", "a b"]) assertEquals(chosenServer(typed, list), undefined);
});
