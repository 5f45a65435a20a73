import { assertEquals } from "@std/assert";
import {
  addressOwner,
  isLoopback,
  isUnspecified,
  isWithin,
  parseRange,
  rangeText,
} from "../../protocol/address.ts";

Deno.test("isLoopback knows what nothing but this machine can reach", () => {
  const loopback = [
    ...["127.0.0.1", "127.0.0.0", "127.255.255.255", "127.1", "0x7f.1"],
    ...["::1", "[::1]", "0:0:0:0:0:0:0:1", "::0001", "::1%lo"],
    ...["::ffff:127.0.0.1", "::FFFF:127.9.9.9", "::ffff:7f00:1"],
    ...["localhost", "LOCALHOST", "localhost."],
  ];
  for (const host of loopback) assertEquals(isLoopback(host), true, host);
  const others = [
    ...["0.0.0.0", "126.255.255.255", "128.0.0.0", "10.0.0.1", "192.168.1.127", "127.0.0.256"],
    ...["::", "::2", "1::1", "::7f00:1", "::ffff:10.0.0.127", "::fffe:127.0.0.1", "fe80::1%lo"],
    ...["", "127.example", "localhost.example", "mylocalhost", "127.0.0.1/x", "a@127.0.0.1"],
  ];
  for (const host of others) assertEquals(isLoopback(host), false, host);
});

Deno.test("isUnspecified knows the address of no machine, in any spelling", () => {
  const none = [
    "0.0.0.0",
    "0",
    "0x0",
    "0.0",
    "::",
    "[::]",
    "0:0:0:0:0:0:0:0",
    "::%lo",
    "::ffff:0.0.0.0",
  ];
  for (const host of none) assertEquals(isUnspecified(host), true, host);
  for (const host of ["0.0.0.1", "10.0.0.0", "::1", "1::", "a.lab", "0.lab", "", "0.0.0.0/0"]) {
    assertEquals(isUnspecified(host), false, host);
  }
});

Deno.test("addressOwner is the address, or the network of 64 bits for IPv6", () => {
  const table = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "::1": "::1",
    "2001:db8::1": "2001:db8::/64",
    "2001:DB8:0:0:1:2:3:4": "2001:db8::/64",
    "2001:db8:1::": "2001:db8:1::/64",
    "2001:0db8:0001:0002::5": "2001:db8:1:2::/64",
    "fe80::1%eth0": "fe80::/64",
    "::5": "::/64",
    "10.0.0.0/8": "10.0.0.0/8",
    "a name": "a name",
  };
  for (const [address, owner] of Object.entries(table)) assertEquals(addressOwner(address), owner);
});

Deno.test("parseRange and rangeText spell an address or a range in one way", () => {
  const table = {
    "192.0.2.1": "192.0.2.1",
    "192.0.2.1/32": "192.0.2.1",
    "10.1.2.3/8": "10.0.0.0/8",
    "172.31.255.255/12": "172.16.0.0/12",
    "1.2.3.4/0": "0.0.0.0/0",
    "2001:DB8:0:0:1::2": "2001:db8::1:0:0:2",
    "[2001:db8::1]": "2001:db8::1",
    "fe80::1%eth0": "fe80::1",
    "2001:db8::1/32": "2001:db8::/32",
    "2001:db8:0:0::/64": "2001:db8::/64",
    "2001:db8:ffff::/33": "2001:db8:8000::/33",
    "::ffff:192.0.2.1": "192.0.2.1",
    "::ffff:c000:201": "192.0.2.1",
    "::ffff:10.0.0.0/104": "10.0.0.0/8",
    "::/0": "::/0",
    "::1": "::1",
  };
  for (const [text, wanted] of Object.entries(table)) {
    const range = parseRange(text);
    assertEquals(range && rangeText(range), wanted, text);
  }
});

Deno.test("parseRange takes nothing else for an address", () => {
  const others = [
    ...["", "/", "/8", "1.2.3", "1.2.3.4.5", "300.1.1.1", "1.2.3.256", "10.0.0.*", "010.0.0.1"],
    ...["1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/8/8", "1.2.3.4:80", "1.2.3.4 "],
    ...["2001:db8::/129", "2001:db8", "1:2:3:4:5:6:7:8:9", "::1::", "g::1", "[::1]:80"],
    ...["ann", "ann/8", "localhost", "a:b:c"],
  ];
  for (const text of others) assertEquals(parseRange(text), undefined, text);
});

Deno.test("isWithin compares the bits that a range has in common", () => {
  const within = (inner: string, outer: string) => isWithin(parseRange(inner)!, parseRange(outer)!);
  for (let bits = 0; bits <= 32; bits++) {
    const range = `203.0.113.77/${bits}`;
    assertEquals(within("203.0.113.77", range), true, range);
    if (bits === 0) continue;
    const other = (0xcb00714d ^ (1 << (32 - bits))) >>> 0;
    const text = [24, 16, 8, 0].map((shift) => (other >>> shift) & 0xff).join(".");
    assertEquals(within(text, range), false, `${text} in ${range}`);
  }
  assertEquals(within("10.0.0.0/8", "10.0.0.0/9"), false);
  assertEquals(within("10.0.0.0/9", "10.0.0.0/8"), true);
  assertEquals(within("2001:db8:1::1", "2001:db8::/32"), true);
  assertEquals(within("2001:db9::1", "2001:db8::/32"), false);
  assertEquals(within("10.0.0.1", "::/0"), false);
});
