/** One IRC client: who it is, what it can do, and what it is told. */

import type { ErrorCode } from "../../../protocol/frames.ts";
import type { Draft, Stored } from "../../storage/journal.ts";
import type { Hub } from "../../chat/hub.ts";
import type { DirectMessage, Encoding, Member, Metadata } from "../../chat/member.ts";
import type { Outlet } from "../../fanout/outlet.ts";
import type { Room } from "../../chat/room.ts";
import type { Peer, Services } from "../dialect.ts";
import { PasswordPrompt } from "../password_prompt.ts";
import { Searching } from "../searching.ts";
import { Answering } from "./answering.ts";
import { type Cap, shapeOf } from "./caps.ts";
import type { IrcMember, IrcServer, Person } from "./server.ts";
import { IrcEncoding, sourceOf } from "./encoding.ts";
import { errorMessage, formatMessage } from "./message_format.ts";
import { channelOf, ircNick } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";
import type { OpenBatch } from "./open_batch.ts";

/** What a client has told about itself before its registration is complete. */
export interface Introduction {
  nick?: string;
  user?: string;
  realname?: string;
  password?: string;
  /** The client negotiates capabilities: the registration waits for `CAP END`. */
  negotiating?: boolean;
  /** The pieces of a SASL answer so far. */
  sasl?: string;
}

/** One IRC client. */
export class Client extends Answering implements IrcMember {
  readonly server: IrcServer;
  readonly caps = new Set<Cap>();
  readonly intro: Introduction = {};
  readonly modes = new Set<string>();
  /** Asks for the password, if the server has one. */
  readonly password: PasswordPrompt;
  /** Its search, if one runs. */
  readonly searching: Searching;
  /** Nicknames it watches, as it wrote them, by their folded forms. */
  readonly monitored = new Map<string, string>();
  /** The batch that it is sending, if any. */
  batch: OpenBatch | undefined;
  /** Whose read marks were learned from other servers, and when that is done. */
  learnedMarks: { readonly reader: string; readonly done: Promise<void> | undefined } | undefined;
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
  /** How many nicknames were refused before its registration was complete. */
  tries = 0;
  since = 0;
  spokeAt = 0;
  #quitReason = "Connection closed";

  constructor(peer: Peer, server: IrcServer) {
    super(peer);
    this.password = new PasswordPrompt(peer, server.services);
    this.server = server;
    this.searching = new Searching(server.services.phrases);
    this.resume = server.services.secret();
    this.encoding = server.encoding(0);
    server.strangers.add(this);
  }

  get member(): Member {
    return this;
  }

  get hub(): Hub {
    return this.server.services.hub;
  }

  get readMarks(): Services["readMarks"] {
    return this.server.services.readMarks;
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

  /** A new `msgid` for a message that is in no log. */
  newMsgid(): string {
    return `dm-${this.server.services.secret()}`;
  }

  /** Changes to the encoding that belongs to its capabilities. */
  reshape(): void {
    const encoding = this.server.encoding(shapeOf(this.caps));
    if (encoding === this.encoding) return;
    const [first, ...others] = this.hub.roomsOf(this);
    // it must leave the old feed in every room before it enters a new one
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

  /** Ends the connection because the client wants it. The others are told the `reason` too. */
  end(reason: string): void {
    this.#quitReason = reason;
    this.answerNoMore();
    this.peer.end(errorMessage(reason));
  }

  /** Ends the connection with an error. */
  cut(code: ErrorCode, message: string): void {
    this.answerNoMore();
    this.peer.cut(code, message);
  }

  /** Sets the reason that the others are told when the connection ends. */
  lastWords(reason: string): void {
    this.#quitReason = reason;
  }

  /** Notes what it has seen of a room that it leaves. */
  departs(room: Room): void {
    this.server.departures.note(this.nick, room.name, room.last, room.log);
  }

  /** Leaves the chat: the connection has ended, or will end now. */
  leave(): void {
    this.server.strangers.delete(this);
    for (const nick of this.monitored.values()) this.server.unwatch(this, nick);
    this.monitored.clear();
    for (const room of this.hub.roomsOf(this)) {
      this.asked(room);
      this.departs(room);
    }
    this.hub.leave(this, this.#quitReason);
  }

  direct(message: DirectMessage, by: Member): void {
    const lines = this.encoding.direct(message, by);
    if (by === this && this.caps.has("echo-message")) this.own(lines, message.metadata);
    if (by !== this || this.hub.find(message.to) === this) this.push(lines);
  }

  notSaved(draft: Draft): void {
    const { notSaved } = this.server.services.phrases;
    const what = draft.type === "topic" ? "TOPIC" : "PRIVMSG";
    this.push(formatMessage(this.serverName, "FAIL", [what, "NOT_SAVED", notSaved], true));
  }

  waits(_ms: number, isNews: boolean): void {
    if (!isNews) return;
    const { waiting } = this.server.services.phrases;
    this.outlet.sendFirst(formatMessage(this.serverName, "NOTICE", [this.target, waiting], true));
  }

  replaced(): void {
    this.cut("replaced", this.server.services.phrases.replaced);
  }

  invited(room: string, by: Member): void {
    const words = [this.target, channelOf(room)];
    const line = formatMessage(sourceOf(by.nick, by), "INVITE", words);
    this.tell(this, (encoding) => encoding.stamped(this.ts, line));
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    if (room !== undefined) {
      // the client gets its KICK when that is stored
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
    // the answers to JOIN and NICK have these lines
    if (type === "joined" || type === "renamed" || metadata?.quit) return;
    if (type === "msg" && !this.caps.has("echo-message")) return;
    const lines = this.encoding.render(stored, room, { member: this, metadata });
    this.own(lines, metadata);
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

  /** Whether the client may know of the room. */
  maySee(room: Room): boolean {
    return !room.isHiddenFrom(this) || this.isOperator;
  }

  /** The room of a channel, if the client may know of it. */
  seenRoom(channel: string): Room | undefined {
    const room = this.hub.room(channel);
    return room !== undefined && this.maySee(room) ? room : undefined;
  }

  /** The room of a channel, if the client is in it. */
  roomIn(channel: string): Room | undefined {
    const room = this.hub.room(channel);
    return room?.has(this) ? room : undefined;
  }

  /** Tells everyone who shares a room with it, once each, and the clients that watch it. */
  tellNeighbours(render: (encoding: IrcEncoding) => string, watchers: Cap): void {
    const rooms = this.hub.roomsOf(this);
    rooms.forEach((room, i) => {
      this.pass(room, render, rooms.slice(0, i));
    });
    this.server.tellWatchers(this, watchers, rooms, render);
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
