/** Who is in the room. */

import { useSignal } from "@preact/signals";
import { nameColour } from "../name_colour.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";

/** The people of a room, by name; typing into the field leaves those whose name has it. */
export function People({ page, room }: { page: Page; room: RoomState }) {
  const { say } = page;
  const wanted = useSignal("");
  const part = wanted.value.toLowerCase();
  const nicks = room.people.value
    .filter((nick) => nick.toLowerCase().includes(part))
    .toSorted((one, other) => one.localeCompare(other));
  return (
    <>
      <h2>{say.peopleCount(room.count.value)}</h2>
      <input
        type="search"
        aria-label={say.filter}
        placeholder={say.filter}
        value={wanted.value}
        onInput={(event) => wanted.value = event.currentTarget.value}
      />
      <ul>
        {nicks.map((nick) => (
          <li key={nick}>
            <bdi class={`c${nameColour(nick)}`}>{nick}</bdi>
            {room.away.value.has(nick) && <span class="quiet">{` (${say.away})`}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
