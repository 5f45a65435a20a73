/** A view that puts the room before each line: for terminals that show all rooms in one stream. */

import { span, type StyledLine } from "../tty/style.ts";
import type { View } from "./view.ts";

/** Prints lines with a tag. All else is the view's own. */
export class RoomTags implements View {
  /** What stands before each line, if something does. */
  tag: string | undefined;
  readonly #view: View;

  constructor(view: View) {
    this.#view = view;
  }

  get columns(): number {
    return this.#view.columns;
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
    const { tag } = this;
    const tagged = tag === undefined ? lines : lines.map((line) => [span(`${tag} `), ...line]);
    this.#view.print(tagged);
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
