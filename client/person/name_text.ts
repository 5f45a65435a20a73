/** Names that a server has told, as they may stand in a sentence of ours. Pure. */

import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { truncate } from "../tty/width.ts";
import { MAX_NAME_COLUMNS } from "../limits.ts";

/** A nickname or the name of a room: clean, on one row, and no longer than such names are. */
export function nameText(name: string): string {
  return isolate(truncate(oneLine(name), MAX_NAME_COLUMNS));
}
