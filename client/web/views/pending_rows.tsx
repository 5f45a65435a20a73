/** What this person has said and the server has not answered yet. */

import { textOf } from "../../link/outbox.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";

/** The messages on their way to one room. */
export function PendingRows({ page, room }: { page: Page; room: RoomState }) {
  const items = page.pending.value.filter(({ command }) =>
    command.kind === "say" && command.room === room.name
  );
  return (
    <>
      {items.map(({ cid, command }) => (
        <div key={cid} class="row pending">
          <bdi class="nick">{page.nick.value}</bdi>
          <p class="text" dir="auto">{textOf(command)}</p>
          <span class="state">{page.say.onItsWay}</span>
        </div>
      ))}
    </>
  );
}
