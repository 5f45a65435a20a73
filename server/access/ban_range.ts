/** Which addresses a ban applies to. Pure. */

import {
  type AddressRange,
  isLoopback,
  isWithin,
  ownerRange,
  parseRange,
  rangeText,
} from "../../protocol/address.ts";

/** Whether this range is of addresses that only the server's own machine has. */
export function isOwnMachine(range: AddressRange): boolean {
  return isLoopback(rangeText({ ...range, bits: 8 * range.bytes.length }));
}

/** Whether a ban of `range` applies to `address`. A wide range does not ban the server's own machine. */
export function isBannedBy(range: AddressRange, address: string): boolean {
  const inner = parseRange(address);
  if (inner === undefined || !isWithin(inner, range)) return false;
  return !isLoopback(address) || isOwnMachine(range);
}

/** The range that a ban of this text applies to. For one IPv6 address it is its network of 64 bits. */
export function banRange(text: string): AddressRange | undefined {
  const range = parseRange(text);
  return range && ownerRange(range);
}

/** The one spelling of a range. Any other text stays as it is. */
export function spelled(text: string): string {
  const range = banRange(text);
  return range === undefined ? text : rangeText(range);
}
