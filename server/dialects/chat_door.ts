/** The door for people and programs: the first line of a client tells which dialect it speaks. */

import { encodeFrame, type ErrorCode, GREETING } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Encoding } from "../chat/member.ts";
import type { Dialect, Door, Peer, Services } from "./dialect.ts";
import { NativeDialect } from "./native.ts";
import { nickSilenceMs, PlainDialect } from "./plain.ts";
import { plainEncoding } from "./plain_encoding.ts";
import { TelnetFilter } from "./telnet.ts";

/** A door for the native and the plain dialect. */
export function chatDoor(services: Services): Door {
  const encoding = plainEncoding(services.phrases);
  return {
    greeting: `${GREETING}\n`,
    maxLineBytes: MAX_LINE_BYTES,
    open: (peer) => new UnknownDialect(peer, services, encoding),
    // which dialect the client speaks is not known yet: this line is documented for both
    refusal: (code, message, data) => encodeFrame({ type: "error", code, message, ...data }),
  };
}

/** A native frame begins with a brace; any other first line is a nickname. */
const BRACE = 0x7b;

/** Waits for the first line, and hands it to the dialect that it belongs to. */
class UnknownDialect implements Dialect {
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #encoding: Encoding;
  readonly #telnet = new TelnetFilter();
  /** Known with the first byte. */
  #isNative: boolean | undefined;

  constructor(peer: Peer, services: Services, encoding: Encoding) {
    this.#peer = peer;
    this.#services = services;
    this.#encoding = encoding;
  }

  costs(): boolean {
    return false;
  }

  received(bytes: Uint8Array): Uint8Array {
    this.#isNative ??= bytes[0] === BRACE;
    if (this.#isNative) return bytes;
    const { text, answer } = this.#telnet.take(bytes);
    if (answer.length > 0) this.#peer.outlet.send(answer);
    return text;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const dialect = bytes[0] === BRACE
      ? new NativeDialect(this.#peer, this.#services)
      : new PlainDialect(this.#peer, this.#services, this.#encoding, this.#telnet);
    this.#peer.speak(dialect);
    return dialect.line(bytes);
  }

  silenceMs(pending: Uint8Array): number | undefined {
    if (pending[0] === BRACE) return undefined;
    return nickSilenceMs(pending);
  }

  error(_code: ErrorCode, message: string): string {
    return `${message}\n`;
  }

  ping(): string {
    return "";
  }

  farewell(): string {
    return "";
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  closed(): void {
    // nothing has begun
  }
}
