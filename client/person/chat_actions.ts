/** Carries out the commands of the person. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { Link } from "../link/link.ts";
import type { ServerListStore } from "../memory/server_list_store.ts";
import type { RecoveredMessages } from "../memory/recovered_messages.ts";
import type { PendingCommand } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import type { ChatStreams } from "./chat_streams.ts";
import type { CommandActions } from "./commands.ts";
import type { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import { MAX_AWAY_BYTES, MAX_TOPIC_BYTES } from "../../protocol/limits.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import { topicOfTyped } from "../../protocol/slash.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { helpLines } from "./help.ts";
import { nameText } from "./name_text.ts";
import { PastCommands } from "./past_commands.ts";
import { ServerCommands } from "./server_commands.ts";
import type { OpenQuestions, Question } from "./open_questions.ts";
import type { View } from "./view.ts";

/** What the commands work with. */
export interface ActionOptions {
  readonly link: Link;
  readonly session: Session;
  readonly phrases: Phrases;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  readonly view: View;
  readonly conversations: Conversations;
  readonly streams: ChatStreams;
  readonly questions: OpenQuestions;
  /** The servers that the user has joined; where there is no home folder nothing is kept. */
  readonly serverList?: ServerListStore | undefined;
  /** Whether there is a pager. */
  readonly canPage: boolean;
  /** What an earlier client could not send. */
  readonly recovered?: RecoveredMessages | undefined;
  /** Something was put into the outbox. */
  readonly added: () => void;
}

/** Carries out each command by the link and the view. */
export class ChatActions implements CommandActions {
  readonly #options: ActionOptions;
  readonly #servers: ServerCommands;
  readonly #past: PastCommands;
  /** The room that the user has asked for last, and what was shown then. */
  #wanted: { readonly room: string; readonly from: Conversation } | undefined;

  constructor(options: ActionOptions) {
    this.#options = options;
    this.#servers = new ServerCommands({ ...options, note: (text) => this.#note(text) });
    this.#past = new PastCommands({
      ...options,
      say: this.#say,
      ask: (question) => this.#ask(question),
    });
  }

  help(name: string | undefined): undefined {
    const { view } = this.#options;
    view.print(helpLines(name, this.#say, view.columns));
  }

  who(): string | undefined {
    const { conversations: { shown, isTalkShown }, link, session } = this.#options;
    if (isTalkShown) return this.#note(this.#say.onlyTwo(nameText(shown.name)));
    const { room } = session;
    return this.#ask({ name: "who", kind: "who", room, ask: () => link.who(room) });
  }

  say(text: string, action = false): string | undefined {
    const { conversations: { shown }, session: { nick }, streams } = this.#options;
    const removedFrom = streams.shown.justRemovedFrom;
    if (removedFrom !== undefined) return this.#say.notSaidRemoved(nameText(removedFrom));
    const how = action ? { action: true as const } : {};
    // who types faster than the server answers speaks to the room that was asked for
    const { room, from } = this.#wanted ?? {};
    if (room !== undefined && from === shown && this.#isPending("room")) {
      return this.#send({ kind: "say", room, text, ...how });
    }
    // a private message has no kind of its own for what somebody does
    if (shown.kind === "person") {
      return this.direct(shown.name, action ? `* ${nick} ${text}` : text);
    }
    return this.#send({ kind: "say", text, ...how });
  }

  direct(to: string, text: string): string | undefined {
    return this.#send({ kind: "dm", to, text });
  }

  reply(text: string): string | undefined {
    const { lastCaller } = this.#options.streams;
    return lastCaller === undefined ? this.#say.noReply : this.direct(lastCaller, text);
  }

  talk(nick: string): undefined {
    const { conversations, streams } = this.#options;
    streams.shown.goTo(conversations.person(nick));
  }

  rename(nick: string): string | undefined {
    // the server does not answer someone who has this nickname already
    if (nick === this.#options.session.nick && !this.#isPending("nick")) {
      return this.#note(this.#say.sameNick(isolate(nick)));
    }
    return this.#send({ kind: "nick", nick });
  }

  enter(room: string | undefined): string | undefined {
    const { conversations, streams, session } = this.#options;
    if (room === undefined) return this.#listStreams();
    const known = conversations.findRoom(room);
    const isThere = session.hasRooms ? session.rooms.has(room) : room === session.room;
    if (known === undefined || !isThere || this.#isPending("room")) {
      this.#wanted = { room, from: conversations.shown };
      return this.#send({ kind: "room", room });
    }
    if (!streams.shown.goTo(known)) this.#note(this.#say.sameRoom(room));
    return undefined;
  }

  part(room: string | undefined, text: string | undefined): string | undefined {
    const { conversations, streams, link, session } = this.#options;
    const { shown } = conversations;
    if (room === undefined && shown.kind === "person") {
      const { all } = conversations;
      const next = all.find(({ kind }) => kind === "room") ?? all.find((each) => each !== shown);
      if (!streams.shown.goTo(next)) return this.#say.inNoRoom;
      conversations.remove(shown);
      return undefined;
    }
    const wanted = room ?? shown.name;
    if (session.hasRooms && !session.rooms.has(wanted)) return this.#say.notThere(wanted);
    return link.part(wanted, text) ? undefined : this.#notNow();
  }

  rooms(like: string | undefined): string | undefined {
    const { link } = this.#options;
    return this.#ask({ name: "list", kind: "rooms", ask: () => link.rooms(like) });
  }

  topic(text: string | undefined): string | undefined {
    const { conversations, link, session: { room } } = this.#options;
    if (conversations.isTalkShown) return this.#say.noRoomHere;
    const topic = text === undefined ? text : topicOfTyped(text);
    const wrong = this.#tooLong(topic, MAX_TOPIC_BYTES);
    if (wrong !== undefined) return wrong;
    const ask = () => link.topic(room, topic);
    return this.#ask({ name: "topic", kind: "topic", room, ask });
  }

  away(text: string | undefined): string | undefined {
    const { link, session } = this.#options;
    const back = session.away === undefined ? this.#say.youAreNotAway : this.#say.youAreBack;
    const wrong = this.#tooLong(text, MAX_AWAY_BYTES);
    if (wrong !== undefined) return wrong;
    // the server may know of one whom an earlier run of this client has left away
    if (!link.away(text)) return this.#notNow();
    return this.#note(text === undefined ? back : this.#say.youAreAwayNow(oneLine(text)));
  }

  quiet(): string | undefined {
    const { conversations: { shown, isTalkShown }, streams } = this.#options;
    if (isTalkShown) return this.#say.noRoomHere;
    if (shown.hasLeft) return this.#say.inNoRoom;
    const isQuiet = streams.quiet.toggle(shown.name);
    return this.#note(isQuiet ? this.#say.quietNow : this.#say.quietNoMore);
  }

  ignore(nick: string | undefined): string | undefined {
    const { ignored } = this.#options.streams;
    if (nick === undefined) {
      return this.#note(
        ignored.size === 0 ? this.#say.nobodyIgnored : this.#say.ignored(
          [...ignored.names].map(isolate).join(", "),
        ),
      );
    }
    return this.#note(
      ignored.toggle(nick)
        ? this.#say.ignoredNow(isolate(nick))
        : this.#say.ignoredNoMore(isolate(nick)),
    );
  }

  history(wanted?: string): string | undefined {
    return this.#past.history(wanted);
  }

  pager(wanted?: string): string | undefined {
    return this.#past.pager(wanted);
  }

  search(text: string): string | undefined {
    return this.#past.search(text);
  }

  mentions(): string | undefined {
    return this.#past.mentions();
  }

  around(number: string): string | undefined {
    return this.#past.around(number);
  }

  more(): string | undefined {
    return this.#past.more();
  }

  resend(): string | undefined {
    const { recovered, link, added } = this.#options;
    if (recovered === undefined || recovered.items.length === 0) return this.#say.nothingOffered;
    recovered.resend(link);
    added();
    return undefined;
  }

  forget(): string | undefined {
    const { recovered } = this.#options;
    if (recovered === undefined || recovered.items.length === 0) return this.#say.nothingOffered;
    this.#note(this.#say.forgotten(recovered.items.length));
    recovered.discard();
    return undefined;
  }

  clear(): undefined {
    this.#options.view.clear();
  }

  servers(): string | undefined {
    return this.#servers.list();
  }

  saveServer(name: string): string | undefined {
    return this.#servers.save(name);
  }

  forgetServer(name: string): string | undefined {
    return this.#servers.forget(name);
  }

  /** The names that the user has given to servers, as far as they are known by now. */
  get serverNames(): readonly string[] {
    return this.#servers.names;
  }

  quit(): undefined {
    this.#options.view.leave();
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  /** The streams with their numbers, and what is unread in each. */
  #listStreams(): undefined {
    const { all, shown } = this.#options.conversations;
    all.forEach((each, i) => {
      const name = nameText(each.name);
      const mark = each === shown ? "*" : " ";
      const unread = each.unread > 0 ? `, ${this.#say.newSince(each.unread, undefined)}` : "";
      this.#note(`${mark}${i + 1} ${each.kind === "room" ? "#" : ""}${name}${unread}`);
    });
  }

  #note(text: string): undefined {
    this.#options.streams.shown.note(text);
  }

  #ask(question: Question): string | undefined {
    return this.#options.questions.ask(question) ? undefined : this.#notNow();
  }

  /** What is wrong with words that everybody is shown on one row, if something is. */
  #tooLong(words: string | undefined, most: number): string | undefined {
    const bytes = utf8Bytes(words ?? "");
    return bytes > most ? this.#options.phrases.server.wordsTooLong(bytes, most) : undefined;
  }

  #isPending(kind: PendingCommand["kind"]): boolean {
    return this.#options.session.outbox.items.some(({ command }) => command.kind === kind);
  }

  #notNow(): string {
    const { link } = this.#options;
    // what a connection cannot do, this server does not know
    return link.live ? this.#say.notHere : this.#say.notNow;
  }

  #send(command: PendingCommand): string | undefined {
    const { link, session, added } = this.#options;
    if (session.nick === undefined) return this.#say.notNow;
    if (link.send(command) === undefined) return this.#say.outboxFull;
    added();
    return undefined;
  }
}
