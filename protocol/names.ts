/** Checks nicknames and room names. */

import stringWidth from "string-width";
import { MAX_NICK_BYTES, MAX_NICK_COLUMNS, MAX_ROOM_CHARS } from "./limits.ts";
import { type InvalidText, utf8Bytes, type ValidText } from "./text.ts";

// The most characters that become one in NFC (UAX #15)
const MAX_COMPOSED = 4;

// A name has no invisible, private or unassigned characters, and no space except U+0020. The joiner and
// the variation selector are allowed between the parts of an emoji.
const NICK_BAD = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
const EMOJI_JOINERS = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)[\u200d\ufe0f]/gu;

/**
 * Checks a nickname: 1 to `MAX_NICK_COLUMNS` terminal columns, nothing invisible, no space at its ends,
 * no `:` first, and no `": "` inside, which could make it look like a line of another person.
 */
export function checkNick(raw: string): ValidText | InvalidText {
  if (raw === "") return { ok: false, fault: "nick_empty" };
  // composing thousands of marks takes long, and they cannot become a name
  const value = raw.length > MAX_COMPOSED * MAX_NICK_BYTES ? raw : raw.normalize("NFC");
  const bytes = utf8Bytes(value);
  if (bytes > MAX_NICK_BYTES) {
    return { ok: false, fault: "nick_bytes", seen: bytes, limit: MAX_NICK_BYTES };
  }
  if (NICK_BAD.test(value.replace(EMOJI_JOINERS, ""))) return { ok: false, fault: "nick_chars" };
  if (value.startsWith(" ") || value.endsWith(" ")) return { ok: false, fault: "nick_ends" };
  if (value.startsWith(":") || value.includes(": ")) return { ok: false, fault: "nick_colon" };
  const columns = stringWidth(value);
  if (columns < 1) return { ok: false, fault: "nick_chars" };
  if (columns > MAX_NICK_COLUMNS) {
    return { ok: false, fault: "nick_wide", seen: columns, limit: MAX_NICK_COLUMNS };
  }
  return { ok: true, value };
}

// Windows cannot have a folder of such a name, also with an extension
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

/**
 * Checks a room name: 1 to `MAX_ROOM_CHARS` letters, digits, `_`, `-` and inner dots. It is put in lower
 * case, so that each system can use it as the name of a folder. A `#` before it is dropped.
 */
export function checkRoom(raw: string): ValidText | InvalidText {
  const invalid: InvalidText = { ok: false, fault: "room_name", limit: MAX_ROOM_CHARS };
  const name = raw.replace(/^#/, "");
  if (name.length > MAX_COMPOSED * MAX_ROOM_CHARS) return invalid;
  // composed again: a small letter with a mark can be one character where the capital is two
  const value = name.normalize("NFKC").toLowerCase().normalize("NFKC");
  const shaped = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_-])?$/u.test(value);
  // some letters show nothing, such as the Hangul filler
  const isHidden = /\p{Default_Ignorable_Code_Point}/u.test(value);
  if (!shaped || isHidden || value.length > MAX_ROOM_CHARS) return invalid;
  return RESERVED.test(value) ? { ok: false, fault: "room_reserved" } : { ok: true, value };
}
