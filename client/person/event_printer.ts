/** Prints what happens: messages, comings and goings, and what the client itself has to say. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import { disconnectText, refusalText } from "../event_text.ts";
import type { LinkEvent, Missed } from "../link/events.ts";
import { type OutboxItem, textOf } from "../link/outbox.ts";
import { isolate } from "../tty/bidi.ts";
import type { CacheMerge } from "./cache_merge.ts";
import type { StyledLine } from "../tty/style.ts";
import { JoinFilter } from "./join_filter.ts";
import { timeOf } from "./margin.ts";
import type { MessagePrinter } from "./message_printer.ts";
import { mostThatFit, renderNames } from "./render_names.ts";
import { renderCached, renderNewLine, renderNotice, renderWarning } from "./render_notice.ts";
import { backText, reportOf, typedForm } from "./reports.ts";
import type { View } from "./view.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** What an event printer works with. */
export interface EventPrinterOptions {
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly view: View;
  readonly messages: MessagePrinter;
  readonly cacheMerge: CacheMerge;
  /** Who is in the room, as far as this side knows. */
  readonly roster: { readonly nicks: readonly string[] };
}

/** Turns each event of the link into lines, and prints them. */
export class EventPrinter {
  readonly #options: EventPrinterOptions;
  readonly #joinFilter = new JoinFilter();
  #entered: Event<"entered"> | undefined;
  #isLost = false;
  /** What stands between what was there before and what is new, until that is printed. */
  #newLine: readonly StyledLine[] = [];

  constructor(options: EventPrinterOptions) {
    this.#options = options;
  }

  /** Prints an event, if there is something to say about it. */
  on(event: LinkEvent): void {
    const { phrases, messages } = this.#options;
    if (event.type !== "presence") messages.flush();
    switch (event.type) {
      case "entered":
        return this.#enter(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "message":
      case "dm":
      case "presence":
        return this.#happened(event);
      case "skipped":
        this.#newLine = this.#ruleOf(this.#say.skippedUpTo(event.most));
        return;
      case "page":
        return messages.page(event.messages);
      case "who":
        return this.#here(event.count, event.nicks);
      case "refused":
        return this.#refused(event);
      case "unsent_found":
        return this.#unsentFound(event.items);
      case "shutdown":
        return this.#disconnected(disconnectText({ code: "shutdown" }, phrases));
      case "waiting":
        return this.#disconnected(disconnectText(event.reason, phrases));
      default:
        return this.#report(event);
    }
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  #note(text: string): void {
    const { view } = this.#options;
    view.print(renderNotice(text, view.columns));
  }

  #warn(text: string): void {
    const { view } = this.#options;
    view.print(renderWarning(text, view.columns));
  }

  #enter(event: Event<"entered">): void {
    const { messages, cacheMerge, roster, clock } = this.#options;
    const { back, room, missed } = event;
    const before = this.#entered;
    this.#entered = event;
    // after a short cut the sentence at its end tells enough
    const isTold = this.#isLost && missed?.skipped === 0;
    this.#newLine = missed === undefined || isTold ? [] : this.#ruleOf(this.#newText(missed));
    this.#joinFilter.entered(event, roster.nicks, clock.now());
    messages.enter(back);
    if (before === undefined) cacheMerge.begin(room);
    else if (before.room !== room) this.#note(this.#say.enteredRoom(room));
  }

  /** How much is new; the clock says today's times, older ones have their day. */
  #newText({ count, skipped, since }: Missed): string {
    const { clock } = this.#options;
    const when = since === undefined ? undefined : timeOf(since, clock.date(), this.#say);
    const text = this.#say.newSince(count, when);
    return skipped === 0 ? text : `${text}; ${this.#say.newestOf(count - skipped, skipped)}`;
  }

  #ruleOf(text: string): readonly StyledLine[] {
    return renderNewLine(text, this.#options.view.columns);
  }

  #printNewLine(): void {
    if (this.#newLine.length > 0) this.#options.view.print(this.#newLine);
    this.#newLine = [];
  }

  #caughtUp(event: Event<"caught_up">): void {
    this.#release();
    // where all that is new was left out
    this.#printNewLine();
    if (!this.#isLost) return this.#introduce();
    this.#isLost = false;
    this.#note(backText(event, this.#say));
  }

  /** Says where the user is, below what was said there before. */
  #introduce(): void {
    if (this.#entered === undefined) return;
    const { nick, room, plain, count, members, frame } = this.#entered;
    this.#note(this.#say.entered(isolate(nick), room));
    // a name that was typed wrongly leads to a room of its own
    const isNew = room !== DEFAULT_ROOM && count === 1 && frame?.last === 0;
    if (isNew) return this.#note(this.#say.newRoom(room));
    if (plain) this.#note(this.#say.plainServer);
    else this.#whoIsHere(count, members);
  }

  /** Names those who are here. It takes few rows, so that what was said before stays in sight. */
  #whoIsHere(count: number, nicks: readonly string[]): void {
    const { view } = this.#options;
    const lines = (named: number) =>
      renderNames(this.#say.here(count), nicks.slice(0, named), view.columns);
    const named = mostThatFit(nicks.length, (named) => lines(named).length <= view.foldRows);
    view.print(lines(named));
    if (count > named) this.#note(this.#say.andMoreHere(count - named));
  }

  #here(count: number, nicks: readonly string[]): void {
    const { view } = this.#options;
    view.print(renderNames(this.#say.here(count), nicks, view.columns));
    if (count > nicks.length) this.#note(this.#say.andMore(count - nicks.length));
  }

  #happened(event: Event<"message" | "dm" | "presence">): void {
    const { clock, cacheMerge, messages } = this.#options;
    if (event.type === "presence" && !this.#joinFilter.isNews(event.frame, clock.now())) return;
    if (cacheMerge.hold(event)) return;
    this.#release();
    if (event.type === "message") this.#printNewLine();
    messages.on(event);
  }

  /** Prints what only the cache knew, and then what the server told. */
  #release(): void {
    const { view, messages, cacheMerge } = this.#options;
    const held = cacheMerge.release();
    if (held === undefined) return;
    view.print(renderCached(held.cached, this.#say, view.columns));
    if (held.hasGap && this.#entered?.back === false && this.#newLine.length === 0) {
      this.#newLine = this.#ruleOf(this.#say.skippedUnknown);
    }
    this.#printNewLine();
    held.events.forEach((event) => messages.on(event));
    messages.flush();
  }

  /** Says once that there is no connection. The countdown tells the rest. */
  #disconnected(why: string): void {
    if (this.#isLost || (this.#entered === undefined && this.#options.view.live)) return;
    this.#isLost = true;
    this.#release();
    this.#warn(this.#say.lostConnection(why));
  }

  /** Gives a refused text back to the input, or prints it, so that it can be copied. */
  #refused(event: Event<"refused">): void {
    const why = refusalText(event, this.#options.phrases);
    const typed = typedForm(event.item.command);
    if (this.#options.view.giveBack(typed)) this.#warn(this.#say.notSentKept(why));
    else this.#warn(this.#say.notSent(why, typed));
  }

  #unsentFound(items: readonly OutboxItem[]): void {
    const { view } = this.#options;
    this.#note(this.#say.offered(items.length));
    for (const { command } of items) {
      view.print(renderNotice(textOf(command), view.columns, {}));
    }
  }

  /** Prints what is told in one sentence. */
  #report(event: LinkEvent): void {
    // after each cut it would be told again
    if (event.type === "secured" && this.#isLost && event.security.trust !== "new") return;
    const report = reportOf(event, this.#options.phrases);
    if (report?.warns === true) this.#warn(report.text);
    else if (report !== undefined) this.#note(report.text);
  }
}
