/** The rooms of a server as lines. Pure. */

import type { RoomInfo } from "../../protocol/frames.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { localTime, oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { wrapLine } from "../tty/lines.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import { MARGIN } from "./margin.ts";
import { nameText } from "./name_text.ts";
import { renderNotice } from "./render_notice.ts";

/** One line for each room: its name, how many are there, when something was said last, its topic. */
export function renderRoomList(
  rooms: readonly RoomInfo[],
  say: ScreenPhrases,
  columns: number,
): StyledLine[] {
  if (rooms.length === 0) return renderNotice(say.noRooms, columns);
  return rooms.flatMap(({ room, count, ts, topic = "" }) => {
    const about = [say.roomCount(count), localTime(ts).slice(0, 16), isolate(oneLine(topic))];
    const text = about.filter((each) => each !== "").join(", ");
    const line = [
      span("   -- ", FAINT),
      span(nameText(room), { bold: true }),
      span(`  ${text}`, FAINT),
    ];
    return wrapLine(line, columns, { indent: MARGIN });
  });
}
