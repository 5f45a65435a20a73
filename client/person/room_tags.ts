/** A view that puts the room before each line: for terminals that show all rooms in one stream. */

import { span, type StyledLine } from "../tty/style.ts";
import { truncate, width } from "../tty/width.ts";
import { nameText } from "./name_text.ts";
import type { View } from "./view.ts";

/** Prints lines with a tag. All else is the view's own. */
export class RoomTags implements View {
  readonly #view: View;
  /** The room that stands before each line, if one does. */
  #room: string | undefined;

  constructor(view: View) {
    this.#view = view;
  }

  /** Puts this room before all lines that follow, or none. */
  tag(room: string | undefined): void {
    this.#room = room;
  }

  /** What is left for a line: what went on in the next row would begin there like one of ours. */
  get columns(): number {
    return this.#view.columns - width(this.#tag);
  }

  /** Half of the row is left for the line itself. */
  get #tag(): string {
    if (this.#room === undefined) return "";
    return `[#${truncate(nameText(this.#room), (this.#view.columns >> 1) - 4)}] `;
  }

  get foldRows(): number {
    return this.#view.foldRows;
  }

  get live(): boolean {
    return this.#view.live;
  }

  get draft(): string {
    return this.#view.draft;
  }

  print(lines: readonly StyledLine[]): void {
    const tag = span(this.#tag);
    this.#view.print(tag.text === "" ? lines : lines.map((line) => [tag, ...line]));
  }

  bell(): void {
    this.#view.bell();
  }

  notify(text: string): void {
    this.#view.notify(text);
  }

  changed(): void {
    this.#view.changed();
  }

  page(lines: readonly StyledLine[]): boolean {
    return this.#view.page(lines);
  }

  clear(): void {
    this.#view.clear();
  }

  giveBack(text: string, isRefused?: boolean): boolean {
    return this.#view.giveBack(text, isRefused);
  }

  leave(): void {
    this.#view.leave();
  }

  ended(): void {
    this.#view.ended();
  }
}
