/** The reason of an error as the end of a sentence. Pure. */

import type { ReasonPhrases } from "./en/system_errors.ts";

/**
 * Says why something failed, as the end of a sentence: after the colon. For an unknown code it uses the
 * system's own words.
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
  // error numbers and names of system calls mean nothing to a person
  return Object.hasOwn(known, key) ? known[key]! : message.replace(/ \(os error \d+\).*$/s, "");
}
