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
  return systemReason(code ?? name, message, say);
}

/** How a message begins where a host name has no address: the one thing that has no code. */
const NAME_UNKNOWN = "failed to lookup address information";

/** The same for an error of the system of which only the code, if it has one, and the words are known. */
export function systemReason(
  code: string | undefined,
  message: string,
  { codes }: ReasonPhrases,
): string {
  const known: Readonly<Record<string, string>> = codes;
  if (code !== undefined && Object.hasOwn(known, code)) return known[code]!;
  if (message.startsWith(NAME_UNKNOWN)) return codes.name_unknown;
  // error numbers and names of system calls mean nothing to a person
  return message.replace(/ \(os error \d+\).*$/s, "");
}
