/** Texts between IRC and the other doors: formatting codes, `/me`, and lines of a bounded length. */

import { cleanText, utf8Bytes } from "../../../protocol/text.ts";
import { MAX_IRC_WORDS_BYTES } from "./limits.ts";

// colours with their numbers, hexadecimal colours, and the switches of bold, italics and the like
// (modern.ircdocs.horse/formatting)
const CODES =
  // deno-lint-ignore no-control-regex
  /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?|[\x02\x0f\x11\x16\x1d-\x1f]/gi;

/** `text` without IRC's formatting codes. */
export function plainText(text: string): string {
  return text.replace(CODES, "");
}

/** `text` with IRC's formatting codes, and without anything else that acts on a screen. */
export function formattedText(text: string): string {
  const codes = text.match(CODES);
  if (codes === null) return cleanText(text).replaceAll("\n", " ");
  const pieces = text.split(CODES).map((piece) => cleanText(piece).replaceAll("\n", " "));
  return pieces.map((piece, i) => piece + (codes[i] ?? "")).join("");
}

/**
 * Free text of a client (a reason, a real name, an away message) on one line, without anything
 * that acts on a screen, and no longer than its bound.
 */
export function boundedText(text: string): string {
  const clean = cleanText(plainText(text)).replaceAll("\n", " ");
  return clean === "" ? "" : splitText(clean, MAX_IRC_WORDS_BYTES)[0]!.trim();
}

/** A CTCP message (`\x01NAME text\x01`) as its parts; `undefined` for any other text. */
export function parseCtcp(
  text: string,
): { readonly name: string; readonly text: string } | undefined {
  if (text[0] !== "\x01") return undefined;
  const inner = text.slice(1, text.endsWith("\x01") && text.length > 1 ? -1 : undefined);
  const space = inner.indexOf(" ");
  if (space < 0) return { name: inner.toUpperCase(), text: "" };
  return { name: inner.slice(0, space).toUpperCase(), text: inner.slice(space + 1) };
}

/** CTCP as it is passed on: without anything that acts on a screen. */
export function cleanCtcp(text: string): string {
  const end = text.length > 1 && text.endsWith("\x01") ? "\x01" : "";
  return `\x01${formattedText(text.slice(1, end === "" ? undefined : -1))}${end}`;
}

/** `/me`: the text as CTCP ACTION. */
export function actionText(text: string): string {
  return `\x01ACTION ${text}\x01`;
}

let graphemes: Intl.Segmenter | undefined;

/** Cuts a text into lines of at most `maxBytes`, at line ends and between letters. */
export function splitText(text: string, maxBytes: number): string[] {
  const lines = text.includes("\n") ? text.split("\n") : [text];
  return lines.flatMap((line) => {
    return line.length * 3 <= maxBytes || utf8Bytes(line) <= maxBytes
      ? [line]
      : splitLine(line, maxBytes);
  });
}

function splitLine(line: string, maxBytes: number): string[] {
  graphemes ??= new Intl.Segmenter();
  const pieces: string[] = [];
  let piece = "";
  let bytes = 0;
  const add = (letter: string) => {
    const length = utf8Bytes(letter);
    if (bytes + length > maxBytes) {
      pieces.push(piece);
      piece = "";
      bytes = 0;
    }
    piece += letter;
    bytes += length;
  };
  for (const { segment } of graphemes.segment(line)) {
    // a letter can have any number of marks: then it is cut between them
    if (utf8Bytes(segment) > maxBytes) { for (const letter of segment) add(letter); }
    else add(segment);
  }
  return [...pieces, piece];
}
