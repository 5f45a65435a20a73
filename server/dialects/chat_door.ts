/** A first line to the dialect it belongs to. */

import { GREETING } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Door } from "./dialect.ts";
import { NativeDialect } from "./native.ts";
import { PlainDialect, plainEncoding } from "./plain.ts";

/**
 * The door for programs and people. It chooses by the first byte: a native frame begins with a
 * brace, everything else is a nickname.
 *
 * @param rate Messages per second a client may send; 0: no bound.
 */
export function chatDoor(phrases: ServerPhrases, rate: number): Door {
  const encoding = plainEncoding(phrases);
  return {
    greeting: `${GREETING}\n`,
    lineBytes: MAX_LINE_BYTES,
    choose: (first, line) =>
      first[0] === BRACE ? new NativeDialect(line, rate) : new PlainDialect(line, encoding),
  };
}

const BRACE = 0x7b;
