/** What was said in the room. It stays where the person reads, whatever comes above and below. */

import { createRef } from "preact";
import { END_PX, LOAD_AHEAD_PX } from "../../limits.ts";
import { placeOf } from "../grouping.ts";
import { markMatches } from "../matches.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { atEnd, firstId, type WindowItem } from "../window.ts";
import { isCoarse } from "./composer.tsx";
import { PendingRows } from "./pending_rows.tsx";
import { keyOf, Row } from "./row.tsx";
import { View } from "./view.ts";

/** The log of one room, with the way to its end. */
export class Log extends View<{ page: Page; room: RoomState }> {
  readonly #scroller = createRef<HTMLDivElement>();
  #held: Held | undefined;
  /** Whether the newest message was in the rows that are drawn. */
  #hasNewest = true;

  override draw({ page, room }: Log["props"]) {
    const { say } = page;
    // all that changes the rows is read here: where one reads is found before they change
    const { window: { value: window }, unread: { value: { marker } } } = room;
    const [nick, pending] = [page.nick.value, page.pending.value];
    void room.scrollTo.value;
    void page.search.text.value;
    return (
      <div class="log-box">
        <div
          class="log"
          role="log"
          aria-live="off"
          aria-label={`#${room.name}`}
          tabIndex={0}
          ref={this.#scroller}
          onScroll={() => this.#scrolled()}
        >
          <div class="rows">
            {window.atStart && <p class="edge">{say.start}</p>}
            {window.items.length === 0 && page.status.value.kind === "live" && (
              <p class="edge">{say.empty}</p>
            )}
            <Rows
              page={page}
              items={window.items}
              marker={isAbove(room, marker) ? undefined : marker}
              nick={nick}
            />
            {atEnd(window) && <PendingRows page={page} room={room} nick={nick} pending={pending} />}
          </div>
        </div>
        <Pills page={page} room={room} />
      </div>
    );
  }

  /** Where one reads, before the rows change. */
  override getSnapshotBeforeUpdate(): Anchor | undefined {
    const scroller = this.#scroller.current!;
    // the end goes on being the end, unless it is only that of what was loaded
    if (this.#hasNewest && scroller.scrollTop >= -END_PX) return undefined;
    return anchorOf(scroller, this.#held);
  }

  override componentDidMount(): void {
    this.#settle();
  }

  override componentDidUpdate(_props: unknown, _state: unknown, anchor?: Anchor): void {
    this.#held = anchor && restore(this.#scroller.current!, anchor);
    this.#settle();
  }

  /** Goes where it is to go, or loads what one is about to see. */
  #settle(): void {
    const { page, room } = this.props;
    this.#hasNewest = atEnd(room.window.peek());
    markMatches(page.search.text.peek());
    const target = room.scrollTo.peek();
    if (target === undefined) return loadAround(page, room, this.#scroller.current!);
    goTo(this.#scroller.current!, target);
    room.scrollTo.value = undefined;
  }

  #scrolled(): void {
    const { page, room } = this.props;
    const element = this.#scroller.current!;
    const isAtEnd = element.scrollTop >= -END_PX;
    if (isAtEnd !== room.isFollowed.value) {
      room.isFollowed.value = isAtEnd;
      page.looked();
    }
    loadAround(page, room, element);
  }
}

interface RowsProps {
  readonly page: Page;
  readonly items: readonly WindowItem[];
  /** Id of the first message that is new. */
  readonly marker: number | undefined;
  readonly nick: string;
}

function Rows({ page, items, marker, nick }: RowsProps) {
  // the message with this id may be lost
  const first = marker === undefined
    ? undefined
    : items.find((item) => item.kind === "message" && item.message.id >= marker);
  return (
    <>
      {items.map((item, i) => {
        const place = placeOf(item, items[i - 1]);
        return (
          <Row
            key={keyOf(item)}
            say={page.say}
            locale={page.locale}
            item={item}
            isFirst={place.isFirst || item === first}
            isNewDay={place.isNewDay}
            isMarked={item === first}
            nick={nick}
          />
        );
      })}
    </>
  );
}

/** The way to what is new, and to the end. */
class Pills extends View<{ page: Page; room: RoomState }> {
  override draw({ page, room }: Pills["props"]) {
    const { count, marker } = room.unread.value;
    // the button that is pressed will be gone: keys scroll and write from the field
    const go = (id?: number) => {
      page.jump(room, id);
      if (!isCoarse()) document.querySelector("textarea")?.focus();
    };
    const isAway = !room.isFollowed.value || !atEnd(room.window.value);
    if (!isAway && !isAbove(room, marker)) return null;
    return (
      <div class="pills">
        {count > 0 && marker !== undefined && (
          <button
            type="button"
            class="pill new"
            onClick={() => go(marker)}
          >
            {page.say.newCount(count)}
          </button>
        )}
        {isAway && (
          <button
            type="button"
            class="pill"
            aria-label={page.say.toEnd}
            title={page.say.toEnd}
            onClick={() => go()}
          >
            ↓
          </button>
        )}
      </div>
    );
  }
}

/** Whether what is new begins before what is loaded. */
function isAbove(room: RoomState, marker: number | undefined): boolean {
  const { value: window } = room.window;
  const first = firstId(window);
  return marker !== undefined && first !== undefined && marker < first && !window.atStart;
}

/** A row in sight, and where it is. */
interface Anchor {
  readonly row: Element;
  readonly top: number;
}

/** A row that was brought back to its place, and what tells whether the person has scrolled since. */
interface Held {
  readonly anchor: Anchor;
  readonly scrollTop: number;
  readonly height: number;
}

/**
 * What the person reads now. Browsers round where they scroll to. So the place of a row that was held before
 * is not measured again: the errors would add up.
 */
function anchorOf(scroller: HTMLElement, held: Held | undefined): Anchor | undefined {
  const isHeld = held?.anchor.row.isConnected && held.scrollTop === scroller.scrollTop &&
    held.height === scroller.clientHeight;
  if (isHeld) return held.anchor;
  const { top } = scroller.getBoundingClientRect();
  const rows = scroller.querySelectorAll(".row");
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  const row = rows[low];
  return row && { row, top: row.getBoundingClientRect().top };
}

/** Brings a row back to where it was. */
function restore(scroller: HTMLElement, anchor: Anchor): Held {
  const { row, top } = anchor;
  if (row.isConnected) scroller.scrollTop += row.getBoundingClientRect().top - top;
  return { anchor, scrollTop: scroller.scrollTop, height: scroller.clientHeight };
}

function goTo(scroller: HTMLElement, target: { readonly id: number } | "end"): void {
  if (target === "end") return void (scroller.scrollTop = 0);
  const rows = [...scroller.querySelectorAll<HTMLElement>(".row[data-id]")];
  const row = rows.find(({ dataset: { id } }) => Number(id) >= target.id);
  row?.scrollIntoView({ block: "center" });
}

/** Asks for what one is about to see. */
function loadAround(page: Page, room: RoomState, element: HTMLElement): void {
  const above = element.scrollHeight - element.clientHeight + element.scrollTop;
  if (above < LOAD_AHEAD_PX) page.load(room, "older");
  if (-element.scrollTop < LOAD_AHEAD_PX) page.load(room, "newer");
}
