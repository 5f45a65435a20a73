/** What somebody who is banned from the server is told. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { ErrorData } from "../../protocol/frames.ts";

/** Until when and why somebody is banned from the server, as far as there is an end and a reason. */
export type BanTerms = Pick<ErrorData, "until" | "reason">;

/** The answer to somebody who is banned: a code for programs, a sentence for people. */
export function banRefusal(
  { until, reason }: BanTerms,
  { youAreBanned }: Pick<ServerPhrases, "youAreBanned">,
): { readonly code: "banned"; readonly message: string; readonly data: BanTerms } {
  const data = {
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
  };
  return { code: "banned", message: youAreBanned(until, reason), data };
}
