/** The rooms that the person is in, and the way into another. */

import { useRef } from "preact/hooks";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";

/** The rooms with what is unread in each. */
export function Rooms({ page, chosen }: { page: Page; chosen: () => void }) {
  const { say, rooms } = page;
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <h2>{say.rooms}</h2>
      <ul>
        {rooms.all.value.map((room) => (
          <RoomEntry key={room.name} page={page} room={room} chosen={chosen} />
        ))}
      </ul>
      <form
        class="add"
        onSubmit={(event) => {
          event.preventDefault();
          const { value } = field.current!;
          if (value.trim() === "") return;
          const wrong = page.enterRoom(value.trim());
          page.problem.value = wrong ?? "";
          if (wrong !== undefined) return;
          field.current!.value = "";
          chosen();
        }}
      >
        <input
          ref={field}
          aria-label={say.addRoom}
          placeholder={say.addRoom}
          autocapitalize="off"
          spellcheck={false}
        />
        <button type="submit" aria-label={say.add} title={say.add}>+</button>
      </form>
    </>
  );
}

function RoomEntry(
  { page, room, chosen }: { page: Page; room: RoomState; chosen: () => void },
) {
  const { count, mentions } = room.unread.value;
  const isShown = page.rooms.current.value === room;
  return (
    <li class={isShown ? "shown" : ""}>
      <button
        type="button"
        class="room"
        aria-current={isShown ? "page" : undefined}
        onClick={() => {
          page.show(room);
          chosen();
        }}
      >
        <bdi>#{room.name}</bdi>
        {count > 0 && <span class={mentions > 0 ? "badge named" : "badge"}>{count}</span>}
      </button>
      {page.rooms.all.value.length > 1 && (
        <button
          type="button"
          class="leave"
          aria-label={page.say.leaveRoom(room.name)}
          title={page.say.leaveRoom(room.name)}
          onClick={() => page.leaveRoom(room)}
        >
          ×
        </button>
      )}
    </li>
  );
}
