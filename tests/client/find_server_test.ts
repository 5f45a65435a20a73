import { assertEquals } from "@std/assert";
import { chosenServer, findServer } from "../../client/find_server.ts";
import { placeOf } from "../../protocol/host.ts";

const list = [{ name: "work", host: "10.0.0.7", port: 7_000 }, { host: "::1", port: 1 }];

function found(text: string, port?: number) {
  const place = placeOf(text);
  return place && findServer(place, port, list);
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

Deno.test("findServer refuses two ports", () => assertEquals(found("lab:7", 8), undefined));

Deno.test("chosenServer takes a number of the list, an address or a name", () => {
  assertEquals(chosenServer("2\n", list), list[1]);
  assertEquals(chosenServer(" work\n", list), { host: "10.0.0.7", port: 7_000 });
  assertEquals(chosenServer("lab:9", list), { host: "lab", port: 9 });
  for (const typed of ["0", "3", "", "a b"]) assertEquals(chosenServer(typed, list), undefined);
});
