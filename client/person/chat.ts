/**
 * A chat as a person sees it: events become lines, what is typed becomes wishes. It knows what is to
 * be shown, and no terminal.
 *
 * @module
 */

import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import { checkNick } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { RecoveredMessages } from "../memory/recovered_messages.ts";
import { type OutboxItem, textOf } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import { isolate } from "../tty/bidi.ts";
import type { Candidates } from "../tty/completion.ts";
import { type Line, span } from "../tty/style.ts";
import { disconnectText, faultWords, refusalWords } from "../words.ts";
import { ChatActions } from "./actions.ts";
import { readInput } from "./commands.ts";
import { Arrivals } from "./arrivals.ts";
import { completions } from "./complete.ts";
import { Earlier } from "./earlier.ts";
import { mostThatFit } from "./render.ts";
import { Pending } from "./pending.ts";
import { nickStyle, renderCached, renderNames, renderNotice, renderWarning } from "./render.ts";
import { backWords, reportOf, typedForm } from "./reports.ts";
import { Roster } from "./roster.ts";
import { Scroll } from "./message_printer.ts";
import { Status } from "./status.ts";
import type { View } from "./view.ts";

/** What a chat works with. */
export interface ChatOptions {
  readonly link: Link;
  readonly session: Session;
  readonly clock: Clock;
  readonly phrases: Phrases;
  /** The server, as the user named it. */
  readonly address: string;
  /** The last messages from there, as the cache has them, oldest first. */
  readonly cached: readonly string[];
  /** What an earlier client could not send. */
  readonly offer?: RecoveredMessages | undefined;
  readonly view: View;
}

/** What the server wants to know before one is let in. */
export type Question = "nickname" | "password";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** See the module. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #roster = new Roster();
  readonly #scroll: Scroll;
  readonly #status: Status;
  readonly #pending: Pending;
  readonly #earlier: Earlier;
  readonly #actions: ChatActions;
  #entered: Event<"entered"> | undefined;
  readonly #arrivals = new Arrivals();
  #wantsPassword = false;
  #isLost = false;
  #isOver = false;

  constructor(options: ChatOptions) {
    const { session, phrases, view, cached } = options;
    this.#options = options;
    this.#scroll = new Scroll({ ...options, say: phrases.client.screen });
    this.#status = new Status({
      ...options,
      outbox: session.outbox,
      changed: () => view.changed(),
    });
    this.#pending = new Pending(session, phrases.client.screen);
    this.#earlier = new Earlier(cached);
    this.#actions = new ChatActions({
      ...options,
      scroll: this.#scroll,
      added: () => {
        this.#status.added();
        view.changed();
      },
    });
    if (!view.live) view.print(renderCached(this.#earlier.take(), this.#say, view.columns));
  }

  /** What is to be typed before there can be any talk, if something is. */
  get question(): Question | undefined {
    if (this.#wantsPassword) return "password";
    return this.#options.session.nick === undefined ? "nickname" : undefined;
  }

  /** Whether it ended without the user wanting it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What one message may hold. */
  get most(): { readonly bytes: number; readonly lines: number } {
    const { text_bytes: bytes, text_lines: lines } = this.#entered?.limits ??
      { text_bytes: MAX_TEXT_BYTES, text_lines: MAX_TEXT_LINES };
    return { bytes, lines };
  }

  /** What stands before the text that is typed. */
  get label(): Line {
    const { session: { nick, room }, phrases } = this.#options;
    if (this.#wantsPassword) return [span(phrases.client.trust.passwordPrompt, { bold: true })];
    if (nick === undefined) return [span(this.#say.nickPrompt, { bold: true })];
    const place = room === DEFAULT_ROOM ? [] : [span(`#${room} `)];
    return [...place, span(nick, nickStyle(nick)), span("> ")];
  }

  /** The state of the connection, where there is something to say of it. */
  get status(): Line | undefined {
    return this.#status.line;
  }

  /** What is on its way, oldest first. */
  get pending(): readonly Line[] {
    return this.#pending.lines;
  }

  /** What the cache knows, as long as the server has not told more. */
  cached(columns: number): readonly Line[] {
    return renderCached(this.#earlier.cached, this.#say, columns);
  }

  /** Messages the server has not confirmed. */
  get unsent(): readonly OutboxItem[] {
    return this.#options.session.outbox.items.filter(({ command }) => "text" in command);
  }

  /** Cancels what was planned. */
  close(): void {
    this.#status.close();
  }

  /** What Tab offers for the text before the cursor. */
  complete(before: string): Candidates {
    if (this.question !== undefined) return { from: 0, candidates: [] };
    const { nick } = this.#options.session;
    return completions(
      before,
      (start) => this.#roster.startingWith(start).filter((each) => each !== nick),
    );
  }

  /** Takes what was typed; what is wrong with it, if it is not taken. */
  submit(text: string): string | undefined {
    if (this.question === "password") return this.#password(text);
    const input = readInput(text, (start) => this.#roster.at(start), this.#options.phrases);
    if (input.kind === "command") return input.command.run(this.#actions, input.values);
    if (text.trim() === "") return undefined;
    if (this.question === "nickname") return this.#nickname(text.trim());
    if (input.kind === "error") return input.message;
    return input.kind === "say" ? this.#actions.say(input.text) : undefined;
  }

  /** Shows what happened. */
  on(event: LinkEvent): void {
    if (event.type !== "presence") this.#scroll.flush();
    if (event.type === "entered") {
      this.#arrivals.entered(event, this.#roster.nicks, this.#options.clock.now());
    }
    this.#roster.on(event);
    this.#status.on(event);
    this.#pending.on(event);
    this.#show(event);
    this.#options.view.changed();
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

  #nickname(nick: string): string | undefined {
    const checked = checkNick(nick);
    if (!checked.ok) return faultWords(checked, this.#options.phrases.server);
    this.#options.link.nickname(checked.value);
    this.#options.view.changed();
    return undefined;
  }

  #password(text: string): undefined {
    if (text === "") return;
    this.#wantsPassword = false;
    this.#options.link.password(text);
    this.#options.view.changed();
  }

  #show(event: LinkEvent): void {
    const { client } = this.#options.phrases;
    switch (event.type) {
      case "entered":
        return this.#enter(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "message":
      case "dm":
      case "presence":
        return this.#happened(event);
      case "page":
        return this.#scroll.page(event.messages);
      case "who":
        return this.#here(event.count, event.nicks);
      case "refused":
        return this.#refused(event);
      case "unsent_found":
        return this.#offered(event.items);
      case "shutdown":
        return this.#lose(disconnectText({ code: "shutdown" }, client));
      case "waiting":
        return this.#lose(disconnectText(event.reason, client));
      default:
        return this.#report(event);
    }
  }

  #enter(event: Event<"entered">): void {
    const { back, room } = event;
    const before = this.#entered;
    this.#entered = event;
    this.#scroll.enter(back);
    if (before === undefined) this.#earlier.begin(room);
    else if (before.room !== room) this.#note(this.#say.enteredRoom(room));
  }

  #caughtUp(event: Event<"caught_up">): void {
    this.#release();
    if (!this.#isLost) return this.#introduce();
    this.#isLost = false;
    this.#note(backWords(event, this.#say));
  }

  /** Says where one is, below what was said there before. */
  #introduce(): void {
    if (this.#entered === undefined) return;
    const { nick, room, plain, count, members } = this.#entered;
    this.#note(this.#say.entered(isolate(nick), room));
    if (plain) this.#note(this.#say.plainServer);
    else this.#whoIsHere(count, members);
  }

  /** Names those who are here, in no more rows than leave something of what was said in sight. */
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
    const { clock } = this.#options;
    if (event.type === "presence" && !this.#arrivals.isNews(event.frame, clock.now())) return;
    if (this.#earlier.hold(event)) return;
    this.#release();
    this.#scroll.on(event);
  }

  /** Prints what the cache knew and the server did not tell again, and then what it told. */
  #release(): void {
    const held = this.#earlier.release();
    if (held === undefined) return;
    const { view } = this.#options;
    view.print(renderCached(held.cached, this.#say, view.columns));
    held.events.forEach((event) => this.#scroll.on(event));
    this.#scroll.flush();
  }

  /** Says once that there is no connection; the countdown tells the rest. */
  #lose(why: string): void {
    if (this.#isLost || (this.#entered === undefined && this.#options.view.live)) return;
    this.#isLost = true;
    this.#release();
    this.#warn(this.#say.lostConnection(why));
  }

  /** What was not taken is the user's again: in the input, or named so that it can be copied. */
  #refused(event: Event<"refused">): void {
    const why = refusalWords(event, this.#options.phrases.client);
    const typed = typedForm(event.item.command);
    if (this.#options.view.giveBack(typed)) this.#warn(this.#say.notSentKept(why));
    else this.#warn(this.#say.notSent(why, typed));
  }

  #offered(items: readonly OutboxItem[]): void {
    const { view } = this.#options;
    this.#note(this.#say.offered(items.length));
    for (const { command } of items) view.print(renderNotice(textOf(command), view.columns, {}));
  }

  /** Everything that is told in a sentence. */
  #report(event: LinkEvent): void {
    if (event.type === "password_wanted") this.#wantsPassword = true;
    // after a cut it would be said again and again
    if (event.type === "secured" && this.#isLost && event.security.trust !== "new") return;
    const report = reportOf(event, this.#options.phrases.client);
    if (report?.warns === true) this.#warn(report.text);
    else if (report !== undefined) this.#note(report.text);
    if (event.type !== "ended") return;
    this.#isOver = true;
    this.#options.view.leave();
  }
}
