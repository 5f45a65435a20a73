import { assertEquals } from "@std/assert";
import { MAX_NODES } from "../../protocol/limits.ts";
import { addressOf, hostOf, placeOf, placesOf } from "../../protocol/host.ts";

const taken: [text: string, host: string][] = [
  ["127.0.0.1", "127.0.0.1"],
  ["localhost", "localhost"],
  ["LAB-7.example.org.", "LAB-7.example.org."],
  ["build_host", "build_host"],
  ["::1", "::1"],
  ["[::1]", "::1"],
  ["fe80::1%eth0", "fe80::1%eth0"],
  ["пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"],
];

for (const [text, host] of taken) {
  Deno.test(`hostOf: ${text} is ${host}`, () => assertEquals(hostOf(text), host));
}

const refused = [
  ...["", " ", "a b", "*", "*.example", "a..b", ".", "a/b", "10.0.0.0/8", "ann@host", "a:b"],
  ...["[]", "[a]", "::1::", "[::1]:5", "localhost:65432", "fe80::1%", "http://a", "чат/б", "a\n"],
  "x".repeat(64),
  "x.".repeat(127) + "x",
];

for (const text of refused) {
  Deno.test(`hostOf refuses ${JSON.stringify(text).slice(0, 40)}`, () => {
    assertEquals(hostOf(text), undefined);
  });
}

Deno.test("hostOf takes only what Deno takes for a host", () => {
  for (const [, host] of taken) {
    Deno.permissions.querySync({ name: "net", host: addressOf(host, 1) });
  }
});

Deno.test("addressOf puts an IPv6 address into brackets", () => {
  assertEquals(addressOf("::1", 7), "[::1]:7");
  assertEquals(addressOf("localhost", 7), "localhost:7");
});

const places: [text: string, host: string, port?: number][] = [
  ["lab", "lab"],
  ["lab:1", "lab", 1],
  ["10.0.0.7:65535", "10.0.0.7", 65_535],
  ["[::1]:65432", "::1", 65_432],
  ["[::1]", "::1"],
  ["::1", "::1"],
  ["пример:7", "xn--e1afmkfd", 7],
];

for (const [text, host, port] of places) {
  Deno.test(`placeOf: ${text} is ${host} and ${port ?? "no port"}`, () => {
    assertEquals(placeOf(text), { text, host, ...(port === undefined ? {} : { port }) });
  });
}

for (
  const text of ["", "lab:", ":1", "lab:0", "lab:65536", "lab:x", "lab:1:2", "a b:1", "[lab]:1"]
) {
  Deno.test(`placeOf: "${text}" is no place`, () => assertEquals(placeOf(text), undefined));
}

Deno.test("placesOf takes as many places as a cluster may name, and not one more", () => {
  assertEquals(placesOf("lab:7"), placeOf("lab:7"));
  const text = "lab, [::1]:7,10.0.0.1";
  const others = [{ text: "[::1]:7", host: "::1", port: 7 }, {
    text: "10.0.0.1",
    host: "10.0.0.1",
  }];
  assertEquals(placesOf(text), { text, host: "lab", others });
  const most = Array.from({ length: MAX_NODES }, (_, i) => `lab${i}`);
  assertEquals(placesOf(most.join(","))?.others?.length, MAX_NODES - 1);
  assertEquals(placesOf([...most, "lab"].join(",")), undefined);
});

for (const text of ["", ",", "lab,", ",lab", "lab,,lab2", "lab,a b", "lab,lab2:0"]) {
  Deno.test(`placesOf: "${text}" is no list`, () => assertEquals(placesOf(text), undefined));
}
