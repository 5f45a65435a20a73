/** IP addresses: which are this machine's own, and which belong to one customer of a provider. */

/** Whether nothing but this machine can use `hostname`: an address without brackets, or a name. */
export function isLoopback(hostname: string): boolean {
  return hostname === "::1" || hostname === "localhost" ||
    /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(hostname);
}

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
