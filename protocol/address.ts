/** IP addresses: which are this machine's own, and which belong to one customer of a provider. */

import { addressOf, hostOf } from "./host.ts";

/**
 * Whether nothing but this machine can use `host`, an address or a name: `localhost` (RFC 6761),
 * 127.0.0.0/8 (RFC 1122) and ::1 (RFC 4291), however they are spelled, also as IPv4 within IPv6.
 */
export function isLoopback(host: string): boolean {
  const known = hostOf(host)?.replace(/%.*/, ""); // URLs know no zones
  // a URL has one spelling of each address: 127.1 and 0x7f.1 are 127.0.0.1 there as in the system
  const name = known && URL.parse(`http://${addressOf(known, 1)}`)?.hostname;
  return name ? LOOPBACK.test(name) : false;
}

const LOOPBACK = /^(?:localhost\.?|127\.[\d.]+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;

/**
 * Whom an address is counted for: itself, or for IPv6 the network of 64 bits that one customer has
 * all to themselves (RFC 6177).
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
