/** One connection from its first byte to its last: finds out what answers, then talks to it. */

import type { Loss } from "./events.ts";
import { judgeGreeting } from "./greeting.ts";
import type { KnownDms } from "./known_dms.ts";
import {
  GREETING_TIMEOUT_MS,
  MAX_RECEIVE_BYTES,
  MAX_SEND_QUEUE_BYTES,
  PLAIN_GREETING_SILENCE_MS,
} from "../limits.ts";
import { NativeTalk } from "./native.ts";
import { PlainTalk } from "./plain.ts";
import type { Port, Talk } from "./talk.ts";
import { type Connection, writeAll } from "./transport.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** What a conversation works with. */
export interface ConversationOptions
  extends Omit<Port, "write" | "closeWrite" | "close" | "isPrivate"> {
  readonly connection: Connection;
  readonly dms: KnownDms;
  /** Resolves when what was handed on has gone out: nothing is read before. */
  readonly drained: () => Promise<void> | undefined;
}

/** How a conversation ended. */
export interface Ending {
  readonly loss: Loss;
  /** No other connection should be made. */
  readonly final: boolean;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** See the module. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #port: Port;
  /** What came before it was clear what answers. */
  #greeting = NOTHING;
  #talk: Talk | undefined;
  #ending: Ending | undefined;
  #hungUp = false;
  #written: Promise<void> = Promise.resolve();
  #unwritten = 0;
  #cancel = () => {};

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#port = {
      ...options,
      isPrivate: options.connection.isPrivate === true,
      write: (text) => this.#write(encoder.encode(text)),
      closeWrite: () => this.#closeWrite(),
      close: (loss, final = false) => this.#close({ loss, final }),
    };
  }

  /** Who is spoken to, once that is clear. */
  get talk(): Talk | undefined {
    return this.#talk;
  }

  /** Reads until the connection ends, and tells why it did. Never rejects. */
  async run(): Promise<Ending> {
    this.#wait(GREETING_TIMEOUT_MS, () => this.#close({ loss: { code: "silent" }, final: false }));
    let clean = false;
    try {
      await this.#read();
      clean = true;
    } catch (cause) {
      // however it broke off, what is lost is the connection; the reason is told with it
      const detail = messageOf(cause);
      this.#ending ??= { loss: { code: "broken", detail }, final: false };
    }
    this.#cancel();
    const said = this.#talk?.closed(clean && this.#ending === undefined);
    this.#hangUp();
    await this.#written;
    return this.#ending !== undefined && (said === undefined || this.#ending.final)
      ? this.#ending
      : { loss: said ?? { code: "closed" }, final: false };
  }

  /** Ends it from this side, at once. */
  abort(): void {
    this.#close({ loss: { code: "closed" }, final: false });
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(MAX_RECEIVE_BYTES);
    const { connection } = this.#options;
    while (this.#ending === undefined) {
      const count = await connection.read(buffer);
      if (count === null) return;
      this.#take(buffer.subarray(0, count));
      await this.#options.drained();
    }
  }

  #take(bytes: Uint8Array): void {
    if (this.#talk !== undefined) return this.#talk.receive(bytes);
    const all = new Uint8Array(this.#greeting.length + bytes.length);
    all.set(this.#greeting);
    all.set(bytes, this.#greeting.length);
    this.#greeting = all;
    this.#judge();
  }

  #judge(): void {
    const { dms, session } = this.#options;
    const greeting = judgeGreeting(this.#greeting);
    switch (greeting.kind) {
      case "waiting":
        return;
      case "stranger":
        return this.#close({ loss: { code: "stranger" }, final: false });
      case "bare":
        // a native server's line feed may still be on its way
        return this.#wait(
          session.dialect === "native" ? GREETING_TIMEOUT_MS : PLAIN_GREETING_SILENCE_MS,
          () => this.#begin("plain", new PlainTalk(this.#port), NOTHING, true),
        );
      case "plain":
      case "native": {
        const rest = this.#greeting.subarray(greeting.length);
        const talk = greeting.kind === "plain"
          ? new PlainTalk(this.#port)
          : new NativeTalk(this.#port, dms);
        this.#begin(greeting.kind, talk, rest, greeting.kind === "plain" || greeting.asked);
      }
    }
  }

  #begin(dialect: "native" | "plain", talk: Talk, rest: Uint8Array, asked: boolean): void {
    this.#cancel();
    this.#options.session.dialect = dialect;
    this.#greeting = NOTHING;
    this.#talk = talk;
    if (asked && this.#options.session.nick !== undefined) talk.nickname();
    else if (asked) this.#port.emit({ type: "nick_wanted" });
    if (rest.length > 0) talk.receive(rest);
  }

  #wait(ms: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, run);
  }

  #write(bytes: Uint8Array): Promise<void> {
    const { connection } = this.#options;
    this.#unwritten += bytes.length;
    if (this.#unwritten > MAX_SEND_QUEUE_BYTES) {
      this.#close({ loss: { code: "silent" }, final: false });
    }
    this.#written = this.#written.then(async () => {
      if (this.#ending === undefined) await writeAll(connection, bytes);
    }).catch((cause) => {
      const detail = messageOf(cause);
      this.#close({ loss: { code: "broken", detail }, final: false });
    }).then(() => {
      this.#unwritten -= bytes.length;
    });
    return this.#written;
  }

  #closeWrite(): void {
    this.#written = this.#written
      .then(() => this.#options.connection.closeWrite())
      // the other side is gone already: reading tells
      .catch(() => {});
  }

  #close(ending: Ending): void {
    this.#ending ??= ending;
    this.#hangUp();
  }

  /** Closes the connection once: a write may have found its end before the reader does. */
  #hangUp(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#options.connection.close();
  }
}
