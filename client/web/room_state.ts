/** What the page shows of one room. */

import { type Signal, signal } from "@preact/signals-core";
import type { PresenceFrame } from "../link/events.ts";
import type { MsgFrame } from "../../protocol/frames.ts";
import type { PagePhrases } from "../../i18n/en/page.ts";
import { fold, isEmpty, NOBODY_MOVED, type PresenceLine } from "./presence_line.ts";
import { presenceText } from "./presence_text.ts";
import { NOTHING_READ, type Unread } from "./unread.ts";
import {
  addPage,
  append,
  EMPTY_WINDOW,
  type Notice,
  type Window,
  type WindowEnd,
  type WindowItem,
} from "./window.ts";

/** What a page of history is asked for. */
export type Wanted =
  /** To go on at one end of the window. */
  | { readonly kind: WindowEnd }
  /** To begin a new window, and to show this message, or the end. */
  | { readonly kind: "jump"; readonly to: number | undefined };

/** Where the log is to go to. */
export type ScrollTarget = { readonly id: number } | "end";

/** One room, as signals. */
export class RoomState {
  readonly name: string;
  readonly window: Signal<Window> = signal(EMPTY_WINDOW);
  readonly unread: Signal<Unread> = signal(NOTHING_READ);
  readonly people: Signal<readonly string[]> = signal([]);
  readonly away: Signal<ReadonlySet<string>> = signal(new Set<string>());
  /** How many there are; the server does not name all of many. */
  readonly count: Signal<number> = signal(0);
  readonly topic: Signal<string> = signal("");
  readonly draft: Signal<string> = signal("");
  /** Whether the person sees the end of the log. */
  readonly isFollowed: Signal<boolean> = signal(true);
  /** How far the person had read before a cut after which not all messages are loaded. */
  seenBefore: number | undefined;
  readonly scrollTo: Signal<ScrollTarget | undefined> = signal(undefined);
  /** What has come and is not in the window yet. */
  #incoming: WindowItem[] = [];
  /** The pages on their way, in order. */
  #wanted: Wanted[] = [];
  #keys = 0;
  /** Who was there when the connection was lost, and has not come back. */
  #before = new Set<string>();
  #line: { readonly key: number; readonly moves: PresenceLine } | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** Begins again with nothing: what came before does not go on. */
  clear(): void {
    this.#incoming = [];
    this.#wanted = [];
    this.#line = undefined;
    this.window.value = EMPTY_WINDOW;
  }

  /** The connection is gone, and with it the answers. */
  disconnected(): void {
    this.#wanted = [];
    this.#before = new Set(this.people.value);
  }

  /** A message came. */
  message(message: MsgFrame): void {
    this.#line = undefined;
    this.#incoming.push({ kind: "message", message });
  }

  /** Something is to be told. */
  notice(text: string, about: Notice["about"], ts: string): void {
    this.#line = undefined;
    this.#incoming.push({ kind: "notice", key: ++this.#keys, text, about, ts });
  }

  /** People came, went or changed. Who comes and goes takes one line, however often. */
  presence(frame: PresenceFrame, own: boolean, say: PagePhrases): void {
    const isKnown = this.people.value.includes(frame.nick) || this.#before.delete(frame.nick);
    this.#people(frame);
    // who was there before a cut, and comes back after it as this person does, is no news
    if (frame.type === "joined" && (own || isKnown) && (frame.others ?? 0) === 0) return;
    const moves = fold(this.#line?.moves ?? NOBODY_MOVED, frame);
    if (moves === undefined) {
      const text = presenceText(frame, say);
      if (text !== undefined) this.notice(text, "presence", frame.ts);
      return;
    }
    const line = this.#line = { key: this.#line?.key ?? ++this.#keys, moves };
    this.#incoming = this.#incoming.filter((item) => !isNotice(item, line.key));
    this.#incoming.push({
      kind: "notice",
      key: line.key,
      text: isEmpty(moves) ? "" : presenceText(moves, say),
      about: "presence",
      ts: frame.ts,
    });
  }

  /** Puts what has come into the window. */
  flush(): void {
    const items = this.#incoming;
    if (items.length === 0) return;
    this.#incoming = [];
    const changed = new Set(items.flatMap((item) => item.kind === "notice" ? [item.key] : []));
    const { value } = this.window;
    // a line that goes on takes the place of its beginning
    const kept = changed.size === 0
      ? value.items
      : value.items.filter((item) => item.kind === "message" || !changed.has(item.key));
    const shown = items.filter((item) => item.kind === "message" || item.text !== "");
    this.window.value = append({ ...value, items: kept }, shown, this.isFollowed.value);
  }

  /** Whether a page is on its way. */
  get isLoading(): boolean {
    return this.#wanted.length > 0;
  }

  /** Remembers what the page asked for now is wanted for. */
  asked(wanted: Wanted): void {
    this.#wanted.push(wanted);
  }

  /** Takes a page that was asked for. */
  page(messages: readonly MsgFrame[]): void {
    const wanted = this.#wanted.shift();
    if (wanted === undefined) return;
    if (wanted.kind !== "jump") {
      this.window.value = addPage(this.window.value, messages, wanted.kind);
      return;
    }
    const { newest } = this.window.value;
    this.window.value = addPage({ ...EMPTY_WINDOW, newest }, messages, "newer");
    if (messages[0]?.id === 1) this.window.value = { ...this.window.value, atStart: true };
    this.scrollTo.value = wanted.to === undefined ? "end" : { id: wanted.to };
  }

  #people(frame: PresenceFrame): void {
    const without = (nick: string) => this.people.value.filter((each) => each !== nick);
    switch (frame.type) {
      case "joined": {
        const others = without(frame.nick);
        if (others.length === this.people.value.length) this.count.value++;
        this.count.value += frame.others ?? 0;
        this.people.value = [...others, frame.nick];
        return;
      }
      case "left":
        this.people.value = without(frame.nick);
        this.count.value = Math.max(0, this.count.value - 1 - (frame.others ?? 0));
        return;
      case "renamed":
        this.people.value = [...without(frame.nick), frame.to];
        return;
      case "topic":
        this.topic.value = frame.topic;
    }
  }
}

function isNotice(item: WindowItem, key: number): boolean {
  return item.kind === "notice" && item.key === key;
}
