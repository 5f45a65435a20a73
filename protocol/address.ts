/** IP addresses: which are loopback addresses, and which belong to the same owner. */

import { addressOf, hostOf } from "./host.ts";

/**
 * Whether only this machine can reach `host`, an address or a name: `localhost` (RFC 6761), 127.0.0.0/8
 * (RFC 1122) and ::1 (RFC 4291), in any spelling, also as IPv4 within IPv6.
 */
export function isLoopback(host: string): boolean {
  const known = hostOf(host)?.replace(/%.*/, ""); // URLs have no zones
  // a URL spells an address in one way: 127.1 and 0x7f.1 become 127.0.0.1, which they are
  const name = known && URL.parse(`http://${addressOf(known, 1)}`)?.hostname;
  return name ? LOOPBACK.test(name) : false;
}

const LOOPBACK = /^(?:localhost\.?|127\.[\d.]+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;

/**
 * The owner that an address is counted for. An IPv4 address is its own owner. For IPv6 it is the network
 * of 64 bits, which belongs to one customer (RFC 6177).
 */
export function addressOwner(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!address.includes(":") || isLoopback(address)) return address;
  const [head = "", tail] = address.split("%", 1)[0]!.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
