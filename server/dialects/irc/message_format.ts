/**
 * IRC messages to and from their lines: `@tags :source COMMAND params :trailing`.
 *
 * RFC 1459 section 2.3.1, modern.ircdocs.horse "Message Format", IRCv3 message-tags.
 */

import { utf8Bytes } from "../../../protocol/text.ts";
import { MAX_IRC_LINE_BYTES, MAX_IRC_PARAMS } from "./limits.ts";
import { splitText } from "./text.ts";

/** Tags by name; one without a value has an empty one. */
export type Tags = ReadonlyMap<string, string>;

/** A message as its parts. */
export interface Message {
  readonly tags: Tags;
  /** Who it is from, without the colon. */
  readonly source: string | undefined;
  /** In capitals; empty when the line has none. */
  readonly command: string;
  readonly params: readonly string[];
}

const NO_TAGS: Tags = new Map();

/**
 * Parses a line without its line end. Every line is a message, maybe an empty one: the command
 * refuses what makes no sense.
 */
export function parseMessage(line: string): Message {
  let at = 0;
  let tags = NO_TAGS;
  let source: string | undefined;
  if (line[0] === "@") {
    at = wordEnd(line, 0);
    tags = parseTags(line.slice(1, at));
  }
  at = skipSpaces(line, at);
  if (line[at] === ":") {
    const end = wordEnd(line, at);
    source = line.slice(at + 1, end);
    at = skipSpaces(line, end);
  }
  const end = wordEnd(line, at);
  const command = line.slice(at, end).toUpperCase();
  return { tags, source, command, params: parseParams(line, end) };
}

function parseParams(line: string, from: number): string[] {
  const params: string[] = [];
  for (let at = skipSpaces(line, from); at < line.length;) {
    if (line[at] === ":" || params.length === MAX_IRC_PARAMS - 1) {
      params.push(line.slice(line[at] === ":" ? at + 1 : at));
      break;
    }
    const end = wordEnd(line, at);
    params.push(line.slice(at, end));
    at = skipSpaces(line, end);
  }
  return params;
}

function wordEnd(line: string, from: number): number {
  const end = line.indexOf(" ", from);
  return end < 0 ? line.length : end;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line[at] === " ") at++;
  return at;
}

/** Parses `a=b;+c`, without the `@`. The last of several values of one name counts. */
export function parseTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const piece of text.split(";")) {
    if (piece === "") continue;
    const equals = piece.indexOf("=");
    if (equals < 0) tags.set(piece, "");
    else tags.set(piece.slice(0, equals), unescapeValue(piece.slice(equals + 1)));
  }
  return tags;
}

const UNESCAPED: Readonly<Record<string, string>> = { ":": ";", s: " ", r: "\r", n: "\n" };
const ESCAPED: Readonly<Record<string, string>> = {
  ";": "\\:",
  " ": "\\s",
  "\r": "\\r",
  "\n": "\\n",
  "\\": "\\\\",
};

function unescapeValue(value: string): string {
  if (!value.includes("\\")) return value;
  // an unknown escape stands for its letter; a backslash at the end stands for nothing
  return value.replace(/\\(.?)/gsu, (_, sign: string) => UNESCAPED[sign] ?? sign);
}

/** A tag as it stands on the wire. */
export function formatTag(name: string, value: string): string {
  if (value === "") return name;
  return `${name}=${value.replace(/[; \r\n\\]/g, (sign) => ESCAPED[sign]!)}`;
}

/**
 * A line, CRLF included. The last parameter has a colon where it needs one, or where it is text
 * (`isText`): some clients expect it there. A text is cut where the line would be too long.
 */
export function formatMessage(
  source: string,
  command: string,
  params: readonly string[],
  isText = false,
): string {
  let line = source === "" ? command : `:${source} ${command}`;
  const last = params.length - 1;
  for (let i = 0; i < last; i++) line += ` ${params[i]}`;
  if (last >= 0) {
    const param = params[last]!;
    if (isText) line += ` :${cutToFit(param, line)}`;
    else line += needsColon(param) ? ` :${param}` : ` ${param}`;
  }
  return `${line}\r\n`;
}

/** As much of a text as fits behind `head` on a line. */
function cutToFit(text: string, head: string): string {
  // most lines are far shorter
  if ((head.length + text.length) * 3 < MAX_IRC_LINE_BYTES - 4) return text;
  const room = MAX_IRC_LINE_BYTES - 2 - utf8Bytes(head) - 2;
  return splitText(text, Math.max(0, room))[0]!;
}

/** The last line that a client gets (RFC 2812, section 3.7.4). */
export function errorMessage(reason: string): string {
  return formatMessage("", "ERROR", [`Closing link: ${reason}`], true);
}

function needsColon(param: string): boolean {
  return param === "" || param[0] === ":" || param.includes(" ");
}

/** `line` with one tag more. */
export function addTag(line: string, tag: string): string {
  return line[0] === "@" ? `@${tag};${line.slice(1)}` : `@${tag} ${line}`;
}

/** The bytes of a line's tags, the `@` and the space after them included; 0 when it has none. */
export function tagBytes(line: Uint8Array): number {
  if (line[0] !== 0x40) return 0;
  const end = line.indexOf(0x20);
  return end < 0 ? line.length : end + 1;
}
