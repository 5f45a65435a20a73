/** Who is in the room. */

import { signal } from "@preact/signals-core";
import { nameColour } from "../name_colour.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { View } from "./view.ts";

/** The people of a room, by name; typing into the field leaves those whose name has it. */
export class People extends View<{ page: Page; room: RoomState }> {
  readonly #wanted = signal("");

  override draw({ page, room }: People["props"]) {
    const { say } = page;
    const part = this.#wanted.value.toLowerCase();
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
          value={this.#wanted.value}
          onInput={(event) => this.#wanted.value = event.currentTarget.value}
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
}
