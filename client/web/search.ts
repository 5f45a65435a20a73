/** A search in a room, as signals: what was asked for, and what the server has found. */

import { type Signal, signal } from "@preact/signals-core";
import type { FoundMessage } from "../../protocol/frames.ts";
import { FOUND_MESSAGES } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";

/** The answers of the server to one search, page by page. */
export class Search {
  /** What is looked for; empty where nothing is. */
  readonly text: Signal<string> = signal("");
  /** What was found so far, newest first. */
  readonly found: Signal<readonly FoundMessage[]> = signal([]);
  /** Whether the server is still looking, has no more, has more, or could not look. */
  readonly state: Signal<"asked" | "complete" | "more" | "failed"> = signal("complete");
  /** The room that is searched. */
  room = "";
  readonly #link: Pick<Link, "search">;
  #next: number | undefined;
  /** How many messages the page that is asked for is to have at the end. */
  #wanted = 0;
  /** Whether what the server looks for now is not wanted any more. */
  #isStale = false;

  /** @param link Asks the server. */
  constructor(link: Pick<Link, "search">) {
    this.#link = link;
  }

  /** Begins a search. Nothing is looked for when `text` is blank. */
  begin(room: string, text: string): void {
    // the server does one search at a time
    this.#isStale = this.state.value === "asked";
    this.room = room;
    this.text.value = text.trim();
    this.found.value = [];
    this.#next = undefined;
    if (this.text.value === "") this.state.value = this.#isStale ? "asked" : "complete";
    else this.more();
  }

  /** Asks for older ones. */
  more(): void {
    this.#wanted = this.found.value.length + FOUND_MESSAGES;
    if (!this.#isStale) this.#ask();
  }

  /** Takes an answer. The server ends it when it takes long: then it goes on from there. */
  take({ messages, next }: Extract<LinkEvent, { type: "found" }>): void {
    if (this.#isStale) return this.failed();
    this.found.value = [...this.found.value, ...messages];
    this.#next = next;
    if (next === undefined) this.state.value = "complete";
    else if (this.found.value.length >= this.#wanted) this.state.value = "more";
    else this.#ask();
  }

  /** The server could not answer, or the answer is lost with the connection. */
  failed(): void {
    if (this.state.value !== "asked") return;
    this.state.value = this.text.value === "" ? "complete" : "failed";
    if (!this.#isStale) return;
    this.#isStale = false;
    if (this.text.value !== "") this.#ask();
  }

  #ask(): void {
    const { room, text: { value: text } } = this;
    const limit = this.#wanted - this.found.value.length;
    const before = this.#next === undefined ? {} : { before: this.#next };
    this.state.value = this.#link.search({ room, text, limit, ...before }) ? "asked" : "failed";
  }
}
