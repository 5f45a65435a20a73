/** A message text in the form that the old server understands. Pure. */

import { CONTINUATION } from "../../protocol/frames.ts";
import { utf8Bytes } from "../../protocol/text.ts";

/**
 * Splits `text` into the writes that carry it, each of at most `maxBytes` bytes. Further lines are
 * marked. A longer text becomes several messages, cut at a line break or a space where there is one,
 * and never inside a letter.
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

/** The longest beginning of `text` with at most `maxBytes` bytes of UTF-8; no letter is cut. */
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
