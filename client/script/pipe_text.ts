/** What a pipe prints, and what it warns of. Pure. */

import type { Phrases } from "../../i18n/phrases.ts";
import { safeJson } from "../../runtime/safe_json.ts";
import { refusalText, securityText } from "../event_text.ts";
import { serverErrorText } from "../server_error_text.ts";
import type { LinkEvent } from "../link/events.ts";
import { oneLine, transcribe } from "../stdio/text_lines.ts";
import { jsonFrame } from "./json.ts";

/** The line of output for an event, if there is one: a frame, or what others say. */
export function outputOf(event: LinkEvent, json: boolean): string | undefined {
  if (!json) return readableLine(event);
  const frame = jsonFrame(event);
  return frame === undefined ? undefined : safeJson(frame);
}

function readableLine(event: LinkEvent): string | undefined {
  switch (event.type) {
    case "message":
      return event.own ? undefined : transcribe(event.message);
    case "dm":
      return event.own ? undefined : transcribe(event.frame);
    case "prose":
      return oneLine(event.text);
    default:
      return undefined;
  }
}

/** What to tell the person who runs the script about an event, if something. */
export function warningOf(event: LinkEvent, phrases: Phrases): string | undefined {
  const { client: say } = phrases;
  switch (event.type) {
    case "refused":
      return say.refused(refusalText(event, phrases));
    case "error":
      return serverErrorText(event, phrases);
    case "reset":
      return say.otherLog(event.room);
    case "lost":
      return say.lost(event.first, event.last);
    case "secured":
      return event.security.trust === "new" ? securityText(event.security, phrases) : undefined;
    default:
      return undefined;
  }
}
