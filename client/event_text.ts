/** Sentences about events, for a person as for a script. Pure. */

import type { Phrases } from "../i18n/phrases.ts";
import { systemReason } from "../i18n/reason.ts";
import type { DisconnectReason, LinkEvent } from "./link/events.ts";
import { type ServerError, serverErrorText } from "./server_error_text.ts";
import { oneLine } from "./stdio/text_lines.ts";
import type { Security } from "./link/transport.ts";

/** Why there is no connection, on one line. */
export function disconnectText(reason: DisconnectReason, say: Phrases): string {
  const { code, detail = "", systemCode } = reason;
  const { because, disconnectReasons } = say.client;
  const known: Readonly<Record<string, string>> = disconnectReasons;
  const words = Object.hasOwn(known, code) ? known[code]! : undefined;
  const error: ServerError = { ...reason, message: detail };
  if (words === undefined) return serverErrorText(error, say);
  // the server says who did it, and why
  if (code === "kicked") return because(words, serverErrorText(error, say));
  const text = systemText(detail, systemCode, say);
  // for these the detail says more; for others it would say the same twice
  const saysMore = /^(?:unreachable|broken|no_chat_server|tls_|known_)/.test(code);
  return saysMore && text !== "" ? because(words, text) : words;
}

/** Whether the connection is encrypted, and who the server is. It may have several lines. */
export function securityText(
  { fingerprint, trust, unsaved, unsavedCode }: Security,
  say: Phrases,
): string {
  const { newServer, knownServer, pinnedServer, unsaved: unsavedText } = say.client.trust;
  const text = { new: newServer(fingerprint), known: knownServer, pinned: pinnedServer }[trust];
  if (unsaved === undefined) return text;
  return `${text}\n${unsavedText(systemText(unsaved, unsavedCode, say))}`;
}

/** What the system said: in the user's language if the code is known, else in the system's words. */
function systemText(detail: string, code: string | undefined, { reasons }: Phrases): string {
  return oneLine(systemReason(code, detail, reasons));
}

/** Why a command was refused, on one line. */
export function refusalText(event: Extract<LinkEvent, { type: "refused" }>, say: Phrases): string {
  const { code, item: { command } } = event;
  if (code === "unsupported") return say.client.unsupported;
  if (code === "in_doubt") return say.client.inDoubt;
  const error: ServerError = { ...event, code };
  switch (command.kind) {
    case "nick":
      return serverErrorText(error, say, { nick: command.nick });
    case "room":
      return serverErrorText(error, say, { room: command.room });
    case "dm":
      return serverErrorText(error, say, { nick: command.to, text: command.text });
    case "say":
      return serverErrorText(error, say, { text: command.text });
  }
}
