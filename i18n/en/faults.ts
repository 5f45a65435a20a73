/** Why a nickname, a room or a text cannot be used. */

import type { TextFault } from "../../protocol/text.ts";

/** A sentence for each fault; `seen` and `limit` are numbers where they matter. */
export type FaultPhrases = Readonly<Record<TextFault, (seen: number, limit: number) => string>>;

export const faults: FaultPhrases = {
  nick_empty: () => "A nickname cannot be empty",
  nick_wide: (seen, limit) => `The nickname is ${seen} columns wide; the maximum is ${limit}`,
  nick_bytes: (seen, limit) => `The nickname has ${seen} bytes; the maximum is ${limit}`,
  nick_chars: () => "A nickname cannot contain control or invisible characters",
  nick_ends: () => "A nickname cannot begin or end with a space",
  nick_colon: () => 'A nickname cannot begin with ":" or contain ": "',
  room_name: (_, limit) =>
    `A room name has 1 to ${limit} letters, digits, "_", "-" or dots between them`,
  room_reserved: () => "No room can have this name: Windows keeps it for a device",
  text_empty: () => "The message is empty",
  text_bytes: (seen, limit) => `The message has ${seen} bytes; the maximum is ${limit}`,
  text_lines: (seen, limit) => `The message has ${seen} lines; the maximum is ${limit}`,
};
