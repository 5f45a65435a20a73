/**
 * What answers where a chat server was expected. A web server and an IRC server wait until the client has
 * spoken, so what says nothing is asked. A browser needs none of this: only a chat server opens its WebSocket.
 */

import { cleanText } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GREETING_UNASKED_MS, MAX_SERVICE_WORDS_CHARS } from "../limits.ts";
import type { DisconnectReason, LinkEvent } from "./events.ts";
import { readGreeting } from "./greeting.ts";
import { PeekedTransport } from "./peeked_transport.ts";
import type { Session } from "./session.ts";
import { type Dial, type Transport, writeAll } from "./transport.ts";

/**
 * The first line of an IRC client (IRCv3 CAP). An IRC server answers it, a web server refuses it as no request,
 * and a chat server takes it for no nickname.
 */
const QUESTION = new TextEncoder().encode("CAP LS 302\r\n\r\n");

/** The first line of an answer over HTTP (RFC 9112, section 4). */
const HTTP = /^HTTP\/\d/;
/** A message of an IRC server, as the first one of a connection (RFC 2812, section 2.3.1). */
const IRC = /^(?:(?::\S+ )?(?:CAP|NOTICE|PING|ERROR) |:\S+ \d{3} )\S/;

/** What answers at one address. It stands between the link and the network, so that a browser needs none of it. */
export class OtherService {
  readonly #session: Pick<Session, "dialect">;
  readonly #clock: Pick<Clock, "after">;
  /** Why the last connection has ended, if it was for what answered. */
  #reason: DisconnectReason | undefined;
  /** Whether a chat server was asked that was only slow: it does not take what comes behind the question. */
  #wasInVain = false;

  /** @param session Once it has spoken with a chat server, nothing is asked any more. */
  constructor(session: Pick<Session, "dialect">, clock: Pick<Clock, "after">) {
    this.#session = session;
    this.#clock = clock;
  }

  /** A dial whose connections break when something has answered that is no chat server. */
  watched(dial: Dial): Dial {
    return async (signal) => {
      const transport = await dial(signal);
      this.#reason = undefined;
      const mayAsk = this.#session.dialect === undefined && !this.#wasInVain;
      return new FirstLook(transport, mayAsk ? this.#clock : undefined, {
        asked: () => this.#wasInVain = true,
        found: (reason) => {
          this.#reason = reason;
          if (reason.code !== "silent") this.#wasInVain = false;
        },
      });
    };
  }

  /** An event of the link, with what answered in place of a connection that broke. */
  told(event: LinkEvent): LinkEvent {
    const isOther = event.type === "waiting" && event.reason.code === "broken";
    return isOther && this.#reason !== undefined ? { ...event, reason: this.#reason } : event;
  }
}

/** What a look at the first bytes comes to. */
interface Look {
  /** The question was sent. */
  readonly asked: () => void;
  /** The connection is of no use. */
  readonly found: (reason: DisconnectReason) => void;
}

/** Looks at what comes first, and asks for it where nothing comes. */
class FirstLook extends PeekedTransport {
  readonly #clock: Pick<Clock, "after"> | undefined;
  readonly #look: Look;
  #hasLooked = false;

  /** @param clock Says when to ask; nothing is asked without it. */
  constructor(
    transport: Transport,
    clock: Pick<Clock, "after"> | undefined,
    look: Look,
  ) {
    super(transport);
    this.#clock = clock;
    this.#look = look;
  }

  override async read(into: Uint8Array): Promise<number | null> {
    if (!this.#hasLooked) await this.#lookFirst();
    this.#hasLooked = true;
    return await super.read(into);
  }

  async #lookFirst(): Promise<void> {
    let isAsked = false;
    const cancel = this.#clock?.after(GREETING_UNASKED_MS, () => {
      isAsked = true;
      this.#look.asked();
      // if it does not take the question, the reader learns why
      writeAll(this, QUESTION).catch(() => {});
    });
    const first = await this.peek().finally(cancel);
    if (first === null) return;
    const isOther = readGreeting(first).kind === "unknown";
    if (!isOther && !isAsked) return;
    const reason = isOther ? judge(first) : { code: "silent" } as const;
    this.#look.found(reason);
    throw new Error(reason.code);
  }
}

/** What something is that has sent these first bytes, which are no greeting. */
function judge(bytes: Uint8Array): DisconnectReason {
  const text = new TextDecoder().decode(bytes);
  if (HTTP.test(text)) return { code: "web_server" };
  if (IRC.test(text)) return { code: "irc_server" };
  const [line = ""] = cleanText(text).trim().split("\n", 1);
  // what is no text at all says nothing to a person
  const letters = line.slice(0, MAX_SERVICE_WORDS_CHARS).replace(/\s+/g, " ").trim();
  const detail = line.includes("\ufffd") ? "" : letters.replace(/[\ud800-\udbff]$/, "");
  return detail === "" ? { code: "no_chat_server" } : { code: "no_chat_server", detail };
}
