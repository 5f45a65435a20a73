/** Sentences about events, for a person as for a script. Pure. */

import type { ClientPhrases } from "../i18n/en/client.ts";
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
  // the system's error number means nothing to a person
  const text = oneLine(detail).replace(/ \(os error \d+\)$/, "");
  if (reason === undefined) return text === "" ? code : text;
  // for these the detail says more; for others it would say the same twice
  const saysMore = /^(?:unreachable|broken|tls_|known_)/.test(code);
  return saysMore && text !== "" ? say.because(reason, text) : reason;
}

/** Whether the connection is encrypted, and who the server is. It may have several lines. */
export function securityText(
  { fingerprint, trust, unsaved }: Security,
  say: ClientPhrases,
): string {
  const { newServer, knownServer, pinnedServer, unsaved: unsavedText } = say.trust;
  const text = { new: newServer(fingerprint), known: knownServer, pinned: pinnedServer }[trust];
  return unsaved === undefined ? text : `${text}\n${unsavedText(oneLine(unsaved))}`;
}

/** Why a command was refused, on one line. */
export function refusalText(
  { code, message }: Extract<LinkEvent, { type: "refused" }>,
  say: ClientPhrases,
): string {
  if (code === "unsupported") return say.unsupported;
  return code === "in_doubt" ? say.inDoubt : oneLine(message) || code;
}
