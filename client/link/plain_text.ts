/** A message text in the form that the old server can take. Pure. */

import { utf8Bytes } from "../../protocol/text.ts";

/** What marks a line that goes on with the message before, so that nobody can forge another's. */
export const CONTINUATION = "    | ";

/**
 * The writes that carry `text`. Continuation lines are marked; what is longer than `maxBytes` is cut
 * into several messages, at a line break or a space where there is one, and never inside a letter.
 */
export function plainPieces(text: string, maxBytes: number): string[] {
  const pieces: string[] = [];
  let rest = text.replaceAll("\n", `\n${CONTINUATION}`);
  while (utf8Bytes(rest) > maxBytes) {
    const fits = beginning(rest, maxBytes);
    const at = Math.max(fits.lastIndexOf("\n"), fits.lastIndexOf(" "));
    // a cut near the beginning would make many small messages
    const piece = at > fits.length / 2 ? fits.slice(0, at) : fits;
    pieces.push(piece.trimEnd());
    rest = rest.slice(piece.length).trimStart();
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

/** The longest beginning of `text` with at most `maxBytes` bytes of UTF-8, in whole letters. */
function beginning(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const letter of text) {
    bytes += utf8Bytes(letter);
    if (bytes > maxBytes) break;
    end += letter.length;
  }
  return text.slice(0, end);
}
