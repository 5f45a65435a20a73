/**
 * A chat as a person sees it: events become lines, what is typed becomes wishes. It knows what is to
 * be shown, and no terminal.
 *
 * @module
 */

import type { Phrases } from "../../protocol/phrases.ts";
import type { ScreenPhrases } from "../../protocol/phrases/screen.ts";
import { checkNick } from "../../protocol/text.ts";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import type { Clock } from "../clock.ts";
import type { LinkEvent } from "../events.ts";
import type { Link } from "../link.ts";
import { DEFAULT_PAGE_MESSAGES } from "../limits.ts";
import type { Offer } from "../offer.ts";
import { type Item, textOf, type Wish } from "../outbox.ts";
import { DEFAULT_ROOM, type Session } from "../session.ts";
import { oneLine } from "../transcript.ts";
import type { Candidates } from "../tty/completion.ts";
import { type Line, span } from "../tty/style.ts";
import { faultWords, lossWords, refusalWords, securityWords } from "../words.ts";
import { type Actions, readInput } from "./commands.ts";
import { completions } from "./complete.ts";
import { Earlier } from "./earlier.ts";
import { helpLines } from "./help.ts";
import { Pending } from "./pending.ts";
import { nickSpan, nickStyle, renderNames, renderNotice, renderWarning } from "./render.ts";
import { Roster } from "./roster.ts";
import { Scroll } from "./scroll.ts";
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
  readonly offer?: Offer | undefined;
  readonly view: View;
}

/** What the server wants to know before one is let in. */
export type Question = "nickname" | "password";

/** Lines of a message from the cache that are shown. */
const MAX_CACHED_LINES = 3;

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** See the module. */
export class Chat implements Actions {
  readonly #options: ChatOptions;
  readonly #roster = new Roster();
  readonly #scroll: Scroll;
  readonly #status: Status;
  readonly #pending: Pending;
  readonly #earlier: Earlier;
  #entered: Event<"entered"> | undefined;
  /** Who was here already when one came. */
  #met: ReadonlySet<string> = new Set();
  #wantsPassword = false;
  #isLost = false;
  #isOver = false;
  #most = { bytes: MAX_TEXT_BYTES, lines: MAX_TEXT_LINES };

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
    if (!view.live) this.#printCached(this.#earlier.take());
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
    return this.#most;
  }

  /** What stands before the text that is typed. */
  get label(): Line {
    const { nick, room } = this.#options.session;
    if (this.#wantsPassword) {
      return [span(this.#options.phrases.client.trust.passwordPrompt, { bold: true })];
    }
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
  get cached(): readonly Line[] {
    return this.#cachedLines(this.#earlier.cached);
  }

  /** Messages the server has not confirmed. */
  get unsent(): readonly Item[] {
    return this.#options.session.outbox.items.filter(({ wish }) => "text" in wish);
  }

  /** Calls off what was planned. */
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
    if (input.kind === "command") return input.command.run(this, input.values);
    if (text.trim() === "") return undefined;
    if (this.question !== undefined) return this.#nickname(text.trim());
    if (input.kind === "error") return input.message;
    return input.kind === "say" ? this.say(input.text) : undefined;
  }

  /** Shows what happened. */
  on(event: LinkEvent): void {
    this.#roster.on(event);
    this.#status.on(event);
    this.#pending.on(event);
    this.#show(event);
    this.#options.view.changed();
  }

  help(name: string | undefined): undefined {
    this.#print(helpLines(name, this.#say, this.#options.view.columns));
  }

  who(): string | undefined {
    return this.#options.link.who() ? undefined : this.#notNow();
  }

  say(text: string, action = false): string | undefined {
    return this.#wish({ kind: "say", text, ...(action ? { action } : {}) });
  }

  direct(to: string, text: string): string | undefined {
    return this.#wish({ kind: "dm", to, text });
  }

  rename(nick: string): string | undefined {
    // the server says nothing to someone who is called that already
    if (nick === this.#options.session.nick) return undefined;
    return this.#wish({ kind: "nick", nick });
  }

  enter(room: string): string | undefined {
    return this.#wish({ kind: "room", room });
  }

  history(count: number = DEFAULT_PAGE_MESSAGES): string | undefined {
    return this.#options.link.history(count) ? undefined : this.#notNow();
  }

  more(): string | undefined {
    return this.#scroll.more() ? undefined : this.#say.nothingFolded;
  }

  resend(): string | undefined {
    const { offer, link } = this.#options;
    if (offer === undefined || offer.items.length === 0) return this.#say.nothingOffered;
    offer.accept(link);
    this.#options.view.changed();
    return undefined;
  }

  forget(): string | undefined {
    const { offer } = this.#options;
    if (offer === undefined || offer.items.length === 0) return this.#say.nothingOffered;
    this.#note(this.#say.forgotten(offer.items.length));
    offer.drop();
    return undefined;
  }

  quit(): undefined {
    this.#options.view.leave();
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  #print(lines: readonly Line[]): void {
    this.#options.view.print(lines);
  }

  #note(text: string): void {
    this.#print(renderNotice(text, this.#options.view.columns));
  }

  #warn(text: string): void {
    this.#print(renderWarning(text, this.#options.view.columns));
  }

  #notNow(): string {
    const { link, session } = this.#options;
    const plain = link.live && session.dialect === "plain";
    return plain ? this.#options.phrases.client.unsupported : this.#say.notNow;
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

  #wish(wish: Wish): string | undefined {
    if (this.question !== undefined) return this.#say.notNow;
    const item = this.#options.link.wish(wish);
    if (item === undefined) return this.#say.outboxFull;
    this.#status.added();
    this.#options.view.changed();
    return undefined;
  }

  #show(event: LinkEvent): void {
    switch (event.type) {
      case "entered":
        return this.#enter(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "message":
      case "dm":
      case "presence":
        if (this.#isKnown(event)) return;
        if (this.#earlier.hold(event)) return;
        this.#release();
        return this.#scroll.on(event);
      case "page":
        return this.#scroll.page(event.messages);
      case "who":
        return this.#here(event.count, event.nicks);
      default:
        return this.#report(event);
    }
  }

  #enter(event: Event<"entered">): void {
    const { limits, back, room, members } = event;
    this.#met = new Set(members);
    if (limits !== undefined) this.#most = { bytes: limits.text_bytes, lines: limits.text_lines };
    const before = this.#entered;
    this.#entered = event;
    this.#scroll.enter(back);
    if (before !== undefined && before.room !== room) this.#note(this.#say.enteredRoom(room));
    // what was missed is told when it has been shown, and who is here has been told before
    if (this.#isLost && before?.room === room) return;
    if (before === undefined) this.#earlier.begin(room);
  }

  /** Whether this tells of someone's coming who was named among those who are here. */
  #isKnown(event: LinkEvent): boolean {
    if (event.type !== "presence") return false;
    const { type, nick } = event.frame;
    const known = type === "joined" && this.#met.has(nick);
    // another time it is news
    this.#met = this.#met.difference(new Set([nick]));
    return known;
  }

  #caughtUp({ missed, skipped, uncertain }: Event<"caught_up">): void {
    const say = this.#say;
    this.#release();
    if (!this.#isLost) return this.#introduce();
    this.#isLost = false;
    if (uncertain) this.#note(say.uncertain(missed));
    else if (skipped > 0) this.#note(say.skipped(skipped, missed));
    else this.#note(missed > 0 ? say.missed(missed) : say.nothingMissed);
  }

  /** Says where one is, below what was said there before. */
  #introduce(): void {
    if (this.#entered === undefined) return;
    const { nick, room, plain, count, members } = this.#entered;
    this.#note(this.#say.entered(isolated(nick), room));
    if (plain) this.#note(this.#say.plainServer);
    else this.#here(count, members);
  }

  #here(count: number, nicks: readonly string[]): void {
    const words = this.#say.here(count);
    this.#print(renderNames(words, nicks, this.#options.view.columns));
    const more = count - nicks.length;
    if (more > 0) this.#note(this.#say.andMore(more));
  }

  /** Prints what the cache knew and the server did not tell again, and then what it told. */
  #release(): void {
    const held = this.#earlier.release();
    if (held === undefined) return;
    this.#printCached(held.cached);
    held.events.forEach((event) => this.#scroll.on(event));
  }

  #printCached(cached: readonly string[]): void {
    this.#print(this.#cachedLines(cached));
  }

  #cachedLines(cached: readonly string[]): Line[] {
    if (cached.length === 0) return [];
    const { columns } = this.#options.view;
    return [
      ...renderNotice(this.#say.cacheBegins, columns),
      ...cached.flatMap((entry) => renderNotice(beginning(entry), columns)),
    ];
  }

  /** Everything that is told in a sentence. */
  #report(event: LinkEvent): void {
    const { client } = this.#options.phrases;
    switch (event.type) {
      case "lost":
        return this.#warn(client.lost(event.first, event.last));
      case "reset":
        return this.#note(this.#say.reset(event.room));
      case "refused":
        return this.#refused(event);
      case "secured":
        // after a cut it would be said again and again
        if (this.#isLost && event.security.trust !== "new") return;
        return this.#note(securityWords(event.security, client));
      case "password_wanted":
        this.#wantsPassword = true;
        if (event.refused !== undefined) this.#warn(oneLine(event.refused));
        return;
      case "offered":
        return this.#offered(event.items);
      case "nick_wanted":
        if (event.refused !== undefined) this.#warn(oneLine(event.refused.message));
        return;
      case "error":
        return this.#warn(this.#errorWords(event));
      case "prose":
        return this.#note(oneLine(event.text));
      case "shutdown":
        return this.#lose(lossWords({ code: "shutdown" }, client));
      case "waiting":
        return this.#lose(lossWords(event.loss, client));
      case "ended":
        this.#isOver = true;
        this.#warn(this.#say.over(lossWords(event.loss, client)));
        return this.#options.view.leave();
    }
  }

  #offered(items: readonly Item[]): void {
    this.#note(this.#say.offered(items.length));
    for (const { wish } of items) {
      this.#print(renderNotice(textOf(wish), this.#options.view.columns, {}));
    }
  }

  /** Says once that there is no connection; the countdown tells the rest. */
  #lose(why: string): void {
    if (this.#isLost || (this.#entered === undefined && this.#options.view.live)) return;
    this.#isLost = true;
    this.#release();
    this.#warn(this.#say.lostConnection(why));
  }

  #errorWords({ message, retryMs }: Event<"error">): string {
    const words = oneLine(message);
    return retryMs === undefined ? words : this.#say.waitFor(words, Math.ceil(retryMs / 1000));
  }

  /** What was not taken is the user's again: in the input, or named so that it can be copied. */
  #refused(event: Event<"refused">): void {
    const why = refusalWords(event, this.#options.phrases.client);
    const { wish } = event.item;
    const typed = typedForm(wish);
    if (this.#options.view.giveBack(typed)) this.#warn(this.#say.notSentKept(why));
    else this.#warn(this.#say.notSent(why, typed));
  }
}

/** How a wish was typed. */
function typedForm(wish: Wish): string {
  switch (wish.kind) {
    case "say":
      if (wish.action === true) return `/me ${wish.text}`;
      return /^\/[^\s*]/.test(wish.text) ? `/${wish.text}` : wish.text;
    case "dm":
      return `/msg ${wish.to} ${wish.text}`;
    case "nick":
      return `/nick ${wish.nick}`;
    case "room":
      return `/room ${wish.room}`;
  }
}

/** The first lines of an entry of the cache: the server tells all of it. */
function beginning(entry: string): string {
  const lines = entry.split("\n");
  if (lines.length <= MAX_CACHED_LINES) return entry;
  return `${lines.slice(0, MAX_CACHED_LINES).join("\n")} …`;
}

function isolated(nick: string): string {
  return nickSpan(nick).text;
}
