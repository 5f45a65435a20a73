/**
 * The plain dialect: prose, for people with `nc` or `telnet` and for the Python client that this chat
 * descends from. The first line is the nickname, every other line is a message.
 */

import {
  CONTINUATION,
  type ErrorCode,
  type MsgFrame,
  PLAIN_SHUTDOWN,
} from "../../protocol/frames.ts";
import { incompleteUtf8Bytes } from "../../protocol/lines.ts";
import { MAX_HELLO_TRIES, PLAIN_LETTER_MS, PLAIN_SILENCE_MS } from "../limits.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Entered } from "../chat/arrival.ts";
import { type DirectMessage, type Encoding, type Member, Refused } from "../chat/member.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { Room } from "../chat/room.ts";
import { LOBBY } from "../chat/rooms.ts";
import type { Dialect, Peer, Services } from "./dialect.ts";
import { isHttpRequest } from "./http.ts";
import { PasswordPrompt } from "./password_prompt.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A message as a plain member sees it. */
function sayLines({ nick, text, action }: MsgFrame): string {
  const marked = text.replaceAll("\n", `\n${CONTINUATION}`);
  return action ? `* ${nick} ${marked}\n` : `${nick}: ${marked}\n`;
}

/** What a plain member is sent of a room, in the language of the server. */
export function plainEncoding(phrases: ServerPhrases): Encoding {
  return {
    render: ({ event }) => {
      switch (event.type) {
        case "msg":
          return sayLines(event);
        case "joined":
          return `${phrases.plainJoined(event.nick, event.others ?? 0)}\n`;
        case "left":
          return `${phrases.plainLeft(event.nick, event.others ?? 0)}\n`;
        case "renamed":
          return `${phrases.plainRenamed(event.nick, event.to)}\n`;
        case "topic":
          return `${phrases.plainTopic(event.nick, event.topic)}\n`;
      }
    },
    // the sender sees its own text already: it has typed it
    echoes: () => false,
  };
}

/**
 * After how much silence a piece without a line feed is a line: the old Python client sends none. A
 * piece that ends inside a letter waits longer for the rest of it.
 */
export function plainSilenceMs(pending: Uint8Array): number {
  return incompleteUtf8Bytes(pending) > 0 ? PLAIN_LETTER_MS : PLAIN_SILENCE_MS;
}

/** The plain dialect on one connection. */
export class PlainDialect implements Dialect, Member {
  readonly encoding: Encoding;
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #password: PasswordPrompt;
  nick = "";
  resume: string;
  #room: Room | undefined;
  #tries = 0;
  /** The nickname that waits for the password. */
  #wanted: string | undefined;

  /** @param encoding Shared by all plain members of the server. */
  constructor(peer: Peer, services: Services, encoding: Encoding) {
    this.#peer = peer;
    this.#services = services;
    this.#password = new PasswordPrompt(peer, services);
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

  line(bytes: Uint8Array): void | Promise<void> {
    const text = decoder.decode(bytes);
    if (this.#room === undefined) return this.#comeIn(text).catch((cause) => this.#refuse(cause));
    if (text.trim() === "") return;
    try {
      this.#services.hub.say(this, this.#room, text, "");
    } catch (cause) {
      this.#refuse(cause);
    }
  }

  silenceMs(pending: Uint8Array): number {
    return plainSilenceMs(pending);
  }

  error(_code: ErrorCode, message: string): string {
    return `--- ${message}. ---\n`;
  }

  ping(): string {
    // no program would answer one in prose: a half-open connection ends when a write fails
    return "";
  }

  farewell(): string {
    // without a line feed: the old Python client compares it like this
    return PLAIN_SHUTDOWN;
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
    const text = message.text.replaceAll("\n", `\n${CONTINUATION}`);
    this.outlet.send(`${this.#phrases.plainDm(message.nick, text)}\n`);
  }

  notSaved(): void {
    this.outlet.send(this.error("not_saved", this.#phrases.notSaved));
  }

  replaced(): void {
    this.#room = undefined;
    this.#peer.cut("replaced", this.#phrases.replaced);
  }

  expelled(_room: string | undefined, by: string, reason: string): void {
    this.#peer.cut("kicked", this.#phrases.kicked(by, reason));
  }

  get #phrases(): ServerPhrases {
    return this.#services.phrases;
  }

  /** The nickname comes before the password, because the first line chooses the dialect. */
  async #comeIn(text: string): Promise<void> {
    if (this.#wanted === undefined && isHttpRequest(text)) return this.#peer.end("");
    if (this.#password.isPassed) return await this.#enter(text.trim());
    if (this.#wanted === undefined) {
      this.#wanted = text.trim();
      this.outlet.send(`${this.#phrases.plainPassword}\n`);
      return;
    }
    await this.#password.answer(text);
    await this.#enter(this.#wanted);
  }

  async #enter(nick: string): Promise<void> {
    const { hub, history } = this.#services;
    const entered = await hub.enter(this, nick, LOBBY, { count: history });
    if (entered === undefined) return;
    this.#room = entered.room;
    this.#peer.greeted(this.nick, entered.room.name);
    entered.slot.fill(this.#historyLines(entered));
  }

  #historyLines({ history }: Entered): string {
    if (history.length === 0) return `${this.#phrases.plainNoHistory}\n`;
    const lines = history.map(({ event }) => `[${localTime(event.ts)}] ${sayLines(event)}`);
    return `${this.#phrases.plainHistory(history.length)}\n${
      lines.join("")
    }${this.#phrases.plainHistoryEnd}\n`;
  }

  #refuse(cause: unknown): void {
    if (!(cause instanceof Refused)) throw cause;
    if (this.#room !== undefined) {
      this.outlet.send(this.error(cause.code, cause.message));
    } else if (this.#password.isExhausted) {
      this.#peer.cut(cause.code, cause.message);
    } else if (!this.#password.isPassed) {
      this.outlet.send(`${cause.message}. ${this.#phrases.plainPassword}\n`);
    } else if (++this.#tries >= MAX_HELLO_TRIES) {
      this.#peer.cut("flood", this.#phrases.helloTries(MAX_HELLO_TRIES));
    } else {
      this.outlet.send(`${cause.message}. ${this.#phrases.anotherNick}\n`);
    }
  }
}

/** `ts` in the server's time zone, as `2026-11-23 14:05:09`. */
function localTime(ts: string): string {
  // Swedish writes dates the way ISO 8601 does
  return new Date(ts).toLocaleString("sv-SE");
}
