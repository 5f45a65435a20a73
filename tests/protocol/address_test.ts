import { assertEquals } from "@std/assert";
import { addressOwner, isLoopback } from "../../protocol/address.ts";

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

Deno.test("addressOwner is the address, or the network of 64 bits for IPv6", () => {
  const table = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "::1": "::1",
    "2001:db8::1": "2001:db8:0:0::/64",
    "2001:DB8:0:0:1:2:3:4": "2001:db8:0:0::/64",
    "2001:db8:1::": "2001:db8:1:0::/64",
    "2001:0db8:0001:0002::5": "2001:db8:1:2::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    "::5": "0:0:0:0::/64",
  };
  for (const [address, owner] of Object.entries(table)) assertEquals(addressOwner(address), owner);
});
