/** Prints what happens in a room, one event after the other: messages, days, folding. */

import type { MsgFrame } from "../../protocol/frames.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { MAX_FOLDED_MESSAGES } from "../limits.ts";
import { dimmed, type StyledLine } from "../tty/style.ts";
import type { Match } from "./found_messages.ts";
import type { Range } from "./mention.ts";
import { timeOf } from "./margin.ts";
import { nameText } from "./name_text.ts";
import {
  renderDm,
  type Rendered,
  renderFound,
  renderMessage,
  type RenderOptions,
} from "./render_message.ts";
import { renderDayRule, renderNotice } from "./render_notice.ts";
import { belongTogether, renderPresence } from "./render_presence.ts";
import type { View } from "./view.ts";

/** What a message printer works with. */
export interface MessagePrinterOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly say: ScreenPhrases;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  readonly view: View;
}

/** Renders one message for the screen as it is now. */
type Render = (options: RenderOptions) => Rendered;

/** Prints messages and presence events in their order. */
export class MessagePrinter {
  readonly #options: MessagePrinterOptions;
  #day: string;
  /** Presence events that are told in one sentence: people who join or leave at the same time. */
  #together: PresenceFrame[] = [];
  /** The messages that were folded and not shown as a whole, the latest last. */
  readonly #folded: Render[] = [];

  constructor(options: MessagePrinterOptions) {
    this.#options = options;
    this.#day = new Date(options.clock.date()).toDateString();
  }

  /** Prints what happened. */
  on(
    event: Extract<LinkEvent, { type: "message" | "dm" | "presence" }>,
    kind: "room" | "person" = "room",
  ): void {
    if (event.type !== "presence") this.flush();
    switch (event.type) {
      case "message":
        this.#message(event.message);
        break;
      case "dm":
        this.#turnTo(event.frame.ts);
        this.#print((options) => renderDm(event.frame, event.own, options, kind));
        break;
      case "presence":
        return this.#presence(event.frame);
    }
  }

  /** Prints a message once more, faint: it is not new. */
  faint(event: Extract<LinkEvent, { type: "message" | "dm" }>): void {
    const options = this.#render();
    this.#turnTo(event.type === "dm" ? event.frame.ts : event.message.ts);
    const { lines } = event.type === "dm"
      ? renderDm(event.frame, event.own, options, "person")
      : renderMessage(event.message, options);
    this.#options.view.print(lines.map(dimmed));
  }

  /** Prints what is held back, before anything else is printed. */
  flush(): void {
    const [first, ...rest] = this.#together.splice(0);
    if (first === undefined) return;
    this.#turnTo(first.ts);
    this.#options.view.print(renderPresence([first, ...rest], this.#render()));
  }

  /** Prints a message that a search has found. */
  found({ message, room, number }: Match, marks: (line: string) => readonly Range[]): void {
    const { clock, say } = this.#options;
    const place = `#${nameText(room)} ${timeOf(message.ts, clock.date(), say)}`;
    this.#print((options) => renderFound(message, place, number, { ...options, marks }));
  }

  /** Prints messages from the middle of what was said; what was found in the one among them stands out. */
  around(
    messages: readonly MsgFrame[],
    found: { readonly id: number; readonly marks: (line: string) => readonly Range[] },
  ): void {
    const today = this.#day;
    const { marks } = found;
    for (const message of messages) {
      if (message.id === found.id) {
        this.#turnTo(message.ts);
        this.#print((options) => renderMessage(message, { ...options, marks }));
      } else this.#message(message);
    }
    const { view, say } = this.#options;
    view.print(renderNotice(messages.length === 0 ? say.noOlder : say.olderEnd, view.columns));
    this.#day = today;
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

  /** Messages as lines of a text: whole, with their days. */
  past(messages: readonly MsgFrame[]): StyledLine[] {
    const options = { ...this.#render(), columns: Infinity, foldRows: Infinity };
    let day = "";
    return messages.flatMap((message) => {
      const date = new Date(message.ts);
      const rule = date.toDateString() === day ? [] : this.#dayRule(date, Infinity);
      day = date.toDateString();
      return [...rule, ...renderMessage(message, options).lines];
    });
  }

  /** Prints the latest folded message as a whole, the next time the one before; false when none is left. */
  more(): boolean {
    const folded = this.#folded.pop();
    if (folded === undefined) return false;
    this.#options.view.print(folded({ ...this.#render(), foldRows: Infinity }).lines);
    return true;
  }

  #presence(frame: PresenceFrame): void {
    const last = this.#together.at(-1);
    if (last !== undefined && !belongTogether(last, frame)) this.flush();
    // printed at the latest when all that came at once has been taken
    if (this.#together.push(frame) === 1) queueMicrotask(() => this.flush());
  }

  #message(message: MsgFrame): void {
    this.#turnTo(message.ts);
    this.#print((options) => renderMessage(message, options));
  }

  #print(render: Render): void {
    const { lines, folded } = render(this.#render());
    if (folded) this.#folded.push(render);
    if (this.#folded.length > MAX_FOLDED_MESSAGES) this.#folded.shift();
    this.#options.view.print(lines);
  }

  #render(): RenderOptions {
    const { view: { columns, foldRows }, session, say, highlight: calls = [] } = this.#options;
    return { columns, foldRows, me: session.nick ?? "", calls, say };
  }

  /** Prints the day where it is another than that of the line before. */
  #turnTo(ts: string): void {
    const date = new Date(ts);
    const day = date.toDateString();
    if (day === this.#day || Number.isNaN(date.getTime())) return;
    this.#day = day;
    const { view } = this.#options;
    view.print(this.#dayRule(date, view.columns));
  }

  #dayRule(date: Date, columns: number): StyledLine[] {
    return renderDayRule(this.#options.say.day(date.getTime()), columns);
  }
}
