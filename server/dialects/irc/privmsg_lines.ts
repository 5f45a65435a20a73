/** Messages as lines of IRC: one line, several, or a batch. */

import { MAX_IRC_LINE_BYTES } from "./limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { formatMessage } from "./message_format.ts";
import { actionText, splitText } from "./text.ts";

/** The tags of a message: those of every line, and those of the first line alone. */
export type OutgoingTags = readonly [every: readonly string[], first: readonly string[]];

/** A message on its way to an IRC client. */
export interface OutgoingMessage {
  readonly source: string;
  readonly target: string;
  readonly action?: true | undefined;
  readonly notice?: true | undefined;
  readonly text: string;
  /** The text in the pieces in which its sender cut each line, if it did. */
  readonly pieces?: readonly (readonly string[])[] | undefined;
  readonly tags: OutgoingTags;
  /** The batch that it is in. */
  readonly outer?: string | undefined;
}

/** A piece of a line, as it goes into one line of IRC. */
interface Piece {
  readonly text: string;
  /** Whether it goes on where the piece before it ends. */
  readonly continues: boolean;
}

/** The tag of a piece that goes on where the last one ends (IRCv3 multiline). */
export const CONCAT = "draft/multiline-concat";

/** The lines for clients without batches. Blank lines are left out. */
export function privmsgLines(message: OutgoingMessage): string {
  const head = headOf(message);
  const [every, first] = message.tags;
  const outer = outerOf(message);
  let tags = joinTags([...outer, ...every, ...first]);
  if (isShort(message, head)) return `${tags}${line(message, head, message.text)}`;
  let lines = "";
  for (const { text } of piecesOf(message, head)) {
    if (text === "") continue;
    lines += tags + line(message, head, text);
    tags = joinTags([...outer, ...every]);
  }
  return lines;
}

/** A batch, if the message takes more than one line (IRCv3 multiline). `batch` makes its name. */
export function privmsgBatch(message: OutgoingMessage, batch: () => string): string {
  const head = headOf(message);
  if (isShort(message, head)) return privmsgLines(message);
  const pieces = piecesOf(message, head);
  if (pieces.length === 1) return privmsgLines(message);
  const { source, target, tags } = message;
  const name = batch();
  const outer = outerOf(message);
  const [every, first] = tags;
  const start = formatMessage(source, "BATCH", [`+${name}`, "draft/multiline", target]);
  let lines = joinTags([...outer, ...every, ...first]) + start;
  for (const { text, continues } of pieces) {
    lines += `@batch=${name}${continues ? `;${CONCAT}` : ""} ${line(message, head, text)}`;
  }
  return lines + joinTags(outer) + formatMessage(source, "BATCH", [`-${name}`]);
}

function headOf({ source, notice, target }: OutgoingMessage): string {
  return `:${source} ${notice ? "NOTICE" : "PRIVMSG"} ${target} :`;
}

function outerOf({ outer }: OutgoingMessage): readonly string[] {
  return outer === undefined ? [] : [`batch=${outer}`];
}

function line({ action }: OutgoingMessage, head: string, text: string): string {
  return `${head}${action ? actionText(text) : text}\r\n`;
}

/** Whether it fits one line; most of what is said does. */
function isShort({ text, pieces, action }: OutgoingMessage, head: string): boolean {
  if (pieces !== undefined || text.includes("\n")) return false;
  const most = MAX_IRC_LINE_BYTES - 2 - (action ? ACTION_BYTES : 0);
  return (text.length + head.length) * 3 <= most || utf8Bytes(text) + utf8Bytes(head) <= most;
}

const ACTION_BYTES = utf8Bytes(actionText(""));

function piecesOf({ text, pieces, action }: OutgoingMessage, head: string): Piece[] {
  const room = MAX_IRC_LINE_BYTES - 2 - utf8Bytes(head) - (action ? ACTION_BYTES : 0);
  const lines = pieces ?? text.split("\n").map((line) => [line]);
  return lines.flatMap((line) =>
    line.flatMap((piece) => splitText(piece, room))
      // the first piece may be empty; no other piece is
      .filter((text, i) => text !== "" || i === 0)
      .map((text, i) => ({ text, continues: i > 0 }))
  );
}

/** Tags as they stand before a line. */
export function joinTags(tags: readonly string[]): string {
  return tags.length === 0 ? "" : `@${tags.join(";")} `;
}
