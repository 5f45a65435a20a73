/** Which server the words of `chat join` mean. Pure. */

import { DEFAULT_PORT, type Place, type Places, placesOf } from "../protocol/host.ts";
import {
  addressOnly,
  isSameNode,
  type ListedServer,
  type NodeAddress,
  type ServerAddress,
  serverNamed,
} from "./server_list.ts";

/**
 * The server of these words: a saved name, `HOST`, `HOST:PORT`, or a host and a port; of a cluster,
 * several of its servers. A name goes before a host of the same name. What the list knows of the other
 * servers of a cluster is taken from there. `undefined` where there are two different ports.
 */
export function findServer(
  places: Places,
  port: number | undefined,
  list: readonly ListedServer[],
): ServerAddress | undefined {
  const { text, others = [] } = places;
  const all = [places, ...others];
  if (port !== undefined && all.every((place) => (place.port ?? port) !== port)) return undefined;
  const isPlain = others.length === 0 && places.port === undefined && port === undefined;
  const named = isPlain ? serverNamed(list, text) : undefined;
  if (named !== undefined) return addressOnly(named);
  const [first, ...rest] = distinct(all.map((place) => nodeOf(place, port)));
  if (rest.length > 0) return { ...first!, others: rest };
  return addressOnly(list.find((each) => isSameNode(each, first!)) ?? first!);
}

function nodeOf({ host, port: own }: Place, port: number | undefined): NodeAddress {
  return { host, port: own ?? port ?? DEFAULT_PORT };
}

function distinct(nodes: readonly NodeAddress[]): NodeAddress[] {
  return nodes.filter((node, at) => nodes.findIndex((each) => isSameNode(each, node)) === at);
}

/** The server that somebody has chosen from a numbered list, or has typed in; `undefined` for anything else. */
export function chosenServer(
  typed: string,
  list: readonly ListedServer[],
): ServerAddress | undefined {
  const text = typed.trim();
  if (/^\d{1,4}$/.test(text)) {
    const server = list[Number(text) - 1];
    return server && addressOnly(server);
  }
  const places = placesOf(text);
  return places && findServer(places, undefined, list);
}
