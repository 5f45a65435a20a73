/**
 * How a server announces itself on the network: DNS-SD (RFC 6763) over multicast DNS (RFC 6762). Told are
 * its name, its port, and whether it speaks TLS. Pure.
 */

import { cleanText } from "./text.ts";

/** The kind of service. */
export const SERVICE = "_chat._tcp.local";

/** The longest label of a name (RFC 1035), in bytes. */
const MAX_LABEL_BYTES = 63;

/** Seconds for which others may remember an announcement (RFC 6762, section 10). */
const TTL_S = 120;

/** What a server tells of itself. */
export interface Announcement {
  /** What the server calls itself. */
  readonly name: string;
  /** The port on which it listens. */
  readonly port: number;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
}

/** A record, as the DNS library has it. */
export interface DnsRecord {
  /** The name that the record is about. */
  readonly name: string;
  /** `PTR`, `SRV`, `TXT`, `A` and so on. */
  readonly type: string;
  /** Seconds for which it may be remembered. */
  readonly ttl?: number;
  /** What it says, by its type. */
  readonly data?: unknown;
}

/** The name of a server as one label of a domain name: without dots, cut at the bound. */
export function labelOf(name: string): string {
  let label = "";
  let bytes = 0;
  for (const letter of cleanText(name).replace(/[\s.]+/g, " ").trim()) {
    bytes += new TextEncoder().encode(letter).length;
    if (bytes > MAX_LABEL_BYTES) break;
    label += letter;
  }
  return label;
}

/**
 * The records of a server. With `isOver` they say that it is not there any more.
 *
 * @param addresses The IPv4 addresses of the machine, for programs that do not take that of the sender.
 */
export function announcementRecords(
  { name, port, tls }: Announcement,
  addresses: readonly string[],
  isOver = false,
): DnsRecord[] {
  const label = labelOf(name);
  const [instance, target] = [`${label}.${SERVICE}`, `${label.replaceAll(" ", "-")}.local`];
  const ttl = isOver ? 0 : TTL_S;
  return [
    { name: SERVICE, type: "PTR", ttl, data: instance },
    { name: instance, type: "SRV", ttl, data: { port, target, priority: 0, weight: 0 } },
    { name: instance, type: "TXT", ttl, data: [`tls=${tls ? 1 : 0}`] },
    ...addresses.map((address) => ({ name: target, type: "A", ttl, data: address })),
  ];
}

/** Whether a question is about this service. */
export function asksForChat(question: { readonly name: unknown; readonly type: unknown }): boolean {
  const { name, type } = question;
  if (typeof name !== "string" || typeof type !== "string") return false;
  return ["PTR", "ANY", "SRV", "TXT"].includes(type) && name.toLowerCase().endsWith(SERVICE);
}

/** The servers that an answer tells of. Nothing in it is trusted: what makes no sense is left out. */
export function announcementsIn(records: readonly DnsRecord[]): Announcement[] {
  return records.filter(({ name, type }) => type === "PTR" && name === SERVICE).flatMap((ptr) => {
    const instance = ptr.data;
    if (typeof instance !== "string" || !instance.endsWith(`.${SERVICE}`)) return [];
    const about = (type: string) =>
      records.find((each) => each.type === type && each.name === instance);
    const srv = about("SRV");
    const port = srv?.ttl === 0 ? undefined : portOf(srv?.data);
    const name = labelOf(instance.slice(0, -SERVICE.length - 1));
    if (port === undefined || name === "") return [];
    return [{ name, port, tls: textsOf(about("TXT")?.data).includes("tls=1") }];
  });
}

function portOf(data: unknown): number | undefined {
  if (typeof data !== "object" || data === null || !("port" in data)) return undefined;
  const { port } = data;
  return typeof port === "number" && port >= 1 && port <= 65_535 ? port : undefined;
}

function textsOf(data: unknown): string[] {
  const parts = Array.isArray(data) ? data : [data];
  return parts.map((part) =>
    part instanceof Uint8Array ? new TextDecoder().decode(part) : `${part}`
  );
}
