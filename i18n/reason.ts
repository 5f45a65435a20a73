/** Why something could not be done, in words. Pure. */

import type { ReasonPhrases } from "./en/reasons.ts";

/**
 * What the system or a reader of files has thrown, as the end of a sentence. A code that no sentence is
 * known for is told in the system's own words.
 */
export function reasonOf(cause: unknown, say: ReasonPhrases): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, name, message, maxBytes = 0 } = cause as Error & {
    readonly code?: string;
    readonly maxBytes?: number;
  };
  if (code === "too_long") return say.tooLong(maxBytes);
  if (name === "SyntaxError") return say.notJson(message);
  const known: Readonly<Record<string, string>> = say.codes;
  const key = code ?? name;
  // the number of an error and the name of a system call tell a person nothing
  return Object.hasOwn(known, key) ? known[key]! : message.replace(/ \(os error \d+\).*$/s, "");
}
