/** Free words of a client, cleaned and within their bound: reasons, real names, away messages. */

import { MAX_IRC_WORDS_BYTES } from "./limits.ts";
import { cleanText } from "../../../protocol/text.ts";
import { plainText, splitText } from "./text.ts";

/** `words` on one line, without anything that acts on a screen, and no longer than the bound. */
export function boundedWords(words: string, maxBytes = MAX_IRC_WORDS_BYTES): string {
  const clean = cleanText(plainText(words)).replaceAll("\n", " ");
  return clean === "" ? "" : splitText(clean, maxBytes)[0]!.trim();
}
