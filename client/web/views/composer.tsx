/** The field in which one writes. */

import { createRef } from "preact";
import { MAX_FIELD_ROWS, MIN_SHOWN_SIZE_PERCENT } from "../../limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { complete } from "../completion.ts";
import { keyAction } from "../input_keys.ts";
import type { Page } from "../page.ts";
import type { RoomState } from "../room_state.ts";
import { View } from "./view.ts";

/** The field, the button, and what is wrong with the text. */
export class Composer extends View<{ page: Page; room: RoomState }> {
  readonly #field = createRef<HTMLTextAreaElement>();
  /** Where the cursor is to be once the text that was put in is there. */
  #cursor: number | undefined;

  override componentDidMount(): void {
    // the form or the field before had the focus and is gone; a finger would get a keyboard unasked
    if (document.activeElement === document.body && !isCoarse()) this.#field.current!.focus();
  }

  override componentDidUpdate(): void {
    if (this.#cursor === undefined) return;
    this.#field.current!.setSelectionRange(this.#cursor, this.#cursor);
    this.#cursor = undefined;
  }

  override draw({ page, room }: Composer["props"]) {
    const { say } = page;
    const text = room.draft.value;
    const size = sizeOf(page, text);
    return (
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          this.#send();
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer?.files.length === 0) return;
          event.preventDefault();
          page.problem.value = say.noFiles;
        }}
      >
        <textarea
          ref={this.#field}
          rows={Math.min(MAX_FIELD_ROWS, text.split("\n").length)}
          value={text}
          dir="auto"
          enterkeyhint="enter"
          aria-label={say.message(room.name)}
          placeholder={say.message(room.name)}
          aria-describedby="field-state"
          onInput={(event) => page.type(room, event.currentTarget.value)}
          onKeyDown={(event) => this.#pressed(event)}
        />
        <button type="submit" class="send" disabled={text.trim() === "" || size.isTooLarge}>
          {say.send}
        </button>
        <p id="field-state" class="field-state" role="status">
          {page.problem.value || size.text}
        </p>
      </form>
    );
  }

  #put(text: string, cursor: number): void {
    const { page, room } = this.props;
    this.#cursor = cursor;
    page.type(room, text);
  }

  #send(): void {
    const { page, room } = this.props;
    const field = this.#field.current!;
    const text = room.draft.value;
    field.focus();
    if (sizeOf(page, text).isTooLarge || page.submit()) return;
    // what is typed next is no part of a command that was refused
    if (text[0] === "/") field.select();
  }

  #pressed(event: KeyboardEvent): void {
    const { page, room } = this.props;
    const text = room.draft.value;
    const cursor = this.#field.current!.selectionStart;
    const action = keyAction(event, { text, cursor, isCoarse: isCoarse() });
    if (action === undefined) return;
    if (action === "complete") {
      const done = complete(text, cursor, room.people.value);
      if (done === undefined) return;
      this.#put(done.text, done.cursor);
    } else if (action === "send") this.#send();
    else if (action === "recall") {
      const last = page.lastText;
      if (last !== undefined) this.#put(last, last.length);
    } else if (action === "end") page.jump(room);
    else if (action === "page_up" || action === "page_down") scrollPage(action === "page_up");
    else {
      const next = page.rooms.beside(action === "previous_room" ? -1 : 1);
      if (next !== undefined) page.show(next);
    }
    event.preventDefault();
  }
}

/** Whether fingers are used. */
export function isCoarse(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** How large a text is: told when it comes near to a bound, or is beyond it. */
function sizeOf(
  { say, limits: { value: { text_bytes, text_lines } } }: Page,
  text: string,
): { readonly text: string; readonly isTooLarge: boolean } {
  const bytes = utf8Bytes(text.trimEnd());
  const lines = text.trimEnd().split("\n").length;
  const isTooLarge = bytes > text_bytes || lines > text_lines;
  if (lines * 100 > text_lines * MIN_SHOWN_SIZE_PERCENT) {
    return { text: say.tooManyLines(lines, text_lines), isTooLarge };
  }
  const isShown = bytes * 100 > text_bytes * MIN_SHOWN_SIZE_PERCENT;
  return { text: isShown ? say.tooLong(bytes, text_bytes) : "", isTooLarge };
}

function scrollPage(isUp: boolean): void {
  const log = document.querySelector(".log");
  log?.scrollBy(0, (isUp ? -0.9 : 0.9) * log.clientHeight);
}
