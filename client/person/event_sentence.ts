/** Events told to a person in one sentence. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import type { LinkEvent } from "../link/events.ts";
import type { PendingCommand } from "../link/outbox.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { nameText } from "./name_text.ts";
import { disconnectText, securityText } from "../event_text.ts";
import { serverErrorText } from "../server_error_text.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** A sentence, and whether it needs attention. */
export interface EventSentence {
  readonly text: string;
  readonly warns: boolean;
}

/** The sentence for an event, if one sentence is enough. */
export function sentenceOf(event: LinkEvent, phrases: Phrases): EventSentence | undefined {
  const { client } = phrases;
  const { screen: say } = client;
  switch (event.type) {
    case "lost":
      return warning(client.lost(event.first, event.last));
    case "reset":
      return note(say.reset(nameText(event.room)));
    case "secured":
      return note(securityText(event.security, phrases));
    case "password_wanted":
      return event.refused === undefined
        ? undefined
        : warning(serverErrorText({ ...event, code: "password", message: event.refused }, phrases));
    case "nick_wanted":
      return event.refused === undefined
        ? undefined
        : warning(serverErrorText(event.refused, phrases, event.refused));
    case "error":
      return warning(errorText(event, phrases));
    case "prose":
      return note(oneLine(event.text));
    case "ended":
      return warning(say.over(disconnectText(event.reason, phrases)));
    default:
      return undefined;
  }
}

/** The sentence for the return after a cut. `isReset` where a log was started anew meanwhile. */
export function backText(
  { missed, skipped, uncertain }: Event<"caught_up">,
  say: ScreenPhrases,
  isReset = false,
): string {
  if (uncertain) return say.uncertain(missed);
  if (skipped > 0) return say.skipped(skipped, missed);
  if (missed > 0) return say.missed(missed);
  return isReset ? say.backAgain : say.nothingMissed;
}

/** Why the user is not in a room any more. */
export function partedText(
  { room, by, reason = "", error }: Event<"parted">,
  phrases: Phrases,
): EventSentence {
  const { screen: say } = phrases.client;
  const name = nameText(room);
  if (error !== undefined) {
    return warning(say.notLetIn(name, serverErrorText(error, phrases, { room })));
  }
  if (by === undefined) return note(say.leftRoom(name));
  return warning(say.removedFrom(name, nameText(by), oneLine(reason)));
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

/** A command that was not sent, as it was typed, and where if that was not the usual room. */
export function unsentForm(command: PendingCommand): string {
  const isElsewhere = command.kind === "say" && (command.room ?? DEFAULT_ROOM) !== DEFAULT_ROOM;
  return `${isElsewhere ? `#${command.room} ` : ""}${typedForm(command)}`;
}

function errorText(event: Event<"error">, phrases: Phrases): string {
  const words = serverErrorText(event, phrases);
  const { code, retryMs } = event;
  // other sentences say for themselves how long it takes
  if (retryMs === undefined || code !== "slow_down") return words;
  return phrases.client.screen.waitFor(words, Math.ceil(retryMs / 1000));
}

function warning(text: string): EventSentence {
  return { text, warns: true };
}

function note(text: string): EventSentence {
  return { text, warns: false };
}
