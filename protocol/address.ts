/** IP addresses and their ranges: which are loopback addresses, which belong to the same owner. */

import { addressOf, hostOf } from "./host.ts";

/**
 * Whether only this machine can reach `host`, an address or a name: `localhost` (RFC 6761), 127.0.0.0/8
 * (RFC 1122) and ::1 (RFC 4291), in any spelling, also as IPv4 within IPv6.
 */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(spelledByUrl(host) ?? "");
}

const LOOPBACK = /^(?:localhost\.?|127\.[\d.]+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;

/** Whether `host` is no address of any machine: 0.0.0.0 (RFC 1122) or :: (RFC 4291), in any spelling. */
export function isUnspecified(host: string): boolean {
  return UNSPECIFIED.test(spelledByUrl(host) ?? "");
}

const UNSPECIFIED = /^(?:0\.0\.0\.0|\[::\]|\[::ffff:0:0\])$/;

/** An address as a URL spells it, in one way: 127.1 and 0x7f.1 become 127.0.0.1, which they are. */
function spelledByUrl(host: string): string | undefined {
  const known = hostOf(host)?.replace(/%.*/, ""); // URLs have no zones
  return known && URL.parse(`http://${addressOf(known, 1)}`)?.hostname;
}

/** A range of IP addresses. One address is a range, too. */
export interface AddressRange {
  /** 4 bytes for IPv4, 16 for IPv6; those behind the first `bits` bits are 0. */
  readonly bytes: readonly number[];
  /** How many bits all addresses of the range have in common. */
  readonly bits: number;
}

const IPV6_BITS = 128;

/** The network that belongs to one customer (RFC 6177). */
const IPV6_OWNER_BITS = 64;

/** IPv4 within IPv6 (RFC 4291): `::ffff:0:0/96`. */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * Parses an address, or an address with `/BITS` (RFC 4632, RFC 4291). IPv6 may stand in brackets and have
 * a zone, which is dropped. IPv4 within IPv6 becomes IPv4. Returns `undefined` for anything else.
 */
export function parseRange(text: string): AddressRange | undefined {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bytes = parseIPv4(address) ?? parseIPv6(address);
  if (bytes === undefined) return undefined;
  const most = bytes.length * 8;
  const bits = digits === undefined ? most : Number(digits);
  if (bits > most) return undefined;
  if (bits >= 96 && bytes.length === 16 && MAPPED.every((byte, at) => byte === bytes[at])) {
    return rangeOf(bytes.slice(12), bits - 96);
  }
  return rangeOf(bytes, bits);
}

/** The text of a range, in one spelling: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32` (RFC 5952). */
export function rangeText({ bytes, bits }: AddressRange): string {
  const address = bytes.length === 4 ? bytes.join(".") : ipv6Text(bytes);
  return bits === bytes.length * 8 ? address : `${address}/${bits}`;
}

/** Whether all addresses of `inner` belong to `outer`. */
export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  if (inner.bytes.length !== outer.bytes.length || inner.bits < outer.bits) return false;
  const { bytes } = rangeOf(inner.bytes, outer.bits);
  return bytes.every((byte, at) => byte === outer.bytes[at]);
}

/**
 * The owner that an address is counted for. An IPv4 address is its own owner. For IPv6 it is the network
 * of 64 bits, which belongs to one customer (RFC 6177). What is no address stays as it is.
 */
export function addressOwner(address: string): string {
  const range = parseRange(address);
  return range === undefined ? address : rangeText(ownerRange(range));
}

/** The range of those who have one owner with a single address; a wider range stays as it is. */
export function ownerRange(range: AddressRange): AddressRange {
  const { bytes, bits } = range;
  if (bits < IPV6_BITS || isLoopback(rangeText(range))) return range;
  return rangeOf(bytes, IPV6_OWNER_BITS);
}

function rangeOf(bytes: readonly number[], bits: number): AddressRange {
  return {
    bytes: bytes.map((byte, at) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * at)))),
    bits,
  };
}

function parseIPv4(text: string): number[] | undefined {
  // a number that begins with 0 is octal for some programs, and decimal for others
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIPv6(text: string): number[] | undefined {
  if (!text.includes(":")) return undefined;
  const known = hostOf(text)?.replace(/%.*/, "");
  // a URL spells an address in one way, IPv4 within it as groups, too
  const name = known && URL.parse(`http://[${known}]`)?.hostname.slice(1, -1);
  if (!name) return undefined;
  const [head = "", tail] = name.split("::");
  const groups = (part = "") => part === "" ? [] : part.split(":").map((hex) => parseInt(hex, 16));
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function ipv6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes[2 * at]! << 8 | bytes[2 * at + 1]!);
  const full = groups.map((group) => group.toString(16)).join(":");
  return URL.parse(`http://[${full}]`)?.hostname.slice(1, -1) ?? full;
}
