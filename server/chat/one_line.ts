/** Free words on one line: topics, away messages, reasons. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { cleanText, isInvisible, utf8Bytes } from "../../protocol/text.ts";
import { Refused } from "./member.ts";

/**
 * `raw` on one line, without anything that acts on a screen; empty where nothing of it can be seen.
 *
 * @throws {Refused} `bad_text` when it has more than `maxBytes` bytes of UTF-8.
 */
export function oneLine(
  raw: string,
  maxBytes: number,
  { wordsTooLong }: Pick<ServerPhrases, "wordsTooLong">,
): string {
  const text = cleanText(raw).replaceAll("\n", " ").trim();
  const bytes = utf8Bytes(text);
  if (bytes > maxBytes) throw new Refused("bad_text", wordsTooLong(bytes, maxBytes));
  return isInvisible(text) ? "" : text;
}
