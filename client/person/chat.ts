/**
 * A chat as a person uses it: what is typed becomes commands, events become lines. It knows no
 * terminal.
 *
 * @module
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import { checkNick } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { faultText } from "../../i18n/fault_text.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { OutboxItem } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import type { RecoveredMessages } from "../memory/recovered_messages.ts";
import type { Candidates } from "../tty/completion.ts";
import { span, type StyledLine } from "../tty/style.ts";
import { CacheMerge } from "./cache_merge.ts";
import { ChatActions } from "./chat_actions.ts";
import { type ChatCommand, readInput } from "./commands.ts";
import { completions } from "./completions.ts";
import { ConnectionStatus } from "./connection_status.ts";
import { EventPrinter } from "./event_printer.ts";
import { MessagePrinter } from "./message_printer.ts";
import { PendingLines } from "./pending_lines.ts";
import { nickStyle } from "./render_names.ts";
import { renderCached } from "./render_notice.ts";
import { Roster } from "./roster.ts";
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
  readonly recovered?: RecoveredMessages | undefined;
  readonly view: View;
}

/** What the server wants to know before it lets the user in. */
export type Question = "nickname" | "password";

/** One chat: its input, its state and its output. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #roster = new Roster();
  readonly #status: ConnectionStatus;
  readonly #pending: PendingLines;
  readonly #cacheMerge: CacheMerge;
  readonly #printer: EventPrinter;
  readonly #actions: ChatActions;
  #entered: Extract<LinkEvent, { type: "entered" }> | undefined;
  #wantsPassword = false;
  #hasSpoken = false;
  /** Whether the last that was typed was a word that leaves, and was asked back. */
  #isAsked = false;
  #isOver = false;

  constructor(options: ChatOptions) {
    const { session, phrases, view, cached } = options;
    const messages = new MessagePrinter({ ...options, say: phrases.client.screen });
    this.#options = options;
    this.#status = new ConnectionStatus({
      ...options,
      outbox: session.outbox,
      changed: () => view.changed(),
    });
    this.#pending = new PendingLines(session, phrases.client.screen);
    this.#cacheMerge = new CacheMerge(cached);
    this.#printer = new EventPrinter({
      ...options,
      messages,
      cacheMerge: this.#cacheMerge,
      roster: this.#roster,
    });
    this.#actions = new ChatActions({
      ...options,
      messages,
      added: () => {
        this.#status.added();
        view.changed();
      },
    });
    if (!view.live) view.print(renderCached(this.#cacheMerge.take(), this.#say, view.columns));
  }

  /** What the user has to answer before anything can be sent, if something. */
  get question(): Question | undefined {
    if (this.#wantsPassword) return "password";
    return this.#options.session.nick === undefined ? "nickname" : undefined;
  }

  /** Whether the user can be heard now. */
  get isLive(): boolean {
    return this.#options.link.live;
  }

  /** Whether the chat ended without the user wanting it. */
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
  get label(): StyledLine {
    const { session: { nick, room }, phrases } = this.#options;
    if (this.#wantsPassword) return [span(phrases.client.trust.passwordPrompt, { bold: true })];
    if (nick === undefined) return [span(this.#say.nickPrompt, { bold: true })];
    const place = room === DEFAULT_ROOM ? [] : [span(`#${room} `)];
    return [...place, span(nick, nickStyle(nick)), span("> ")];
  }

  /** The state of the connection, where there is something to say about it. */
  get status(): StyledLine | undefined {
    return this.#status.line;
  }

  /** What is on its way, oldest first. */
  get pending(): readonly StyledLine[] {
    return this.#pending.lines;
  }

  /** The messages of the cache, until the server has told more. */
  cached(columns: number): readonly StyledLine[] {
    return renderCached(this.#cacheMerge.cached, this.#say, columns);
  }

  /** Messages that the server has not confirmed. */
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

  /** Takes what was typed. Returns what is wrong with it, if it is not accepted. */
  submit(text: string): string | undefined {
    if (this.question === "password") return this.#password(text);
    const input = readInput(text, (start) => this.#roster.at(start), this.#options.phrases);
    if (input.kind === "word") return this.#word(text.trim(), input.command);
    this.#isAsked = false;
    if (input.kind === "command") return input.command.run(this.#actions, input.values);
    if (text.trim() === "") return void this.#options.link.retry();
    if (this.question === "nickname") return this.#nickname(text.trim());
    if (input.kind === "error") return input.message;
    if (input.kind === "blank") return undefined;
    this.#hasSpoken = true;
    return this.#actions.say(input.text);
  }

  /** Shows what happened. */
  on(event: LinkEvent): void {
    // who was here before the event is known until the roster has learned from it
    this.#printer.on(event);
    this.#roster.on(event);
    this.#status.on(event);
    this.#pending.on(event);
    if (event.type === "entered") this.#entered = event;
    if (event.type === "password_wanted") this.#wantsPassword = true;
    if (event.type === "ended") {
      this.#isOver = true;
      this.#options.view.ended();
    }
    this.#options.view.changed();
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  /** Does what a word means. In a talk it may be an answer, so it has to be entered twice. */
  #word(word: string, command: ChatCommand): string | undefined {
    if (this.#hasSpoken && !this.#isAsked) {
      this.#isAsked = true;
      return this.#say.enterAgain(word);
    }
    return command.run(this.#actions, []);
  }

  #nickname(nick: string): string | undefined {
    const checked = checkNick(nick);
    if (!checked.ok) return faultText(checked, this.#options.phrases.server);
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
}
