import { assertEquals } from "@std/assert";
import { looksLikeAddress, parseTerms, splitName } from "../../../server/admin/target.ts";

Deno.test("splitName takes the longest nickname that is here, else the first word", () => {
  const here = new Set(["ann", "ann marie", "for"]);
  const split = (text: string) => splitName(text, (nick) => here.has(nick));
  assertEquals(split("ann"), { name: "ann", rest: "" });
  assertEquals(split("ann marie"), { name: "ann marie", rest: "" });
  assertEquals(split("ann marie is rude"), { name: "ann marie", rest: "is rude" });
  assertEquals(split("ann  is rude"), { name: "ann", rest: "is rude" });
  assertEquals(split("dumbo is rude"), { name: "dumbo", rest: "is rude" });
  assertEquals(split("for for 2h"), { name: "for", rest: "for 2h" });
  assertEquals(split('"dumbo two" is rude'), { name: "dumbo two", rest: "is rude" });
  assertEquals(split('"dumbo two"'), { name: "dumbo two", rest: "" });
  assertEquals(split('"dumbo'), { name: '"dumbo', rest: "" });
});

Deno.test("parseTerms reads a time and a reason, in either order", () => {
  const hour = 3_600_000;
  const table: [string, ReturnType<typeof parseTerms>][] = [
    ["", {}],
    ["for 2h", { ms: 2 * hour }],
    ["for 30m", { ms: hour / 2 }],
    ["for 7d spam and rude", { ms: 7 * 24 * hour, reason: "spam and rude" }],
    ["spam for 4w", { ms: 4 * 7 * 24 * hour, reason: "spam" }],
    ["spam", { reason: "spam" }],
    ["for being rude", { reason: "for being rude" }],
    ["looking for trouble", { reason: "looking for trouble" }],
    ["for 2y spam", { badTime: "2y", reason: "spam" }],
    ["for h", { badTime: "h" }],
    ["spam for 0h", { badTime: "0h", reason: "spam" }],
  ];
  for (const [text, wanted] of table) assertEquals(parseTerms(text), wanted, text);
});

Deno.test("looksLikeAddress knows what is meant as an address, valid or not", () => {
  const meant = [
    ...["192.0.2.1", "10.0.0.0/8", "10.0.0.*", "300.1.1.1", "1.2.3.4:80", "10.0.0.0/33", "10.0"],
    ...["::1", "2001:db8::/129", "[2001:db8::1]:80", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9"],
  ];
  for (const text of meant) assertEquals(looksLikeAddress(text), true, text);
  const others = ["ann", "007", "ann/8", "a:b", "ann.lee", "12:30", "*", "x.1.2.3", "deadbeef"];
  for (const text of others) assertEquals(looksLikeAddress(text), false, text);
});
