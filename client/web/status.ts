/** How it stands with the connection, as the page shows it. */

import type { PagePhrases } from "../../i18n/en/page.ts";
import type { ErrorData } from "../../protocol/frames.ts";
import type { DisconnectReason } from "../link/events.ts";

/** How it stands with the connection. */
export type Status =
  | { readonly kind: "connecting" }
  /** The person is to give a nickname; `refused` says what was wrong with the last one. */
  | { readonly kind: "nickname"; readonly refused?: string }
  | { readonly kind: "password"; readonly refused?: string }
  | { readonly kind: "catching_up" }
  | { readonly kind: "live" }
  /** There is no connection; the next try comes at `until`, in milliseconds of the clock. */
  | { readonly kind: "waiting"; readonly why: string; readonly until: number }
  | { readonly kind: "stopping" }
  /** It is over until the person wants it otherwise. */
  | { readonly kind: "ended"; readonly why: string }
  /** Another tab has this session. */
  | { readonly kind: "replaced" }
  /** The server wants a password, and others could read it here. */
  | { readonly kind: "exposed" };

/** Why there is no connection, as the end of a sentence. */
export function reasonText({ code, detail = "" }: DisconnectReason, say: PagePhrases): string {
  const known: Readonly<Record<string, string>> = say.reasons;
  return Object.hasOwn(known, code) ? known[code]! : detail.replace(/\.$/, "") || code;
}

/** What an error of the server means, in the person's language where it is known. */
export function refusalText(
  { code, message, data }: {
    readonly code: string;
    readonly message: string;
    readonly data?: ErrorData;
  },
  say: PagePhrases,
): string {
  const known: Readonly<Record<string, string>> = say.refusals;
  // the sentence of the page is that of the usual cause
  const isOther = data?.cause ?? data?.reserved ?? data?.like;
  return Object.hasOwn(known, code) && isOther === undefined ? known[code]! : message || code;
}

/** The status after the link has given up for this reason. */
export function endedStatus(reason: DisconnectReason, say: PagePhrases): Status {
  if (reason.code === "replaced") return { kind: "replaced" };
  if (reason.code === "password_exposed") return { kind: "exposed" };
  return { kind: "ended", why: reasonText(reason, say) };
}
