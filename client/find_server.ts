/** Which server the words of `chat join` mean. Pure. */

import { DEFAULT_PORT, type Place, placeOf } from "../protocol/host.ts";
import { type ListedServer, type ServerAddress, serverNamed } from "./server_list.ts";

/**
 * The server of these words: a saved name, `HOST`, `HOST:PORT`, or a host and a port. A name goes before
 * a host of the same name. `undefined` where there are two different ports.
 */
export function findServer(
  { host, text, port: own }: Place,
  port: number | undefined,
  list: readonly ListedServer[],
): ServerAddress | undefined {
  if (own !== undefined && port !== undefined && own !== port) return undefined;
  const named = own === undefined && port === undefined ? serverNamed(list, text) : undefined;
  if (named !== undefined) return { host: named.host, port: named.port };
  return { host, port: own ?? port ?? DEFAULT_PORT };
}

/** The server that somebody has chosen from a numbered list, or has typed in; `undefined` where it is none. */
export function chosenServer(
  typed: string,
  list: readonly ListedServer[],
): ServerAddress | undefined {
  const text = typed.trim();
  if (/^\d{1,4}$/.test(text)) return list[Number(text) - 1];
  const place = placeOf(text);
  return place && findServer(place, undefined, list);
}
