/** The whole page. */

import type { Signal } from "@preact/signals-core";
import type { Drawer, Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { Composer } from "./composer.tsx";
import { Log } from "./log.tsx";
import { People } from "./people.tsx";
import { Rooms } from "./rooms.tsx";
import { SearchPanel } from "./search_panel.tsx";
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
              {status.kind === "password" ? <PasswordForm page={page} /> : status.kind === "live"
                ? (
                  // the person has left the last room, or was removed from it
                  <>
                    <p class="wrong">{page.problem.value}</p>
                    <Rooms page={page} chosen={() => {}} />
                  </>
                )
                : !OVER.includes(status.kind) && <NicknameForm page={page} last={lastNick} />}
            </main>
          )
          : <Chat page={page} room={room} switches={switches} />}
        <p class="unseen" role="status">{page.announcement.value}</p>
      </>
    );
  }
}

/** What is said in the banner alone: a nickname would be of no use. */
const OVER: readonly string[] = ["ended", "replaced", "exposed"];

const BARS = "M3 5h14v2H3zm0 5h14v2H3zm0 5h14v2H3z";
const PERSON = "M10 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM3 18c0-4 3-6 7-6s7 2 7 6z";
const BELL = "M10 2a5 5 0 0 1 5 5v4l2 3H3l2-3V7a5 5 0 0 1 5-5zM8 16h4a2 2 0 0 1-4 0z";
const LENS = "M8 2a6 6 0 0 1 5 9l5 5-2 2-5-5A6 6 0 1 1 8 2zm0 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z";
const STROKE = "M2 3l1-1 15 15-1 1z";

/** A picture that says nothing by itself. */
function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

class Chat extends View<{ page: Page; room: RoomState; switches: Switches }> {
  /** The drawer that had the focus when it was opened. */
  #drawer: Drawer | undefined;

  override draw({ page, room, switches }: Chat["props"]) {
    const { say } = page;
    const drawer = page.drawer.value;
    return (
      <div
        class={`chat ${drawer ?? "closed"}`}
        onKeyDown={(event) => {
          if (event.key === "Escape" && drawer !== undefined) this.#close(drawer);
        }}
      >
        <header>
          <button
            type="button"
            id="open-rooms"
            class="opener"
            aria-expanded={drawer === "rooms"}
            aria-label={say.rooms}
            onClick={() => page.toggle("rooms", room)}
          >
            <Icon path={BARS} />
          </button>
          <h1>
            <bdi>#{room.name}</bdi>
          </h1>
          <p class="topic" dir="auto" title={room.topic.value}>{room.topic.value}</p>
          <button
            type="button"
            id="open-search"
            class="tool"
            aria-expanded={drawer === "search"}
            aria-label={say.search}
            title={say.search}
            onClick={() => page.toggle("search", room)}
          >
            <Icon path={LENS} />
          </button>
          {switches.notifies !== undefined && (
            <button
              type="button"
              class="tool"
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
            onClick={() => page.toggle("people", room)}
          >
            <Icon path={PERSON} /> {room.count.value}
          </button>
        </header>
        <nav class="side rooms" tabIndex={-1} aria-label={say.rooms}>
          <Rooms page={page} chosen={() => page.drawer.value = undefined} />
        </nav>
        <main>
          <StatusBanner page={page} />
          <Abandoned page={page} />
          <Log key={room.name} page={page} room={room} />
          <Composer key={`${room.name} field`} page={page} room={room} />
        </main>
        <aside
          class="side people"
          tabIndex={-1}
          aria-label={drawer === "search" ? say.search : say.people}
        >
          {drawer === "search"
            ? <SearchPanel page={page} room={room} />
            : <People page={page} room={room} />}
        </aside>
      </div>
    );
  }

  override componentDidUpdate(): void {
    const drawer = this.props.page.drawer.peek();
    if (drawer !== this.#drawer && drawer !== undefined && drawer !== "search") {
      document.querySelector<HTMLElement>(`.side.${drawer}`)!.focus();
    }
    this.#drawer = drawer;
  }

  /** Leaves the drawer, for the button that has opened it. */
  #close(drawer: Drawer): void {
    const { page, room } = this.props;
    page.toggle(drawer, room);
    document.getElementById(`open-${drawer}`)?.focus();
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
