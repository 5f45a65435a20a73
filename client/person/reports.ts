/** Events told to a person in one sentence. Pure. */

import type { ClientPhrases } from "../../i18n/en/client.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { LinkEvent } from "../link/events.ts";
import type { PendingCommand } from "../link/outbox.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { disconnectText, securityText } from "../event_text.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** A sentence, and whether it needs attention. */
export interface Report {
  readonly text: string;
  readonly warns: boolean;
}

/** The sentence for an event, if one sentence is enough. */
export function reportOf(event: LinkEvent, client: ClientPhrases): Report | undefined {
  const { screen: say } = client;
  switch (event.type) {
    case "lost":
      return warning(client.lost(event.first, event.last));
    case "reset":
      return note(say.reset(event.room));
    case "secured":
      return note(securityText(event.security, client));
    case "password_wanted":
      return event.refused === undefined ? undefined : warning(oneLine(event.refused));
    case "nick_wanted":
      return event.refused === undefined ? undefined : warning(oneLine(event.refused.message));
    case "error":
      return warning(errorText(event, say));
    case "prose":
      return note(oneLine(event.text));
    case "ended":
      return warning(say.over(disconnectText(event.reason, client)));
    default:
      return undefined;
  }
}

/** The sentence for the return after a cut. */
export function backText(
  { missed, skipped, uncertain }: Event<"caught_up">,
  say: ScreenPhrases,
): string {
  if (uncertain) return say.uncertain(missed);
  if (skipped > 0) return say.skipped(skipped, missed);
  return missed > 0 ? say.missed(missed) : say.nothingMissed;
}

/** A command as it was typed. */
export function typedForm(command: PendingCommand): string {
  switch (command.kind) {
    case "say":
      if (command.action === true) return `/me ${command.text}`;
      return /^\/(?:\/\S|[^\s*/])/.test(command.text) ? `/${command.text}` : command.text;
    case "dm":
      return `/msg ${command.to} ${command.text}`;
    case "nick":
      return `/nick ${command.nick}`;
    case "room":
      return `/room ${command.room}`;
  }
}

function errorText({ message, retryMs }: Event<"error">, say: ScreenPhrases): string {
  const words = oneLine(message);
  return retryMs === undefined ? words : say.waitFor(words, Math.ceil(retryMs / 1000));
}

function warning(text: string): Report {
  return { text, warns: true };
}

function note(text: string): Report {
  return { text, warns: false };
}
