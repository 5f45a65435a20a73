/** Prints what happens: messages, comings and goings, and what the client itself has to say. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_ROOM, type MsgFrame } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import { disconnectText, refusalText } from "../event_text.ts";
import type { LinkEvent, Missed } from "../link/events.ts";
import type { OutboxItem } from "../link/outbox.ts";
import { MAX_ROSTER_NICKS } from "../limits.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import type { CacheMerge } from "./cache_merge.ts";
import type { Conversation } from "./conversation.ts";
import type { StyledLine } from "../tty/style.ts";
import { clockAt, timeOf } from "./margin.ts";
import type { MessagePrinter } from "./message_printer.ts";
import { nameText } from "./name_text.ts";
import { mostThatFit, renderNames } from "./render_names.ts";
import { renderRoomList } from "./render_room_list.ts";
import { renderRoomRule } from "./render_room_rule.ts";
import { renderCached, renderNewLine, renderNotice, renderWarning } from "./render_notice.ts";
import { backText, sentenceOf, typedForm, unsentForm } from "./event_sentence.ts";
import type { View } from "./view.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** What an event printer works with. */
export interface EventPrinterOptions {
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly view: View;
  readonly messages: MessagePrinter;
  readonly cacheMerge: CacheMerge;
}

/** Turns each event of the stream that is shown into lines, and prints them. */
export class EventPrinter {
  readonly #options: EventPrinterOptions;
  #isLost = false;
  /** Whether a log was started anew since the connection was lost: what was missed is not known then. */
  #isReset = false;
  /** Whether the user was told that the server can store nothing. */
  #isStalled = false;
  /** Servers of the same chat to which this client does not go by itself. */
  #elsewhere: readonly string[] = [];
  /** Whether the user was told who and where they are. */
  #isIntroduced = false;
  /** Who is away and why, as it was told: after a cut it is told again. */
  readonly #away = new Map<string, string>();
  /** What stands between what was there before and what is new, until that is printed. */
  #newLine: readonly StyledLine[] = [];

  constructor(options: EventPrinterOptions) {
    this.#options = options;
  }

  /** Prints an event of `shown`, or one that concerns no stream. */
  on(event: LinkEvent, shown: Conversation): void {
    const { phrases, messages } = this.#options;
    if (event.type !== "presence") messages.flush();
    switch (event.type) {
      case "entered":
        return this.#enter(event);
      case "caught_up":
        return this.#caughtUp(event, shown);
      case "message":
      case "dm":
      case "presence":
        return this.#happened(event, shown);
      case "skipped":
        this.#newLine = this.#ruleOf(this.#say.skippedUpTo(event.most));
        return;
      case "page":
        return messages.page(event.messages);
      case "who":
        return this.#here(event);
      case "rooms":
        return this.#options.view.print(
          renderRoomList(event.rooms, this.#say, this.#options.view.columns),
        );
      case "away":
        return this.#tellAway(event, shown);
      case "refused":
        return this.#refused(event);
      case "unsent_found":
        return this.#unsentFound(event.items);
      case "shutdown":
        return this.#disconnected(disconnectText({ code: "shutdown" }, phrases));
      case "waiting":
        return this.#disconnected(disconnectText(event.reason, phrases));
      case "nodes":
        this.#elsewhere = (event.elsewhere ?? event.nodes).map(({ addr }) => addr);
        return;
      case "stalled":
        return this.#stalled(event.ms > 0);
      default:
        return this.#report(event);
    }
  }

  /** A log was started anew, of a room that is shown or not. */
  wasReset(): void {
    this.#isReset = true;
  }

  /** Says that the connection is back, where its loss was told of. */
  cameBack(event: Event<"caught_up">): void {
    const isReset = this.#isReset;
    this.#isReset = false;
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#note(backText(event, this.#say, isReset));
  }

  /** Shows another stream: a rule, what is new there, or how it ended. */
  turnTo(shown: Conversation): { readonly first?: number; readonly last?: MsgFrame } {
    const { messages, view } = this.#options;
    this.release();
    messages.flush();
    view.print(renderRoomRule(shown, this.#say, view.columns));
    const { recent } = shown;
    const news = shown.takeNews();
    if (news.count > 0) view.print(this.#ruleOf(this.#newText(news)));
    else recent.forEach((event) => messages.faint(event));
    for (const event of news.events) {
      if (event.type === "presence") {
        if (news.count > 0) messages.on(event);
      } else this.on(event, shown);
      if (event.type === "message" || event.type === "dm") shown.show(event);
    }
    messages.flush();
    const printed = news.events.flatMap((event) => event.type === "message" ? [event.message] : []);
    const [first, last] = [printed[0], printed.at(-1)];
    return first === undefined || last === undefined ? {} : { first: first.id, last };
  }

  /** Prints messages that were said before this client began, as a reminder. */
  remind(shown: Conversation): void {
    shown.recent.forEach((event) => this.#options.messages.faint(event));
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  get #time(): string {
    return clockAt(this.#options.clock.date());
  }

  #note(text: string): void {
    const { view } = this.#options;
    view.print(renderNotice(text, view.columns, { time: this.#time }));
  }

  #warn(text: string): void {
    const { view } = this.#options;
    view.print(renderWarning(text, view.columns, { time: this.#time }));
  }

  #enter({ room, missed }: Event<"entered">): void {
    const { cacheMerge } = this.#options;
    // after a short cut the sentence at its end tells enough
    const isTold = this.#isLost && missed?.skipped === 0;
    this.#newLine = missed === undefined || isTold ? [] : this.#ruleOf(this.#newText(missed));
    if (!this.#isIntroduced) cacheMerge.begin(room);
  }

  /** How much is new; the clock says today's times, older ones have their day. */
  #newText({ count, skipped, since }: Pick<Missed, "count" | "skipped"> & {
    readonly since?: string | undefined;
  }): string {
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

  #caughtUp(event: Event<"caught_up">, shown: Conversation): void {
    this.release(shown.entered?.back === false);
    // where all that is new was left out
    this.#printNewLine();
    if (!this.#isLost) this.#introduce(shown);
    this.cameBack(event);
  }

  /** Says where the user is, below what was said there before. */
  #introduce({ entered }: Conversation): void {
    if (entered === undefined) return;
    const { nick, room, plain, count, members, missed, back } = entered;
    const text = this.#isIntroduced ? this.#say.enteredNext : this.#say.entered;
    this.#note(text(nameText(nick), nameText(room)));
    this.#isIntroduced = true;
    // a name that was typed wrongly leads to a room of its own
    const isEmpty = !back && missed === undefined && entered.last === 0;
    if (room !== DEFAULT_ROOM && count === 1 && isEmpty) {
      return this.#note(this.#say.newRoom(nameText(room)));
    }
    if (plain) this.#note(this.#say.plainServer);
    else this.#whoIsHere(count, members);
  }

  /** Names those who are here. It takes few rows, so that what was said before stays in sight. */
  #whoIsHere(count: number, nicks: readonly string[]): void {
    const { view } = this.#options;
    const lines = (named: number) =>
      renderNames(this.#say.here(count), nicks.slice(0, named), view.columns, { time: this.#time });
    const named = mostThatFit(nicks.length, (named) => lines(named).length <= view.foldRows);
    view.print(lines(named));
    if (count > named) this.#note(this.#say.andMoreHere(count - named));
  }

  #here({ count, nicks, away = [] }: Event<"who">): void {
    const { view } = this.#options;
    const how = { time: this.#time, away: { nicks: new Set(away), note: this.#say.awayInList } };
    view.print(renderNames(this.#say.here(count), nicks, view.columns, how));
    if (count > nicks.length) this.#note(this.#say.andMore(count - nicks.length));
  }

  #happened(event: Event<"message" | "dm" | "presence">, shown: Conversation): void {
    const { cacheMerge, messages } = this.#options;
    if (event.type === "presence" && event.frame.type === "topic" && event.frame.old === true) {
      return this.#topic(event.frame.topic);
    }
    if (cacheMerge.hold(event)) return;
    this.release();
    if (event.type === "message") this.#printNewLine();
    messages.on(event, shown.kind);
  }

  #topic(topic: string): void {
    this.#note(topic === "" ? this.#say.noTopic : this.#say.topicIs(isolate(oneLine(topic))));
  }

  /** Tells of those who are in the room that is shown. */
  #tellAway({ nick, text }: Event<"away">, { roster }: Conversation): void {
    const key = foldNick(nick);
    if (this.#away.get(key) === text) return;
    if (this.#away.size >= MAX_ROSTER_NICKS) this.#away.clear();
    if (text === undefined) this.#away.delete(key);
    else this.#away.set(key, text);
    const isHere = roster.nicks.some((each) => foldNick(each) === foldNick(nick));
    if (!isHere) return;
    const name = nameText(nick);
    this.#note(text === undefined ? this.#say.isBack(name) : this.#say.isAway(name, oneLine(text)));
  }

  /** Prints what only the cache knew, and then what the server told. */
  release(mayHaveGap = false): void {
    const { view, messages, cacheMerge } = this.#options;
    const held = cacheMerge.release();
    if (held === undefined) return;
    view.print(renderCached(held.cached, this.#say, view.columns));
    if (held.hasGap && mayHaveGap && this.#newLine.length === 0) {
      this.#newLine = this.#ruleOf(this.#say.skippedUnknown);
    }
    this.#printNewLine();
    held.events.forEach((event) => messages.on(event));
    messages.flush();
  }

  /** Says once that there is no connection. The countdown tells the rest. */
  #disconnected(why: string): void {
    if (this.#isLost || (!this.#isIntroduced && this.#options.view.live)) return;
    this.#isLost = true;
    this.release();
    this.#warn(this.#say.lostConnection(why));
    if (this.#elsewhere.length === 0) return;
    this.#note(this.#say.otherServers(oneLine(this.#elsewhere.join(", "))));
  }

  /** Says once that what is typed is not shown before the server can store it. */
  #stalled(isStalled: boolean): void {
    if (isStalled && !this.#isStalled) this.#warn(this.#say.stalled);
    this.#isStalled = isStalled;
  }

  /** Gives a refused text back to the input, or prints it, so that it can be copied. */
  #refused(event: Event<"refused">): void {
    const why = refusalText(event, this.#options.phrases);
    const typed = typedForm(event.item.command);
    if (this.#options.view.giveBack(typed, true)) this.#warn(this.#say.notSentKept(why));
    else this.#warn(this.#say.notSent(why, typed));
  }

  #unsentFound(items: readonly OutboxItem[]): void {
    const { view } = this.#options;
    this.#note(this.#say.offered(items.length));
    for (const { command } of items) {
      view.print(renderNotice(unsentForm(command), view.columns, { style: {} }));
    }
  }

  /** Prints what is told in one sentence. */
  #report(event: LinkEvent): void {
    // after each cut it would be told again
    if (event.type === "secured" && this.#isLost && event.security.trust !== "new") return;
    const report = sentenceOf(event, this.#options.phrases);
    if (report?.warns === true) this.#warn(report.text);
    else if (report !== undefined) this.#note(report.text);
  }
}
