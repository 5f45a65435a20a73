/** What is wrong with a nickname, a room or a text, as a sentence. */

import type { InvalidText } from "../protocol/text.ts";
import type { ServerPhrases } from "./en/server.ts";

/** The sentence in the language of the phrases. */
export function faultText(
  { fault, seen = 0, limit = 0 }: InvalidText,
  { faults }: Pick<ServerPhrases, "faults">,
): string {
  return faults[fault](seen, limit);
}
