/**
 * The plain dialect: prose, for people with `nc` or `telnet` and for the Python client that this chat
 * descends from. The first line is the nickname, every other line is a message.
 */

import { DEFAULT_ROOM, type ErrorCode, PLAIN_SHUTDOWN } from "../../protocol/frames.ts";
import { incompleteUtf8Bytes } from "../../protocol/lines.ts";
import { readSlash } from "../../protocol/slash.ts";
import {
  MAX_HELLO_TRIES,
  PLAIN_LETTER_MS,
  PLAIN_REMOVED_MS,
  PLAIN_REQUEST_MS,
  PLAIN_SILENCE_MS,
} from "../limits.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import { type DirectMessage, type Encoding, Refused } from "../chat/member.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { Room } from "../chat/room.ts";
import type { Dialect, Peer, Services } from "./dialect.ts";
import {
  httpRefusal,
  mayBecomeOther,
  type OtherProtocol,
  otherProtocol,
} from "./other_protocols.ts";
import { marked, pastLines } from "./plain_encoding.ts";
import { obey, type PlainClient, speaksInRoom } from "./plain_commands.ts";
import { BetweenLines } from "./between_lines.ts";
import { PasswordPrompt } from "./password_prompt.ts";
import type { TelnetFilter } from "./telnet.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** One letter for each byte. */
const latin1 = new TextDecoder("latin1");

/** A line as text; `undefined` when it is no UTF-8, or UTF-16, which is full of NUL. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    // not UTF-8: the caller answers that
    return undefined;
  }
}

/**
 * After how much silence a piece without a line feed is a line: the old Python client sends none. A
 * piece that ends inside a letter waits longer for the rest of it.
 */
export function plainSilenceMs(pending: Uint8Array): number {
  return incompleteUtf8Bytes(pending) > 0 ? PLAIN_LETTER_MS : PLAIN_SILENCE_MS;
}

/** The same for a nickname. A request may come in pieces: its beginning must not become one. */
export function nickSilenceMs(pending: Uint8Array): number {
  return mayBecomeOther(latin1.decode(pending)) ? PLAIN_REQUEST_MS : plainSilenceMs(pending);
}

/** The plain dialect on one connection. */
export class PlainDialect implements Dialect, PlainClient {
  readonly encoding: Encoding;
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #password: PasswordPrompt;
  readonly #between = new BetweenLines();
  readonly #telnet: TelnetFilter;
  nick = "";
  where: string | undefined;
  saidAt: string | undefined;
  away: string | undefined;
  resume: string;
  #room: Room | undefined;
  #tries = 0;
  /** The nickname that waits for the password. */
  #wanted: string | undefined;
  /** When it was taken to another room by others. */
  #takenAt = -Infinity;

  /**
   * @param encoding Shared by all plain members of the server.
   * @param telnet The filter that has seen what the client sent first.
   */
  constructor(peer: Peer, services: Services, encoding: Encoding, telnet: TelnetFilter) {
    this.#peer = peer;
    this.#services = services;
    this.#password = new PasswordPrompt(peer, services);
    this.#telnet = telnet;
    this.encoding = encoding;
    this.resume = services.secret();
  }

  get address(): string {
    return this.#peer.address;
  }

  get outlet(): Outlet {
    return this.#peer.outlet;
  }

  costs(bytes: Uint8Array): boolean {
    return this.#room !== undefined && bytes.length > 0;
  }

  received(bytes: Uint8Array): Uint8Array {
    const { text, answer } = this.#telnet.take(bytes);
    if (answer.length > 0) this.outlet.send(answer);
    return text;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const { busy } = this.#between;
    if (busy !== undefined) return busy.then(() => this.line(bytes));
    return this.#between.taking(this.#line(bytes));
  }

  #line(bytes: Uint8Array): void | Promise<void> {
    const other = this.#room === undefined ? this.#otherProtocol(bytes) : undefined;
    if (other !== undefined) return this.#refuseProtocol(other);
    const text = decode(bytes);
    if (text === undefined) return this.#refuseEncoding();
    if (this.#room === undefined) return this.#comeIn(text).catch((cause) => this.#refuse(cause));
    if (text.trim() === "") return;
    const read = readSlash(text);
    if (speaksInRoom(read) && this.#services.now() - this.#takenAt < PLAIN_REMOVED_MS) {
      return this.tell(this.#phrases.plainNotSaid);
    }
    if (read.kind === "command") {
      return this.#obey(read.name, read.rest.trim());
    }
    try {
      this.#services.hub.say(this, this.#room, read.text, "");
    } catch (cause) {
      // an error keeps the order of the answers too
      return this.#room.settled().then(() => this.#refuse(cause));
    }
  }

  /** Does a command when all that was said before is shown. */
  async #obey(name: string, rest: string): Promise<void> {
    await this.#room?.settled();
    // a client that has left meanwhile must not come back
    if (this.#room === undefined) return;
    await obey(this, name, rest, this.#services).catch((cause) => this.#refuse(cause));
  }

  silenceMs(pending: Uint8Array): number {
    return this.#room === undefined ? nickSilenceMs(pending) : plainSilenceMs(pending);
  }

  error(_code: ErrorCode, message: string): string {
    return `--- ${message}. ---\n`;
  }

  /** The room it is in; only one that is in has commands. */
  get room(): Room {
    return this.#room!;
  }

  tell(sentence: string): void {
    this.outlet.send(`--- ${sentence}. ---\n`);
  }

  ping(): string {
    // no program would answer one in prose: a half-open connection ends when a write fails
    return "";
  }

  farewell(): string {
    // without a line feed: the old Python client compares it like this
    return elsewhere(this.#services) + PLAIN_SHUTDOWN;
  }

  async settled(): Promise<void> {
    await this.#room?.settled();
  }

  closed(): void {
    this.#room = undefined;
    this.#services.hub.leave(this);
  }

  direct(message: DirectMessage): void {
    if (message.nick === this.nick) return;
    const { nick, text } = message;
    this.outlet.send(`${this.#phrases.plainDm(nick, marked(text))}\n`);
  }

  notSaved(): void {
    this.outlet.send(this.error("not_saved", this.#phrases.notSaved));
  }

  waits(_ms: number, isNews: boolean): void {
    if (isNews) this.tell(this.#phrases.waiting);
  }

  replaced(): void {
    this.#room = undefined;
    this.#peer.cut("replaced", this.#phrases.replaced);
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    const { disconnectedBy, removedFromRoom } = this.#phrases;
    if (room === undefined) return this.#peer.cut("kicked", disconnectedBy(by, reason));
    this.tell(removedFromRoom(by, reason));
    this.#between.do(() => this.#goBack(room));
  }

  /** Goes to the lobby from the room that it was removed from, unless it is in a room already. */
  async #goBack(from: string): Promise<void> {
    if (this.#peer.ended || this.#services.hub.roomsOf(this).length > 0) return;
    this.#takenAt = -Infinity;
    try {
      if (from === DEFAULT_ROOM) this.tell(this.#phrases.inNoRoom);
      else {
        await this.move(DEFAULT_ROOM);
        this.#takenAt = this.#services.now();
      }
    } catch (cause) {
      if (!(cause instanceof Refused)) return this.#peer.cut("internal", this.#phrases.internal);
      this.tell(this.#phrases.inNoRoom);
    }
  }

  get #phrases(): ServerPhrases {
    return this.#services.phrases;
  }

  /** The nickname comes before the password, because the first line chooses the dialect. */
  async #comeIn(text: string): Promise<void> {
    if (this.#password.isPassed) {
      const nick = this.#nickIn(text.trim());
      return nick === undefined ? this.quit() : await this.#enter(nick);
    }
    if (this.#wanted === undefined) {
      const nick = this.#nickIn(text.trim());
      if (nick === undefined) return this.quit();
      // checked now, so that a nickname that nobody may have is not followed by a password
      this.#wanted = this.#services.hub.nick(nick);
      this.outlet.send(`${this.#phrases.plainPassword}\n`);
      return;
    }
    await this.#password.answer(text);
    await this.#enter(this.#wanted);
  }

  /**
   * The nickname in the answer to the question for it; `undefined` where that says goodbye.
   *
   * @throws {Refused} when it is another command: a private message must not be a nickname.
   */
  #nickIn(text: string): string | undefined {
    const read = readSlash(text);
    if (read.kind === "text") return text;
    if (read.name === "nick" && read.rest.trim() !== "") return read.rest.trim();
    if (["quit", "exit", "q"].includes(read.name)) return undefined;
    throw new Refused("bad_nick", this.#phrases.plainNickFirst);
  }

  #otherProtocol(bytes: Uint8Array): OtherProtocol | undefined {
    const other = otherProtocol(latin1.decode(bytes));
    // a password may look like a command, and nothing else is asked for by then
    const isCommand = other === "irc" || other === "other";
    return this.#wanted !== undefined && isCommand ? undefined : other;
  }

  #refuseProtocol(protocol: OtherProtocol): void {
    const { log, ircPort } = this.#services;
    const say = this.#phrases;
    log("info", "not chat", { peer: this.#peer.endpoint, protocol });
    if (protocol === "http") return this.#peer.end(httpRefusal(say.notHttp));
    if (protocol === "irc") return this.#peer.end(`ERROR :${say.notIrc(ircPort())}\r\n`);
    this.#peer.end(protocol === "tls" ? "" : `${say.notOther}\r\n`);
  }

  #refuseEncoding(): void | Promise<void> {
    this.outlet.send(
      this.#room === undefined
        ? `${this.#phrases.notUtf8}. ${
          this.#wanted === undefined ? this.#phrases.anotherNick : this.#phrases.plainPassword
        }\n`
        : this.error("bad_text", this.#phrases.notUtf8),
    );
    return this.#peer.bad();
  }

  async move(room: string): Promise<void> {
    const { hub, history } = this.#services;
    this.#takenAt = -Infinity; // what comes now is for this room
    const entered = await hub.move(this, room, { count: history });
    if (entered === undefined) return;
    this.#room = entered.room;
    const { name } = entered.room;
    entered.slot.fill(
      `--- ${this.#phrases.plainRoom(name)}. ---\n${pastLines(entered.history, this.#phrases)}`,
    );
  }

  quit(): void {
    this.#peer.end("");
  }

  async #enter(nick: string): Promise<void> {
    const { hub, history, cloaks } = this.#services;
    this.where = `chat@${cloaks.of(this.address, nick)}`;
    const entered = await hub.enter(this, nick, DEFAULT_ROOM, { count: history });
    if (entered === undefined) return;
    this.#room = entered.room;
    this.#peer.greeted(this.nick, entered.room.name);
    entered.slot.fill(pastLines(entered.history, this.#phrases));
  }

  #refuse(cause: unknown): void {
    if (!(cause instanceof Refused)) throw cause;
    if (this.#room !== undefined) {
      this.outlet.send(this.error(cause.code, cause.message));
    } else if (this.#password.isExhausted) {
      this.#peer.cut(cause.code, cause.message);
    } else if (this.#wanted !== undefined && !this.#password.isPassed) {
      this.outlet.send(`${cause.message}. ${this.#phrases.plainPassword}\n`);
    } else if (++this.#tries >= MAX_HELLO_TRIES) {
      this.#peer.cut("flood", this.#phrases.helloTries(MAX_HELLO_TRIES));
    } else {
      this.outlet.send(`${cause.message}. ${this.#phrases.anotherNick}\n`);
    }
  }
}

/** Where the chat goes on when the server stops, as a line. */
function elsewhere({ nodes, phrases }: Services): string {
  const others = nodes?.others.map(({ addr }) => addr) ?? [];
  return others.length === 0 ? "" : `--- ${phrases.goesOnAt(others.join(", "))}. ---\n`;
}
