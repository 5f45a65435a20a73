/** What is printed of a room, one message after the other: days, bells, folding. */

import type { MsgFrame } from "../../protocol/frames.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { mentions } from "./mention.ts";
import {
  renderDm,
  type Rendered,
  renderMessage,
  renderNotice,
  type RenderOptions,
} from "./render.ts";
import { belongTogether, renderPresence } from "./presence.ts";
import type { View } from "./view.ts";

/** What a scroll works with. */
export interface ScrollOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly say: ScreenPhrases;
  readonly view: View;
}

/** See the module. */
export class Scroll {
  readonly #options: ScrollOptions;
  #day: string;
  #isBack = false;
  /** Who comes or goes at the same time, and is told of in one sentence. */
  #passing: PresenceFrame[] = [];
  #folded: ((options: RenderOptions) => Rendered) | undefined;

  constructor(options: ScrollOptions) {
    this.#options = options;
    this.#day = new Date(options.clock.date()).toDateString();
  }

  /** A room was entered: what is old there was missed, or happened before one's time. */
  enter(isBack: boolean): void {
    this.#isBack = isBack;
  }

  /** Prints what happened. */
  on(event: Extract<LinkEvent, { type: "message" | "dm" | "presence" }>): void {
    const { view } = this.#options;
    if (event.type !== "presence") this.flush();
    switch (event.type) {
      case "message":
        this.#message(event.message);
        if (this.#rings(event)) view.bell();
        return;
      case "dm":
        this.#print((options) => renderDm(event.frame, event.own, options));
        if (!event.own) view.bell();
        return;
      case "presence":
        return this.#presence(event.frame);
    }
  }

  /** Prints what is held back, before anything else is printed. */
  flush(): void {
    const [first, ...rest] = this.#passing.splice(0);
    if (first === undefined) return;
    this.#turnTo(first.ts);
    this.#options.view.print(renderPresence([first, ...rest], this.#render()));
  }

  /** Prints a page of older messages, marked as such. */
  page(messages: readonly MsgFrame[]): void {
    const { view, say } = this.#options;
    const note = (text: string) => view.print(renderNotice(text, view.columns));
    if (messages.length === 0) return note(say.noOlder);
    note(say.older(messages.length));
    const today = this.#day;
    messages.forEach((message) => this.#message(message));
    note(say.olderEnd);
    this.#day = today;
  }

  /** Prints the last long message as a whole; false when there is none. */
  more(): boolean {
    const folded = this.#folded;
    if (folded === undefined) return false;
    this.#options.view.print(folded({ ...this.#render(), foldRows: Infinity }).lines);
    return true;
  }

  #presence(frame: PresenceFrame): void {
    const last = this.#passing.at(-1);
    if (last !== undefined && !belongTogether(last, frame)) this.flush();
    // no later than all that has come with it
    if (this.#passing.push(frame) === 1) queueMicrotask(() => this.flush());
  }

  #message(message: MsgFrame): void {
    this.#turnTo(message.ts);
    this.#print((options) => renderMessage(message, options));
  }

  #print(render: (options: RenderOptions) => Rendered): void {
    const { lines, folded } = render(this.#render());
    if (folded) this.#folded = render;
    this.#options.view.print(lines);
  }

  #render(): RenderOptions {
    const { view: { columns, foldRows }, session, say } = this.#options;
    return { columns, foldRows, me: session.nick ?? "", say };
  }

  /** Says which day it is where that is another than that of the line before. */
  #turnTo(ts: string): void {
    const date = new Date(ts);
    const day = date.toDateString();
    if (day === this.#day || Number.isNaN(date.getTime())) return;
    this.#day = day;
    const { view, say } = this.#options;
    view.print(renderNotice(say.day(date.getTime()), view.columns));
  }

  #rings({ message, own }: Extract<LinkEvent, { type: "message" }>): boolean {
    if (own || (message.old === true && !this.#isBack)) return false;
    const { nick = "" } = this.#options.session;
    return message.nick !== nick && mentions(message.text, nick).length > 0;
  }
}
