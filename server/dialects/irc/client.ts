/** One IRC client: who it is, what it can do, and how it is answered. */

import type { ErrorCode } from "../../../protocol/frames.ts";
import { cleanText } from "../../../protocol/text.ts";
import type { Draft, Stored } from "../../storage/backbone.ts";
import type { Hub } from "../../chat/hub.ts";
import type { DirectMessage, Encoding, Member, Metadata } from "../../chat/member.ts";
import type { Outlet } from "../../fanout/outlet.ts";
import type { Room } from "../../chat/room.ts";
import type { Peer } from "../dialect.ts";
import { PasswordPrompt } from "../password_prompt.ts";
import { type Cap, shapeOf, watchesClosely } from "./caps.ts";
import type { IrcMember, IrcServer, Person } from "./server.ts";
import { IrcEncoding, sourceOf } from "./encoding.ts";
import { errorMessage, formatMessage } from "./message.ts";
import { channelOf, ircNick } from "./names.ts";
import { ERR, type ErrorName, RPL } from "./numerics.ts";
import type { OpenBatch } from "./open_batch.ts";
import { Replies } from "./replies.ts";

/** What a client has said of itself before it is let in. */
export interface Introduction {
  nick?: string;
  user?: string;
  realname?: string;
  password?: string;
  /** Capabilities are being talked about: nobody is let in before `CAP END`. */
  negotiating?: boolean;
  /** What came of an authentication so far. */
  sasl?: string;
}

/** One IRC client. */
export class Client implements IrcMember {
  readonly peer: Peer;
  readonly server: IrcServer;
  readonly caps = new Set<Cap>();
  readonly intro: Introduction = {};
  readonly modes = new Set<string>();
  /** The password, where one is wanted. */
  readonly password: PasswordPrompt;
  /** Nicknames it watches, as it wrote them, by their folded forms. */
  readonly monitored = new Map<string, string>();
  /** The batch it sends, if it does. */
  batch: OpenBatch | undefined;
  encoding: IrcEncoding;
  nick = "";
  resume: string;
  away: string | undefined;
  realname = "";
  user = "";
  /** What others are shown instead of its address. */
  host = "";
  isRegistered = false;
  /** `CAP LS` named a version of 302 or later. */
  knowsCapValues = false;
  /** Nicknames that were refused before it was let in. */
  tries = 0;
  since = 0;
  spokeAt = 0;
  #replies: Replies | undefined;
  #metadata: Metadata | undefined;
  /** Rooms in which something was asked for that may not have happened yet. */
  readonly #asked = new Set<Room>();
  #batches = 0;
  #quitReason = "Connection closed";

  constructor(peer: Peer, server: IrcServer) {
    this.peer = peer;
    this.password = new PasswordPrompt(peer, server.services);
    this.server = server;
    this.resume = server.services.secret();
    this.encoding = server.encoding(0);
    server.strangers.add(this);
  }

  get hub(): Hub {
    return this.server.services.hub;
  }

  get address(): string {
    return this.peer.address;
  }

  get outlet(): Outlet {
    return this.peer.outlet;
  }

  get where(): string {
    return `${this.user}@${this.host}`;
  }

  /** `nick!user@host`. */
  get source(): string {
    return sourceOf(this.nick, this);
  }

  get serverName(): string {
    return this.server.options.serverName;
  }

  get isOperator(): boolean {
    return this.modes.has("o");
  }

  get person(): Person {
    const { user, host, realname, modes, since, spokeAt, address } = this;
    return { user, host, realname, modes, since, spokeAt, address };
  }

  /** The time in milliseconds since 1970. */
  get now(): number {
    return this.server.options.clock.date();
  }

  /** The time as messages have it: ISO 8601, UTC, milliseconds. */
  get ts(): string {
    return new Date(this.now).toISOString();
  }

  /** How the client is addressed: its nickname, or a star while it has none. */
  get target(): string {
    return this.nick === "" ? this.intro.nick ?? "*" : ircNick(this.nick);
  }

  /** Answers the command: `lines` with their line ends. */
  send(lines: string): void {
    if (this.#replies === undefined) this.push(lines);
    else this.#replies.add(lines);
  }

  /** Sends what answers no command. Nothing follows the last line of a connection. */
  push(lines: string): void {
    if (lines !== "" && !this.peer.ended) this.outlet.send(lines);
  }

  /** Answers with a numeric whose last parameter is text. */
  reply(code: string, ...params: readonly string[]): void {
    this.send(formatMessage(this.serverName, code, [this.target, ...params.map(cleanText)], true));
  }

  /** Answers with a numeric whose last parameter is a word. */
  replyWords(code: string, ...params: readonly string[]): void {
    this.send(formatMessage(this.serverName, code, [this.target, ...params.map(cleanText)]));
  }

  /** Answers why something was not done; the sentence of the number follows `params`. */
  refuse(name: ErrorName, ...params: readonly string[]): void {
    const [code, text] = ERR[name];
    this.reply(code, ...params, text);
  }

  /** Answers why something was not done (IRCv3 standard-replies). */
  fail(command: string, code: string, ...params: readonly string[]): void {
    this.send(
      formatMessage(this.serverName, "FAIL", [command, code, ...params.map(cleanText)], true),
    );
  }

  /** Runs `act`, which answers one command. */
  answer(label: string | undefined, act: () => void | Promise<void>): void | Promise<void> {
    const replies = this.#replies = new Replies(label);
    const end = () => {
      this.#metadata = undefined;
      // the end of the connection has sent them already
      if (this.#replies === replies) this.#flushInTurn(replies);
      this.#replies = undefined;
    };
    let done: void | Promise<void>;
    try {
      done = act();
    } catch (cause) {
      end();
      throw cause;
    }
    if (done === undefined) return end();
    return done.finally(end);
  }

  /** What the answers until `closeSlot` belong to. */
  openSlot(slot: Parameters<Replies["open"]>[0]): void {
    this.#replies?.open(slot);
  }

  /** Answers have no place of their own any more; without a label they leave at once. */
  closeSlot(): void {
    if (this.isLabeled) this.#replies?.close();
    else this.#flush();
  }

  /** What was begun is answered, and nothing after it. */
  #answerNoMore(): void {
    this.#flush();
    this.#replies = undefined;
  }

  #flush(): void {
    this.#replies?.flush((lines) => this.push(lines), this.serverName, () => this.newBatch());
  }

  /** Sends the answers behind what this client has asked for, so that they keep the order. */
  #flushInTurn(replies: Replies): void {
    // an answer with a place of its own keeps others from being sent until it is there
    if (!this.hasAsked || replies.isEmpty || replies.hasSlot) return this.#flush();
    this.hub.behind(this, () => {
      replies.flush((lines) => this.push(lines), this.serverName, () => this.newBatch());
    });
  }

  /** Whether the answers to this command are kept together, so that it has to be waited for. */
  get isLabeled(): boolean {
    return this.#replies?.isLabeled === true;
  }

  /** Takes the label from the command that is answered: its answer comes later. */
  takeLabel(): string | undefined {
    return this.#replies?.takeLabel();
  }

  /** Answers now what had this label. */
  giveLabel(label: string): void {
    this.#replies?.giveLabel(label);
  }

  /** A name for a message that is in no log. */
  newMsgid(): string {
    return `dm-${this.server.services.secret()}`;
  }

  /** A name for a batch. */
  newBatch(): string {
    return `b${++this.#batches}`;
  }

  /** Goes along with what the command asks for, so that it is known when it happens. */
  mark(metadata: Metadata): Metadata {
    return this.#metadata = metadata;
  }

  /** Notes that something was asked for in `room`. */
  asked(room: Room): void {
    this.#asked.add(room);
  }

  /** Whether something that was asked for may not have happened. */
  get hasAsked(): boolean {
    return this.#asked.size > 0;
  }

  /** Resolves when all that was asked for has happened. */
  async settled(): Promise<void> {
    const rooms = [...this.#asked];
    this.#asked.clear();
    await Promise.all(rooms.map((room) => room.settled()));
  }

  /** Takes on the lines that its capabilities make. */
  reshape(): void {
    const encoding = this.server.encoding(shapeOf(this.caps));
    if (encoding === this.encoding) return;
    const [first, ...others] = this.hub.roomsOf(this);
    // rooms must all let go of the old lines before there are new ones
    let change = (): void => {
      this.encoding = encoding;
    };
    for (const room of others) {
      const inner = change;
      change = () => room.recode(this, inner);
    }
    if (first === undefined) change();
    else first.recode(this, change);
  }

  /** Ends the connection as the client has asked: `reason` is for those who stay, too. */
  end(reason: string): void {
    this.#quitReason = reason;
    this.#answerNoMore();
    this.peer.end(errorMessage(reason));
  }

  /** Sends the client away. */
  cut(code: ErrorCode, message: string): void {
    this.#answerNoMore();
    this.peer.cut(code, message);
  }

  /** What those who stay are told when the connection goes. */
  lastWords(reason: string): void {
    this.#quitReason = reason;
  }

  /** Notes what it has seen of a room that it leaves. */
  departs(room: Room): void {
    this.server.departures.note(this.nick, room.name, room.last);
  }

  /** The connection is gone, or about to go. */
  leave(): void {
    this.server.strangers.delete(this);
    for (const nick of this.monitored.values()) this.server.unwatch(this, nick);
    this.monitored.clear();
    for (const room of this.hub.roomsOf(this)) {
      this.#asked.add(room);
      this.departs(room);
    }
    this.hub.leave(this, this.#quitReason);
  }

  direct(message: DirectMessage, by: Member): void {
    const lines = this.encoding.direct(message, by);
    if (by === this && this.caps.has("echo-message")) this.#own(lines, message.metadata);
    if (by !== this || this.hub.find(message.to) === this) this.push(lines);
  }

  notSaved(draft: Draft): void {
    const { notSaved } = this.server.services.phrases;
    const what = draft.type === "topic" ? "TOPIC" : "PRIVMSG";
    this.push(formatMessage(this.serverName, "FAIL", [what, "NOT_SAVED", notSaved], true));
  }

  replaced(): void {
    this.cut("replaced", this.server.services.phrases.replaced);
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    if (room !== undefined) {
      // its line comes when that has happened
      const left = this.hub.room(room);
      if (left !== undefined) this.departs(left);
      return;
    }
    const why = reason === "" ? "" : ` (${reason})`;
    const words = `Killed (${ircNick(by)}${why})`;
    this.push(formatMessage(this.serverName, "KILL", [this.target, words], true));
    this.cut("kicked", words);
  }

  happened(stored: Stored, room: string, metadata: Metadata | undefined): void {
    const { type } = stored.event;
    // one's own coming and renaming stand with the answers to those commands
    if (type === "joined" || type === "renamed" || metadata?.quit) return;
    if (type === "msg" && !this.caps.has("echo-message")) return;
    const lines = this.encoding.render(stored, room, { member: this, metadata });
    this.#own(lines, metadata);
  }

  /** One's own lines answer the command that is being answered, if it has asked for them. */
  #own(lines: string, metadata: Metadata | undefined): void {
    if (metadata !== undefined && metadata === this.#metadata) this.send(lines);
    else this.push(lines);
  }

  online(member: Member): void {
    this.#tellOf(RPL.monOnline, sourceOf(member.nick, member));
  }

  offline(nick: string): void {
    this.#tellOf(RPL.monOffline, ircNick(nick));
  }

  #tellOf(code: string, name: string): void {
    const lines = formatMessage(this.serverName, code, [this.target, name], true);
    this.hub.behind(this, () => this.push(lines));
  }

  /** The room of a channel it is in, if it is. */
  roomIn(channel: string): Room | undefined {
    const room = this.hub.room(channel);
    return room?.has(this) ? room : undefined;
  }

  /** Tells everyone who shares a room with it, once each; and those who watch it. */
  tellNeighbours(render: (encoding: IrcEncoding) => string, watchers: Cap | undefined): void {
    const rooms = this.hub.roomsOf(this);
    rooms.forEach((room, i) => {
      this.pass(room, render, rooms.slice(0, i));
    });
    if (watchers === undefined) return;
    for (const client of this.server.watchersOf(this.nick)) {
      if (!watchesClosely(client.caps) || !client.caps.has(watchers)) continue;
      if (client === this || rooms.some((room) => room.has(client))) continue;
      this.tell(client, render);
    }
  }

  /** Shows something that is not kept to the other IRC clients in `room`. */
  pass(room: Room, render: (encoding: IrcEncoding) => string, told?: Metadata["told"]): void {
    this.asked(room);
    const toIrc = (encoding: Encoding) => encoding instanceof IrcEncoding ? render(encoding) : "";
    room.pass(toIrc, this, told);
  }

  /** Shows something that is not kept to one IRC client. */
  tell(client: IrcMember, render: (encoding: IrcEncoding) => string): void {
    this.hub.behind(client, () => client.push(render(client.encoding)));
  }

  /** The channels it is in, for the log. */
  get channels(): string[] {
    return this.hub.roomsOf(this).map(({ name }) => channelOf(name));
  }
}
