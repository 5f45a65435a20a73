/** A first line to the dialect it belongs to. */

import type { ServerPhrases } from "../../protocol/phrases/server.ts";
import type { Dialect, Line } from "./dialect.ts";
import { NativeDialect } from "./native.ts";
import { PlainDialect, plainEncoding } from "./plain.ts";

/**
 * Chooses by the first byte: a native frame begins with a brace, everything else is a nickname.
 *
 * @param rate Messages per second a client may send; 0: no bound.
 */
export function dialectChooser(
  phrases: ServerPhrases,
  rate: number,
): (first: Uint8Array, line: Line) => Dialect {
  const encoding = plainEncoding(phrases);
  return (first, line) =>
    first[0] === BRACE ? new NativeDialect(line, rate) : new PlainDialect(line, encoding);
}

const BRACE = 0x7b;
