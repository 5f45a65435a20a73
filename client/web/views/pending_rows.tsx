/** What this person has said and the server has not answered yet. */

import { type OutboxItem, textOf } from "../../link/outbox.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";

/** What the rows show. */
export interface PendingRowsProps {
  readonly page: Page;
  readonly room: RoomState;
  readonly nick: string;
  readonly pending: readonly OutboxItem[];
}

/** The messages on their way to one room. */
export function PendingRows({ page, room, nick, pending }: PendingRowsProps) {
  const items = pending.filter(({ command }) =>
    command.kind === "say" && command.room === room.name
  );
  return (
    <>
      {items.map(({ cid, command }) => (
        <div key={cid} class="row pending">
          <bdi class="nick">{nick}</bdi>
          <p class="text" dir="auto">{textOf(command)}</p>
          <span class="state">{page.say.onItsWay}</span>
        </div>
      ))}
    </>
  );
}
