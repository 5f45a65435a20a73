/**
 * The servers that the user has joined, and the names given to some of them, as a text file: one
 * `name host:port` a line, `-` where there is no name, the one joined last at the end. Where several servers
 * are one cluster, their addresses have commas between; the first one is what the others belong to. Pure.
 */

import { addressOf, DEFAULT_PORT, placesOf } from "../protocol/host.ts";
import { MAX_NODES } from "../protocol/limits.ts";
import { MAX_LISTED_SERVERS } from "./limits.ts";

/** Where one server is. */
export interface NodeAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a server is, and which others go on with its chat when it is gone. */
export interface ServerAddress extends NodeAddress {
  /** The other servers of its cluster, in the order in which they are tried. */
  readonly others?: readonly NodeAddress[] | undefined;
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
    const places = placesOf(address);
    if (places === undefined) return [];
    const { host, port = DEFAULT_PORT } = places;
    const others = places.others?.map(({ host, port = DEFAULT_PORT }) => ({ host, port }));
    const server = { host, port, ...(others === undefined ? {} : { others }) };
    if (name === NO_NAME) return [server];
    return isServerName(name) ? [{ name, ...server }] : [];
  });
}

/** The text of the file. */
export function writeServerList(servers: readonly ListedServer[]): string {
  return servers.map((server) => `${server.name ?? NO_NAME} ${addressesOf(server, ",")}\n`).join(
    "",
  );
}

/** The addresses of a server and of those that go on with its chat, as text. */
export function addressesOf(server: ServerAddress, between = ", "): string {
  return [server, ...server.others ?? []].map(({ host, port }) => addressOf(host, port)).join(
    between,
  );
}

/** The same without a name. */
export function addressOnly({ host, port, others = [] }: ServerAddress): ServerAddress {
  return { host, port, ...(others.length === 0 ? {} : { others }) };
}

/** The list after a server was joined. Those without a name that were not joined for long are dropped. */
export function withJoined(list: readonly ListedServer[], joined: ServerAddress): ListedServer[] {
  const others = list.filter((each) => !isSameNode(each, joined));
  const known = list.filter((each) => isSameNode(each, joined))
    .map((each) => joined.others === undefined ? each : { ...each, others: joined.others });
  const all: ListedServer[] = [...others, ...known.length > 0 ? known : [joined]];
  let tooMany = all.length - MAX_LISTED_SERVERS;
  return all.filter(({ name }) => name !== undefined || tooMany-- <= 0);
}

/**
 * The list after a server has named others of its cluster: these first, then those that were known, so
 * many as may be named at once. A server that is not in the list stays out of it.
 */
export function withOthers(
  list: readonly ListedServer[],
  server: NodeAddress,
  named: readonly NodeAddress[],
): ListedServer[] {
  return list.map((each) => {
    if (!isSameNode(each, server)) return each;
    const isNew = (node: NodeAddress) => !named.some((other) => isSameNode(other, node));
    const all = [...named, ...(each.others ?? []).filter(isNew)];
    const others = all.filter((node) => !isSameNode(node, each)).slice(0, MAX_NODES - 1);
    return others.length === 0 ? each : { ...each, others };
  });
}

/** The list after a server was given a name. A name belongs to one server, and a server has one name. */
export function withName(
  list: readonly ListedServer[],
  name: string,
  server: ServerAddress,
): ListedServer[] {
  const known = list.find((each) => isSameNode(each, server));
  const rest = withoutName(list, name).filter((each) => !isSameNode(each, server));
  return [...rest, {
    name,
    ...addressOnly(server.others === undefined ? known ?? server : server),
  }];
}

/** The list without this name: the server stays known. */
export function withoutName(list: readonly ListedServer[], name: string): ListedServer[] {
  return list.map((each) => isNamed(each, name) ? addressOnly(each) : each);
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

/** Whether two addresses are the same. */
export function isSameNode(one: NodeAddress, other: NodeAddress): boolean {
  return one.port === other.port && one.host.toLowerCase() === other.host.toLowerCase();
}
