/** The search: a field, and what was found. */

import { createRef } from "preact";
import type { FoundMessage } from "../../../protocol/frames.ts";
import { markMatches } from "../matches.ts";
import { nameColour } from "../name_colour.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { View } from "./view.ts";

/** What the panel works with. */
export interface SearchPanelProps {
  readonly page: Page;
  readonly room: RoomState;
}

/** Searches the shown room; a click on a message shows it in the log. */
export class SearchPanel extends View<SearchPanelProps> {
  readonly #field = createRef<HTMLInputElement>();

  override componentDidMount(): void {
    this.#field.current!.focus();
  }

  override componentDidUpdate(): void {
    markMatches(this.props.page.search.text.peek());
  }

  override draw({ page, room }: SearchPanelProps) {
    const { say, search } = page;
    const { found: { value: found }, state: { value: state }, text: { value: text } } = search;
    const isNothing = state === "complete" && text !== "" && found.length === 0;
    return (
      <>
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            search.begin(room.name, this.#field.current!.value);
          }}
        >
          <input
            type="search"
            ref={this.#field}
            defaultValue={text}
            aria-label={say.searchIn(room.name)}
            placeholder={say.searchIn(room.name)}
          />
        </form>
        <ol>
          {found.map((message) => (
            <li key={message.id}>
              <button type="button" class="hit" onClick={() => page.showFound(message, isNarrow())}>
                <Hit page={page} room={search.room} message={message} />
              </button>
            </li>
          ))}
        </ol>
        <p role="status" class="quiet">
          {state === "asked"
            ? say.searching
            : state === "failed"
            ? say.searchFailed
            : isNothing && say.nothingFound}
        </p>
        {state === "more" && (
          <button type="button" onClick={() => search.more()}>{say.findOlder}</button>
        )}
      </>
    );
  }
}

/** Whether the panel is over the log. */
function isNarrow(): boolean {
  return matchMedia("(max-width: 60rem)").matches;
}

function Hit({ page, room, message }: { page: Page; room: string; message: FoundMessage }) {
  const { nick, text, ts } = message;
  const time = new Date(ts).toLocaleString(page.locale, { dateStyle: "short", timeStyle: "short" });
  return (
    <>
      <bdi class={`c${nameColour(nick)}`}>{nick}</bdi>
      <span class="quiet">{` ${time}, #${room}`}</span>
      <span class="text" dir="auto">{text}</span>
    </>
  );
}
