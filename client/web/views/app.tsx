/** The whole page. */

import { type Signal, signal } from "@preact/signals-core";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { Composer } from "./composer.tsx";
import { Log } from "./log.tsx";
import { People } from "./people.tsx";
import { Rooms } from "./rooms.tsx";
import { NicknameForm, PasswordForm } from "./sign_in.tsx";
import { StatusBanner } from "./status_banner.tsx";
import { View } from "./view.ts";

/** What a person can switch. */
export interface Switches {
  /** Whether to notify; absent where the browser cannot. */
  readonly notifies: Signal<boolean> | undefined;
  readonly toggleNotify: () => void;
}

/** The page: the way in, or the room that is shown. */
export class App extends View<{ page: Page; lastNick: string; switches: Switches }> {
  override draw({ page, lastNick, switches }: App["props"]) {
    const { status: { value: status }, rooms } = page;
    const room = rooms.current.value;
    const asks = status.kind === "nickname" || status.kind === "password";
    return (
      <>
        {room === undefined || asks
          ? (
            <main class="door">
              <h1>chat</h1>
              <StatusBanner page={page} />
              {status.kind === "password"
                ? <PasswordForm page={page} />
                : status.kind !== "exposed" && <NicknameForm page={page} last={lastNick} />}
            </main>
          )
          : <Chat page={page} room={room} switches={switches} />}
        <p class="unseen" role="status">{page.announcement.value}</p>
      </>
    );
  }
}

const BARS = "M3 5h14v2H3zm0 5h14v2H3zm0 5h14v2H3z";
const PERSON = "M10 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM3 18c0-4 3-6 7-6s7 2 7 6z";
const BELL = "M10 2a5 5 0 0 1 5 5v4l2 3H3l2-3V7a5 5 0 0 1 5-5zM8 16h4a2 2 0 0 1-4 0z";
const STROKE = "M2 3l1-1 15 15-1 1z";

/** A picture that says nothing by itself. */
function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

type Drawer = "rooms" | "people" | undefined;

class Chat extends View<{ page: Page; room: RoomState; switches: Switches }> {
  readonly #drawer = signal<Drawer>(undefined);

  override draw({ page, room, switches }: Chat["props"]) {
    const { say } = page;
    const drawer = this.#drawer.value;
    return (
      <div
        class={`chat ${drawer ?? "closed"}`}
        onKeyDown={(event) => {
          if (event.key === "Escape" && drawer !== undefined) this.#close();
        }}
      >
        <header>
          <button
            type="button"
            id="open-rooms"
            class="opener"
            aria-expanded={drawer === "rooms"}
            aria-label={say.rooms}
            onClick={() => this.#toggle("rooms")}
          >
            <Icon path={BARS} />
          </button>
          <h1>
            <bdi>#{room.name}</bdi>
          </h1>
          <p class="topic" dir="auto" title={room.topic.value}>{room.topic.value}</p>
          {switches.notifies !== undefined && (
            <button
              type="button"
              class="bell"
              aria-pressed={switches.notifies.value}
              aria-label={say.notify}
              title={say.notify}
              onClick={switches.toggleNotify}
            >
              <Icon path={switches.notifies.value ? BELL : BELL + STROKE} />
            </button>
          )}
          <button
            type="button"
            id="open-people"
            class="opener"
            aria-expanded={drawer === "people"}
            aria-label={say.peopleCount(room.count.value)}
            onClick={() => this.#toggle("people")}
          >
            <Icon path={PERSON} /> {room.count.value}
          </button>
        </header>
        <nav class="side rooms" aria-label={say.rooms}>
          <Rooms page={page} chosen={() => this.#drawer.value = undefined} />
        </nav>
        <main>
          <StatusBanner page={page} />
          <Abandoned page={page} />
          <Log key={room.name} page={page} room={room} />
          <Composer key={`${room.name} field`} page={page} room={room} />
        </main>
        <aside class="side people" aria-label={say.people}>
          <People page={page} room={room} />
        </aside>
      </div>
    );
  }

  #toggle(name: Exclude<Drawer, undefined>): void {
    const { page, room } = this.props;
    this.#drawer.value = this.#drawer.value === name ? undefined : name;
    if (name === "people") page.askPeople(room);
  }

  /** Leaves the drawer, for the button that has opened it. */
  #close(): void {
    const opener = document.getElementById(`open-${this.#drawer.value}`);
    this.#drawer.value = undefined;
    opener?.focus();
  }
}

/** Messages that a closed tab has left. */
class Abandoned extends View<{ page: Page }> {
  override draw({ page }: Abandoned["props"]) {
    const { say, abandoned } = page;
    if (abandoned.value === 0) return null;
    return (
      <div class="banner">
        <span>{say.unsent(abandoned.value)}</span>
        <button type="button" onClick={() => page.settleAbandoned(true)}>{say.sendUnsent}</button>
        <button type="button" onClick={() => page.settleAbandoned(false)}>
          {say.forgetUnsent}
        </button>
      </div>
    );
  }
}
