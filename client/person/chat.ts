/**
 * A chat as a person uses it: what is typed becomes commands, events become lines. It knows no
 * terminal.
 *
 * @module
 */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_ROOM, type LimitsInfo } from "../../protocol/frames.ts";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import { checkNick, checkRoom } from "../../protocol/names.ts";
import type { Clock } from "../../runtime/clock.ts";
import { faultText } from "../../i18n/fault_text.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { OutboxItem } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import type { KeptNames } from "../memory/kept_names.ts";
import type { ServerListStore } from "../memory/server_list_store.ts";
import type { RecoveredMessages } from "../memory/recovered_messages.ts";
import type { Programs } from "../programs.ts";
import type { Candidates } from "../tty/completion.ts";
import { span, type StyledLine } from "../tty/style.ts";
import { CacheMerge } from "./cache_merge.ts";
import { ChatActions } from "./chat_actions.ts";
import { ChatStreams } from "./chat_streams.ts";
import type { ChatCommand } from "./commands.ts";
import { completions } from "./completions.ts";
import { ConnectionStatus } from "./connection_status.ts";
import type { Conversation } from "./conversation.ts";
import { Conversations } from "./conversations.ts";
import { nameText } from "./name_text.ts";
import { OpenQuestions } from "./open_questions.ts";
import { PendingLines } from "./pending_lines.ts";
import { nickSpan, nickStyle } from "./render_names.ts";
import { renderCached } from "./render_notice.ts";
import { roomBar } from "./room_bar.ts";
import { readInput } from "./typed_input.ts";
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
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  /** Of whom nothing is shown. */
  readonly ignored: KeptNames;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet: KeptNames;
  /** The list of the servers that the user has joined. */
  readonly serverList?: ServerListStore | undefined;
  /** The user's pager and editor; undefined where none can be run. */
  readonly programs?: Programs | undefined;
  readonly view: View;
}

/** What the server wants to know before it lets the user in. */
export type Question = "nickname" | "password";

/** One chat: its input, its state and its output. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #list: Conversations;
  readonly #status: ConnectionStatus;
  readonly #pending: PendingLines;
  readonly #cacheMerge: CacheMerge;
  readonly #actions: ChatActions;
  readonly #streams: ChatStreams;
  readonly #questions: OpenQuestions;
  #limits: LimitsInfo | undefined;
  /** The rooms of the last answer to `/list`. */
  #listed: readonly string[] = [];
  #wantsPassword = false;
  #hasSpoken = false;
  /** The word that leaves, where it was typed last and asked back. */
  #asked: string | undefined;
  #isOver = false;

  constructor(options: ChatOptions) {
    const { session, phrases, view, cached } = options;
    this.#options = options;
    this.#list = new Conversations(session.room);
    this.#status = new ConnectionStatus({
      ...options,
      outbox: session.outbox,
      changed: () => view.changed(),
    });
    this.#pending = new PendingLines(session, phrases.client.screen);
    this.#cacheMerge = new CacheMerge(cached);
    this.#streams = new ChatStreams({
      ...options,
      conversations: this.#list,
      cacheMerge: this.#cacheMerge,
    });
    const note = (text: string) => this.#streams.shown.note(text);
    this.#questions = new OpenQuestions({
      say: phrases.client.screen,
      note,
      isSearching: () => this.#streams.older.found.isAsking,
      nick: () => session.nick,
    });
    this.#actions = new ChatActions({
      ...options,
      questions: this.#questions,
      conversations: this.#list,
      streams: this.#streams,
      canPage: options.programs !== undefined && view.live,
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
    const { text_bytes: bytes, text_lines: lines } = this.#limits ??
      { text_bytes: MAX_TEXT_BYTES, text_lines: MAX_TEXT_LINES };
    return { bytes, lines };
  }

  /** The stream that is shown: each has its own text being typed. */
  get place(): Pick<Conversation, "kind" | "name"> {
    return this.#list.shown;
  }

  /** What stands before the text that is typed. */
  get label(): StyledLine {
    const { session: { nick }, phrases } = this.#options;
    if (this.#wantsPassword) return [span(phrases.client.trust.passwordPrompt, { bold: true })];
    if (nick === undefined) return [span(this.#say.nickPrompt, { bold: true })];
    return [...this.#placeLabel, span(nick, nickStyle(nick)), span("> ")];
  }

  /** Where something happens, where there are several streams. */
  get bar(): StyledLine | undefined {
    const { away } = this.#options.session;
    const isAway = away === undefined ? undefined : this.#say.youAreAway;
    return roomBar(this.#list.inBarOrder, this.#list.all, isAway);
  }

  /** How often the user is called and has not seen it. */
  get calls(): number {
    return this.#list.calls;
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
    this.#streams.close();
  }

  /** What Tab offers for the text before the cursor. */
  complete(before: string): Candidates {
    if (this.question !== undefined) return { from: 0, candidates: [] };
    const { nick } = this.#options.session;
    const { roster } = this.#list.shown;
    return completions(before, {
      startingWith: (start) => roster.startingWith(start).filter((each) => each !== nick),
      servers: this.#actions.serverNames,
      rooms: this.#list.all.flatMap(({ kind, name }) => kind === "room" ? [name] : []),
      otherRooms: this.#listed,
    });
  }

  /** Somebody is in front of the screen: a key was pressed. */
  key(): void {
    this.#streams.key();
  }

  /** The terminal has got the focus, or lost it. */
  focus(isIn: boolean): void {
    this.#streams.focus(isIn);
  }

  /** Another program has the terminal, or has given it back. */
  hide(isHidden: boolean): void {
    this.#streams.hide(isHidden);
  }

  /** Goes where the user is called, or something is unread; false where that is nowhere. */
  goNext(): boolean {
    return this.#streams.shown.goTo(this.#list.next);
  }

  /** Goes to the stream that began as the `number`th; false where there is none. */
  goAt(number: number): boolean {
    return this.#streams.shown.goTo(this.#list.all[number - 1]);
  }

  /** Takes what was typed. Returns what is wrong with it, if it is not accepted. */
  submit(text: string): string | undefined {
    if (this.question === "password") return this.#password(text);
    // the word that was asked back is still in the input: typed again it stands there twice
    const asked = this.#asked;
    const typed = asked !== undefined && text.trimEnd() === asked.repeat(2) ? asked : text;
    const input = readInput(typed, (start) => this.#nickAt(start), this.#options.phrases);
    if (input.kind === "word") return this.#word(typed.trim(), input.command);
    this.#asked = undefined;
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
    this.#streams.on(event);
    this.#questions.on(event);
    this.#status.on(event);
    this.#pending.on(event);
    if (event.type === "entered") this.#limits = event.limits ?? this.#limits;
    if (event.type === "rooms") {
      this.#listed = event.rooms.map(({ room }) => room).filter((room) => checkRoom(room).ok);
    }
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

  get #placeLabel(): StyledLine {
    const { kind, name, hasLeft } = this.#list.shown;
    if (hasLeft) return [];
    if (kind === "person") return [span("→ "), nickSpan(name), span(" ")];
    return name === DEFAULT_ROOM ? [] : [span(`#${nameText(name)} `)];
  }

  /** The nickname that a text begins with, of those that are known anywhere. */
  #nickAt(text: string): string | undefined {
    const { shown, all } = this.#list;
    return [shown, ...all].map(({ roster }) => roster.at(text)).find((nick) => nick !== undefined);
  }

  /** Does what a word means. In a talk it may be an answer, so it has to be entered twice. */
  #word(word: string, command: ChatCommand): string | undefined {
    if (this.#hasSpoken && this.#asked === undefined) {
      this.#asked = word;
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
