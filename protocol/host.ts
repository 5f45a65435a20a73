/** Names and addresses of hosts, as people write them. */

import { MAX_NODES } from "./limits.ts";

/** A part of a name: as RFC 1123 allows, and with the underscore that some networks use. */
const LABEL = "[\\w-]{1,63}";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`);

/** The longest name (RFC 1035). */
const MAX_NAME_CHARS = 253;

/**
 * Parses the name or the address of a host; `undefined` where it can be neither. An IPv6 address loses
 * its brackets. A name in another script becomes the one that name servers know (IDNA).
 */
export function hostOf(text: string): string | undefined {
  const bare = /^\[(.+)\]$/.exec(text)?.[1] ?? text;
  if (bare.includes(":")) {
    const zoneless = bare.replace(/%[\w.-]+$/, ""); // fe80::1%eth0: URLs have no zones
    return URL.canParse(`http://[${zoneless}]`) ? bare : undefined;
  }
  const isForeign = /^[\w.\u0080-\uffff-]+$/.test(text) && /[^\w.-]/.test(text);
  const name = isForeign ? URL.parse(`http://${text}`)?.hostname ?? "" : text;
  return NAME.test(name) && name.length <= MAX_NAME_CHARS ? name : undefined;
}

/** The port of a server where none is named: the one that `chat serve` listens on by default. */
export const DEFAULT_PORT = 65432;

/** A host, and perhaps a port, as people write them in one word. */
export interface Place {
  /** The word itself: it may also be a name that the user has given. */
  readonly text: string;
  /** The name or the address of the host. */
  readonly host: string;
  /** The port, where one is named. */
  readonly port?: number;
}

/** Parses `HOST`, `HOST:PORT`, `[::1]:PORT` or `::1`; `undefined` for anything else. */
export function placeOf(text: string): Place | undefined {
  const [, before = text, digits] = /^([^:]+|\[.+\]):(\d{1,5})$/.exec(text) ?? [];
  const host = hostOf(before);
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || port !== undefined && (port < 1 || port > MAX_PORT)) return undefined;
  return { text, host, ...(port === undefined ? {} : { port }) };
}

const MAX_PORT = 65_535;

/** Where a server is; of a cluster, where several of its servers are. */
export interface Places extends Place {
  /** The other servers of the cluster, in the order in which they are tried. */
  readonly others?: readonly Place[];
}

/**
 * Parses a place, or up to `MAX_NODES` of them with commas between: servers of one cluster. `undefined`
 * where one of them is not a place.
 */
export function placesOf(text: string): Places | undefined {
  const [first, ...others] = text.split(",").map((each) => placeOf(each.trim()));
  if (first === undefined || others.length >= MAX_NODES) return undefined;
  if (others.length === 0) return first;
  const known = others.filter((each) => each !== undefined);
  return known.length < others.length ? undefined : { ...first, text, others: known };
}

/** A host and a port as one word: `127.0.0.1:65432`, `[::1]:65432`. */
export function addressOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
