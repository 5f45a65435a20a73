/** How one IRC client is answered: by numerics, in the order of its commands, with their labels. */

import { cleanText } from "../../../protocol/text.ts";
import type { Hub } from "../../chat/hub.ts";
import type { Member, Metadata } from "../../chat/member.ts";
import type { Room } from "../../chat/room.ts";
import type { Peer } from "../dialect.ts";
import { formatMessage } from "./message_format.ts";
import { ERR, type ErrorName } from "./numerics.ts";
import { Replies } from "./replies.ts";

/** The half of a client that sends. */
export abstract class Answering {
  readonly peer: Peer;
  #replies: Replies | undefined;
  /** What goes with what the present command asks for. */
  #mark: Metadata | undefined;
  /** Rooms in which something was asked for that may not have happened yet. */
  readonly #asked = new Set<Room>();
  #batches = 0;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  abstract get hub(): Hub;
  abstract get serverName(): string;
  /** How the client is addressed. */
  abstract get target(): string;
  /** The client as the member that its rooms know. */
  abstract get member(): Member;

  /** Answers the command: `lines` with their line ends. */
  send(lines: string): void {
    if (this.#replies === undefined) this.push(lines);
    else this.#replies.add(lines);
  }

  /** Sends what answers no command. Nothing follows the last line of a connection. */
  push(lines: string): void {
    if (lines !== "" && !this.peer.ended) this.peer.outlet.send(lines);
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
      this.#mark = undefined;
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

  /** The answers until `closeSlot` go to the place that `slot` keeps. */
  openSlot(slot: Parameters<Replies["open"]>[0]): void {
    this.#replies?.open(slot);
  }

  /** Later answers go to no special place. Without a label, the answers so far are sent now. */
  closeSlot(): void {
    if (this.isLabeled) this.#replies?.close();
    else this.#flush();
  }

  /** Sends the answers so far. Later ones of this command are not collected. */
  answerNoMore(): void {
    this.#flush();
    this.#replies = undefined;
  }

  #flush(): void {
    this.#replies?.flush((lines) => this.push(lines), this.serverName, () => this.newBatch());
  }

  /** Sends the answers behind the events that the client has asked for, so that both keep the order. */
  #flushInTurn(replies: Replies): void {
    // an answer with a slot must be filled in soon: all output behind it waits
    if (!this.hasAsked || replies.isEmpty || replies.hasSlot) return this.#flush();
    this.hub.behind(this.member, () => {
      replies.flush((lines) => this.push(lines), this.serverName, () => this.newBatch());
    });
  }

  /** Whether the present command has a label: then all its answers are sent together. */
  get isLabeled(): boolean {
    return this.#replies?.isLabeled === true;
  }

  /** Takes the label away from the present command, which is answered later. */
  takeLabel(): string | undefined {
    return this.#replies?.takeLabel();
  }

  /** Gives the answers to the present command this label. */
  giveLabel(label: string): void {
    this.#replies?.giveLabel(label);
  }

  /** A name for a batch. */
  newBatch(): string {
    return `b${++this.#batches}`;
  }

  /** Marks what the command asks for, so that `own` knows it when it happens. */
  mark(metadata: Metadata): Metadata {
    return this.#mark = metadata;
  }

  /** Sends lines that the client has caused: as an answer, if the present command has caused them. */
  own(lines: string, metadata: Metadata | undefined): void {
    if (metadata !== undefined && metadata === this.#mark) this.send(lines);
    else this.push(lines);
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
}
