/**
 * The servers that the user has joined, and the names given to some of them, as a text file: one
 * `name host:port` a line, `-` where there is no name, the one joined last at the end. Pure.
 */

import { addressOf, DEFAULT_PORT, placeOf } from "../protocol/host.ts";
import { MAX_LISTED_SERVERS } from "./limits.ts";

/** Where a server is. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A server of the list. */
export interface ListedServer extends ServerAddress {
  /** The name that the user has given it. */
  readonly name?: string;
}

const NO_NAME = "-";

/** Whether this can be the name of a server: no address is, and the shell takes it as one word. */
export function isServerName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u.test(text);
}

/** Reads the file. Lines that it cannot understand are left out. */
export function readServerList(text: string): ListedServer[] {
  return text.split("\n").flatMap((line) => {
    const [name = "", address = ""] = line.trim().split(/\s+/);
    const place = placeOf(address);
    if (place === undefined) return [];
    const { host, port = DEFAULT_PORT } = place;
    if (name === NO_NAME) return [{ host, port }];
    return isServerName(name) ? [{ name, host, port }] : [];
  });
}

/** The text of the file. */
export function writeServerList(servers: readonly ListedServer[]): string {
  return servers.map(({ name, host, port }) => `${name ?? NO_NAME} ${addressOf(host, port)}\n`)
    .join("");
}

/** The list after a server was joined. Those without a name that were not joined for long are dropped. */
export function withJoined(list: readonly ListedServer[], joined: ServerAddress): ListedServer[] {
  const known = list.filter((each) => isSame(each, joined));
  const others = list.filter((each) => !isSame(each, joined));
  const all: ListedServer[] = [...others, ...known.length > 0 ? known : [joined]];
  let tooMany = all.length - MAX_LISTED_SERVERS;
  return all.filter(({ name }) => name !== undefined || tooMany-- <= 0);
}

/** The list after a server was given a name. A name belongs to one server, and a server has one name. */
export function withName(
  list: readonly ListedServer[],
  name: string,
  { host, port }: ServerAddress,
): ListedServer[] {
  const others = withoutName(list, name).filter((each) => !isSame(each, { host, port }));
  return [...others, { name, host, port }];
}

/** The list without this name: the server stays known. */
export function withoutName(list: readonly ListedServer[], name: string): ListedServer[] {
  return list.map((each) => isNamed(each, name) ? { host: each.host, port: each.port } : each);
}

/** The server of this name; letter case does not count. */
export function serverNamed(
  list: readonly ListedServer[],
  name: string,
): ListedServer | undefined {
  return list.find((each) => isNamed(each, name));
}

function isNamed({ name }: ListedServer, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}

function isSame(one: ServerAddress, other: ServerAddress): boolean {
  return one.port === other.port && one.host.toLowerCase() === other.host.toLowerCase();
}
