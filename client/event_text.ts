/** Events put into words. Pure. */

import type { ClientPhrases } from "../i18n/en/client.ts";
import type { ServerPhrases } from "../i18n/en/server.ts";
import type { Refused } from "../protocol/text.ts";
import type { DisconnectReason, LinkEvent } from "./link/events.ts";
import { oneLine } from "./stdio/text_lines.ts";
import type { Security } from "./link/transport.ts";

/** Why there is no connection, on one line. */
export function disconnectText(
  { code, detail = "" }: DisconnectReason,
  say: ClientPhrases,
): string {
  const known: Readonly<Record<string, string>> = say.disconnectReasons;
  const reason = Object.hasOwn(known, code) ? known[code] : undefined;
  // the system's number of an error tells a person nothing
  const words = oneLine(detail).replace(/ \(os error \d+\)$/, "");
  if (reason === undefined) return words === "" ? code : words;
  // of these more is known; the server's farewell says the same twice
  const tells = /^(?:unreachable|broken|tls_|known_)/.test(code);
  return tells && words !== "" ? say.because(reason, words) : reason;
}

/** What there is to say of the way to the server and who it is; several lines at times. */
export function securityText({ fingerprint, trust, unsaved }: Security, say: ClientPhrases) {
  const { newServer, knownServer, pinnedServer, unsaved: unsavedWords } = say.trust;
  const words = { new: newServer(fingerprint), known: knownServer, pinned: pinnedServer }[trust];
  return unsaved === undefined ? words : `${words}\n${unsavedWords(oneLine(unsaved))}`;
}

/** Why a wish was refused, on one line. */
export function refusalText(
  { code, message }: Extract<LinkEvent, { type: "refused" }>,
  say: ClientPhrases,
): string {
  if (code === "unsupported") return say.unsupported;
  return code === "in_doubt" ? say.inDoubt : oneLine(message) || code;
}

/** What is wrong with a nickname, a room or a text. */
export function faultText({ fault, seen = 0, limit = 0 }: Refused, say: ServerPhrases): string {
  return say.faults[fault](seen, limit);
}
