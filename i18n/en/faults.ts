/** Why a nickname, a room or a text cannot be used. */

import type { TextFault } from "../../protocol/text.ts";

/** A sentence for each fault; `seen` and `limit` are numbers where they matter. */
export type FaultPhrases = Readonly<Record<TextFault, (seen: number, limit: number) => string>>;

export const faults: FaultPhrases = {
  nick_empty: () => "A nickname cannot be empty",
  nick_wide: (seen, limit) => `The nickname is ${seen} wide, at most ${limit} are possible`,
  nick_bytes: (seen, limit) => `The nickname takes ${seen} bytes, at most ${limit} are possible`,
  nick_chars: () => "A nickname cannot hold control or invisible characters",
  nick_ends: () => "A nickname cannot begin or end with a space",
  nick_colon: () => 'A nickname cannot begin with ":" or hold ": "',
  room_name: (_, limit) =>
    `A room name is 1 to ${limit} letters, digits, "_", "-" or dots between them`,
  text_empty: () => "The message is empty",
  text_bytes: (seen, limit) => `The message has ${seen} bytes, at most ${limit} are possible`,
  text_lines: (seen, limit) => `The message has ${seen} lines, at most ${limit} are possible`,
};
