/** The rooms that the person is in, and the way into another. */

import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { View } from "./view.ts";

/** The rooms with what is unread in each. */
export class Rooms extends View<{ page: Page; chosen: () => void }> {
  override draw({ page, chosen }: Rooms["props"]) {
    const { say, rooms } = page;
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
            this.#enter(event.currentTarget.elements.namedItem("room") as HTMLInputElement);
          }}
        >
          <input
            name="room"
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

  #enter(field: HTMLInputElement): void {
    const { page, chosen } = this.props;
    const name = field.value.trim();
    if (name === "") return;
    const wrong = page.enterRoom(name);
    page.problem.value = wrong ?? "";
    if (wrong !== undefined) return;
    field.value = "";
    chosen();
  }
}

class RoomEntry extends View<{ page: Page; room: RoomState; chosen: () => void }> {
  override draw({ page, room, chosen }: RoomEntry["props"]) {
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
}
