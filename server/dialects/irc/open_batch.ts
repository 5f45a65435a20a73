/** A message of several lines while they come in (IRCv3 multiline). Knows no client. */

import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../../protocol/limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import type { Message, Tags } from "./message_format.ts";
import { asWord } from "./nick_and_channel.ts";
import { CONCAT } from "./privmsg_lines.ts";

/** A batch that a client has begun. */
export interface OpenBatch {
  readonly name: string;
  readonly target: string;
  /** The tags of its beginning, which are those of the message. */
  readonly tags: Tags;
  /** The label of the answer. */
  readonly label: string | undefined;
  /** The pieces of each line. */
  readonly lines: string[][];
  /** PRIVMSG or NOTICE, as the first line. */
  command: string | undefined;
  count: number;
  bytes: number;
  /** The batch was refused, and the client was told. The rest is ignored. */
  isRefused: boolean;
}

/** Begins a batch. */
export function openBatch(
  name: string,
  target: string,
  tags: Tags,
  label: string | undefined,
): OpenBatch {
  const nothing = { lines: [], command: undefined, count: 0, bytes: 0, isRefused: false };
  return { name, target, tags, label, ...nothing };
}

/** Adds a line. If it is not valid, returns why, as parameters of FAIL. */
export function addLine(
  batch: OpenBatch,
  { command, params, tags }: Message,
): string[] | undefined {
  const [target = "", text = ""] = params;
  const isMore = tags.has(CONCAT) && batch.lines.length > 0;
  const isSaid = command === "PRIVMSG" || command === "NOTICE";
  if (!isSaid || command !== (batch.command ??= command)) {
    return ["MULTILINE_INVALID", "A batch has either PRIVMSG or NOTICE lines"];
  }
  if (target.toLowerCase() !== batch.target.toLowerCase()) {
    const where = [batch.target, asWord(target)];
    return ["MULTILINE_INVALID_TARGET", ...where, "The line is for another target"];
  }
  if (text === "" && tags.has(CONCAT)) {
    return ["MULTILINE_INVALID", "An empty line cannot be joined to another"];
  }
  if (++batch.count > MAX_TEXT_LINES) {
    return ["MULTILINE_MAX_LINES", `${MAX_TEXT_LINES}`, "Too many lines"];
  }
  batch.bytes += utf8Bytes(text) + (isMore || batch.lines.length === 0 ? 0 : 1);
  if (batch.bytes > MAX_TEXT_BYTES) {
    return ["MULTILINE_MAX_BYTES", `${MAX_TEXT_BYTES}`, "The message is too long"];
  }
  if (isMore) batch.lines.at(-1)!.push(text);
  else batch.lines.push([text]);
  return undefined;
}
