/** The errors of a server in the user's language: it may speak another one. Pure. */

import { faultText } from "../i18n/fault_text.ts";
import type { Phrases } from "../i18n/phrases.ts";
import type { ErrorData } from "../protocol/frames.ts";
import { checkNick, checkRoom } from "../protocol/names.ts";
import { checkText, type InvalidText, type ValidText } from "../protocol/text.ts";
import { oneLine } from "./stdio/text_lines.ts";

/** What a server told: a code, its own words, and what there is to know beyond them. */
export interface ServerError {
  readonly code: string;
  readonly message: string;
  readonly data?: ErrorData;
}

/** What the error is about, where the client knows it. */
export interface Subject {
  readonly nick?: string;
  readonly room?: string;
  readonly text?: string;
}

/** The sentence, on one line: the server's own only where this side does not know what it means. */
export function serverErrorText(error: ServerError, say: Phrases, subject: Subject = {}): string {
  const own = causeText(error, say, subject) ?? ownText(error, say, subject);
  return own ?? (oneLine(error.message) || error.code);
}

function ownText(
  { code, data = {} }: ServerError,
  say: Phrases,
  { nick, room, text }: Subject,
): string | undefined {
  const { server, client: { serverErrors } } = say;
  switch (code) {
    case "bad_nick":
      return nick === undefined ? undefined : fault(checkNick(nick), say);
    case "bad_room":
      return room === undefined ? undefined : fault(checkRoom(room), say);
    case "bad_text":
      return text === undefined ? undefined : fault(checkText(text), say);
    case "nick_taken":
      return nick === undefined ? undefined : nickText(nick, data, say);
    case "no_such_nick":
      return nick === undefined ? undefined : server.noSuchNick(nick);
    case "banned":
      return data.room === undefined
        ? server.youAreBanned(data.until, data.reason && oneLine(data.reason))
        : server.barriers.banned;
    case "kicked":
      return kickText(data, say);
    case "removed":
      return kickText(data, say) ?? server.inNoRoom;
    case "not_admitted":
      return barrierText(data, say);
    case "password":
      return data.retry_ms === undefined ? server.passwordWrong : server.passwordBusy;
    case "muted":
    case "searching":
    case "slow":
      return server[code];
    case "search_failed":
      return server.searchFailed;
  }
  const known: Readonly<Record<string, string>> = serverErrors;
  return Object.hasOwn(known, code) ? known[code] : undefined;
}

/** The sentence for one of several causes; `undefined` for the one that the code alone means. */
function causeText(
  { data: { cause, retry_ms = 0 } = {} }: ServerError,
  { server, client: { errorCauses } }: Phrases,
  { room }: Subject,
): string | undefined {
  switch (cause) {
    case "too_many":
    case "no_room":
    case "unconfirmed":
      return errorCauses[cause];
    case "too_many_new":
      return server.tooManyNewRooms(Math.ceil(retry_ms / 1000));
    case "unusable":
      return room === undefined ? undefined : server.roomUnusable(oneLine(room));
    case "unreadable":
      return server.unreadable;
    case "topic":
      return server.topicLocked;
    default:
      return undefined;
  }
}

/** What is wrong by the rules that both sides have; `undefined` where the server has others. */
function fault(checked: ValidText | InvalidText, { server }: Phrases): string | undefined {
  return checked.ok ? undefined : faultText(checked, server);
}

function nickText(nick: string, { like, reserved }: ErrorData, { server }: Phrases): string {
  if (reserved === true) return server.nickReserved(nick);
  return like === undefined ? server.nickTaken(nick) : server.nickAlike(nick, oneLine(like));
}

function kickText({ by, reason = "", room }: ErrorData, { server }: Phrases): string | undefined {
  if (by === undefined) return undefined;
  const tell = room === undefined ? server.disconnectedBy : server.removedFromRoom;
  return tell(oneLine(by), oneLine(reason));
}

function barrierText(
  { barrier }: ErrorData,
  { server: { barriers } }: Phrases,
): string | undefined {
  switch (barrier) {
    case "invite":
      return barriers.inviteOnly;
    case "key":
      return barriers.key;
    case "full":
      return barriers.full;
    default:
      return undefined;
  }
}
