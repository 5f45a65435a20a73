import { assertEquals } from "@std/assert";
import { addressOwner, isLoopback } from "../../protocol/address.ts";

Deno.test("isLoopback knows what nothing but this machine can reach", () => {
  for (const own of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"]) {
    assertEquals(isLoopback(own), true, own);
  }
  for (const other of ["0.0.0.0", "::", "10.0.0.1", "192.168.1.127", "fe80::1", "127.example"]) {
    assertEquals(isLoopback(other), false, other);
  }
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
