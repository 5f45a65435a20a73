/** One connection from its first byte to its last: finds the server's dialect, then speaks it. */

import { messageOf } from "../../runtime/message_of.ts";
import {
  GREETING_TIMEOUT_MS,
  MAX_RECEIVE_BYTES,
  MAX_SEND_QUEUE_BYTES,
  PLAIN_GREETING_SILENCE_MS,
} from "../limits.ts";
import type { Dialect, DialectContext } from "./dialect.ts";
import type { DisconnectReason } from "./events.ts";
import { readGreeting } from "./greeting.ts";
import { NativeDialect } from "./native_dialect.ts";
import { type Transport, writeAll } from "./transport.ts";
import { withSystemCode } from "./system_code.ts";

/** What a connection works with. */
export interface ConnectionOptions
  extends Omit<DialectContext, "write" | "closeWrite" | "close" | "isPrivate"> {
  readonly transport: Transport;
  /** Speaks with the old server. Without it, that one is no chat server. */
  readonly plain?: ((context: DialectContext) => Dialect) | undefined;
  /** Resolves when the events of all that was read have been dealt with. Nothing is read before. */
  readonly drained: () => Promise<void> | undefined;
}

/** How a connection ended. */
export interface ConnectionEnd {
  readonly reason: DisconnectReason;
  /** The client should not connect again. */
  readonly final: boolean;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** A connection to a server of either dialect. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #context: DialectContext;
  /** What came before the dialect was known. */
  #greeting = NOTHING;
  #dialect: Dialect | undefined;
  #end: ConnectionEnd | undefined;
  #written: Promise<void> = Promise.resolve();
  #unwritten = 0;
  #cancel = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#context = {
      ...options,
      isPrivate: options.transport.isPrivate === true,
      write: (text) => this.#write(encoder.encode(text)),
      closeWrite: () => this.#closeWrite(),
      close: (reason, final = false) => this.#stop({ reason, final }),
    };
  }

  /** The server's dialect, once it is known, and until the connection is gone. */
  get dialect(): Dialect | undefined {
    return this.#dialect;
  }

  /** Reads until the connection ends, and resolves with how it did. Never rejects. */
  async run(): Promise<ConnectionEnd> {
    const { transport } = this.#options;
    this.#wait(GREETING_TIMEOUT_MS, () => this.#fail({ code: "silent" }));
    let clean = false;
    try {
      await this.#read();
      clean = true;
    } catch (cause) {
      // any error here is an end of the connection, and its words say which
      this.#end ??= { reason: broken(cause), final: false };
    }
    this.#cancel();
    const told = this.#dialect?.closed(clean && this.#end === undefined);
    // what would be sent from now on is lost, and nobody would send it again
    this.#dialect = undefined;
    transport.close();
    await this.#written;
    return this.#end !== undefined && (told === undefined || this.#end.final)
      ? this.#end
      : { reason: told ?? { code: "closed" }, final: false };
  }

  /** Ends it from this side, at once. */
  abort(code: DisconnectReason["code"] = "closed"): void {
    this.#fail({ code });
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(MAX_RECEIVE_BYTES);
    const { transport, drained } = this.#options;
    while (this.#end === undefined) {
      const count = await transport.read(buffer);
      if (count === null) return;
      this.#take(buffer.subarray(0, count));
      await drained();
    }
  }

  #take(bytes: Uint8Array): void {
    if (this.#dialect !== undefined) return this.#dialect.receive(bytes);
    const all = new Uint8Array(this.#greeting.length + bytes.length);
    all.set(this.#greeting);
    all.set(bytes, this.#greeting.length);
    this.#greeting = all;
    this.#findDialect();
  }

  #findDialect(): void {
    const { session } = this.#options;
    const greeting = readGreeting(this.#greeting);
    switch (greeting.kind) {
      case "waiting":
        return;
      case "unknown":
        return this.#fail({ code: "no_chat_server" });
      case "bare":
        // a native server's line feed may still be on its way
        return this.#wait(
          session.dialect === "native" ? GREETING_TIMEOUT_MS : PLAIN_GREETING_SILENCE_MS,
          () => this.#begin("plain", NOTHING, true),
        );
      case "plain":
      case "native": {
        const rest = this.#greeting.subarray(greeting.length);
        this.#begin(greeting.kind, rest, greeting.kind === "plain" || greeting.asked);
      }
    }
  }

  /** Begins with a dialect; `asked` if the server wants a nickname now. */
  #begin(name: "native" | "plain", rest: Uint8Array, asked: boolean): void {
    this.#cancel();
    const { session, plain } = this.#options;
    const dialect = name === "plain" ? plain?.(this.#context) : new NativeDialect(this.#context);
    if (dialect === undefined) return this.#fail({ code: "no_chat_server" });
    session.dialect = name;
    this.#greeting = NOTHING;
    this.#dialect = dialect;
    if (asked && session.nick !== undefined) dialect.signIn();
    else if (asked) this.#context.emit({ type: "nick_wanted" });
    if (rest.length > 0) dialect.receive(rest);
  }

  #wait(ms: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, run);
  }

  #write(bytes: Uint8Array): Promise<void> {
    const { transport } = this.#options;
    this.#unwritten += bytes.length;
    if (this.#unwritten > MAX_SEND_QUEUE_BYTES) this.#fail({ code: "silent" });
    this.#written = this.#written.then(async () => {
      if (this.#end === undefined) await writeAll(transport, bytes);
    }).catch((cause) => this.#fail(broken(cause))).then(() => {
      this.#unwritten -= bytes.length;
    });
    return this.#written;
  }

  #closeWrite(): void {
    this.#written = this.#written
      .then(() => this.#options.transport.closeWrite())
      // the other side is gone already, and the reader finds that out
      .catch(() => {});
  }

  #fail(reason: DisconnectReason): void {
    this.#stop({ reason, final: false });
  }

  /** Ends the connection; the first reason counts. */
  #stop(end: ConnectionEnd): void {
    this.#end ??= end;
    this.#options.transport.close();
  }
}

function broken(cause: unknown): DisconnectReason {
  return { code: "broken", detail: messageOf(cause), ...withSystemCode(cause) };
}
