/**
 * The fast path for most lines that a server reads: a `say` with its fields in the usual order and no
 * escapes. All other lines take the general path, `decode.ts`.
 */

import type { ClientFrame } from "./frames.ts";
import { MAX_TOKEN_CHARS } from "./limits.ts";

const BEFORE_CID = new TextEncoder().encode('{"type":"say","cid":"');
const BEFORE_ROOM = new TextEncoder().encode('{"type":"say","room":"');
const BETWEEN = new TextEncoder().encode('","cid":"');
const BEFORE_TEXT = new TextEncoder().encode('","text":"');
const END = new TextEncoder().encode('"}');

/** A message, as a client sends it. */
export type SayFrame = Extract<ClientFrame, { type: "say" }>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const DELETE = 0x7f;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ascii = new TextDecoder("latin1");

/**
 * Decodes `line` if it is a `say` in the usual form. The result is that of the general path, which takes
 * three times as long. Returns `undefined` for all other lines, valid or not.
 */
export function decodePlainSay(line: Uint8Array): SayFrame | undefined {
  if (holdsAt(line, 0, BEFORE_CID)) return decodeFrom(line, BEFORE_CID.length, undefined);
  if (!holdsAt(line, 0, BEFORE_ROOM)) return undefined;
  const start = BEFORE_ROOM.length;
  const end = tokenEnd(line, start);
  if (!holdsAt(line, end, BETWEEN)) return undefined;
  // a name in other letters takes the general path: here bytes are characters
  const room = ascii.decode(line.subarray(start, end));
  return decodeFrom(line, end + BETWEEN.length, room);
}

function decodeFrom(
  line: Uint8Array,
  cidStart: number,
  room: string | undefined,
): SayFrame | undefined {
  const cidEnd = tokenEnd(line, cidStart);
  const cidBytes = cidEnd - cidStart;
  if (cidBytes === 0 || cidBytes > MAX_TOKEN_CHARS) return undefined;
  if (!holdsAt(line, cidEnd, BEFORE_TEXT)) return undefined;
  const textStart = cidEnd + BEFORE_TEXT.length;
  const textEnd = line.length - END.length;
  if (textEnd < textStart || !holdsAt(line, textEnd, END)) return undefined;
  for (let at = textStart; at < textEnd; at++) if (!isPlainByte(line[at]!)) return undefined;
  try {
    // everything before the text is ASCII: byte and character positions are the same
    const whole = decoder.decode(line);
    const cid = whole.slice(cidStart, cidEnd);
    const text = whole.slice(textStart, -END.length);
    return room === undefined ? { type: "say", cid, text } : { type: "say", room, cid, text };
  } catch {
    return undefined; // not UTF-8: the general path says so
  }
}

/** Where the token that begins at `start` ends. */
function tokenEnd(line: Uint8Array, start: number): number {
  let end = start;
  while (isTokenByte(line[end]!)) end++;
  return end;
}

function holdsAt(line: Uint8Array, start: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (line[start + i] !== part[i]) return false;
  return true;
}

/** Whether a byte stands for itself in a JSON string (RFC 8259, section 7), in UTF-8. */
function isPlainByte(byte: number): boolean {
  return byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH;
}

function isTokenByte(byte: number): boolean {
  return byte > SPACE && byte < DELETE && byte !== QUOTE && byte !== BACKSLASH;
}
