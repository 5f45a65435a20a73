/** The rooms of the page, and the one that is shown. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { RoomState } from "./room_state.ts";
import type { Memory } from "./memory.ts";
import type { Waiting } from "./page_title.ts";

/** The rooms, as signals. */
export class RoomsState {
  readonly all: Signal<readonly RoomState[]> = signal([]);
  readonly current: Signal<RoomState | undefined> = signal(undefined);
  /** What waits in all rooms. */
  readonly waiting: ReadonlySignal<Waiting> = computed(() => {
    let [count, mentions] = [0, 0];
    for (const { unread } of this.all.value) {
      count += unread.value.count;
      mentions += unread.value.mentions;
    }
    return { count, mentions };
  });
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The room of this name, if the person is in it. */
  get(name: string): RoomState | undefined {
    return this.all.value.find((room) => room.name === name);
  }

  /** The room of this name, made where there is none. */
  ensure(name: string): RoomState {
    const known = this.get(name);
    if (known !== undefined) return known;
    const room = new RoomState(name);
    room.draft.value = this.#memory.draft(name);
    this.all.value = [...this.all.value, room];
    this.#keep();
    return room;
  }

  /** Shows a room. */
  show(room: RoomState): void {
    batch(() => {
      this.current.value = room;
      room.isFollowed.value = true;
    });
    this.#keep();
  }

  /** The person is not in this room any more. */
  remove(name: string): void {
    const rest = this.all.value.filter((room) => room.name !== name);
    batch(() => {
      this.all.value = rest;
      if (this.current.value?.name === name) this.current.value = rest[0];
    });
    this.#keep();
  }

  /** The room that stands `step` places below the shown one; round and round. */
  beside(step: number): RoomState | undefined {
    const { value: all } = this.all;
    const at = all.findIndex((room) => room === this.current.value);
    return all[(at + step + all.length) % all.length];
  }

  #keep(): void {
    const shown = this.current.value?.name;
    const names = this.all.value.map(({ name }) => name);
    const rest = names.filter((name) => name !== shown);
    this.#memory.keep({ rooms: shown === undefined ? rest : [shown, ...rest] });
  }
}
