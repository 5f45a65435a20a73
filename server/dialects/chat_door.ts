/** The door for programs and people: the first line tells which dialect the client speaks. */

import { encodeFrame, type ErrorCode, GREETING } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Encoding } from "../chat/member.ts";
import type { Dialect, Door, Peer, Services } from "./dialect.ts";
import { NativeDialect } from "./native.ts";
import { PlainDialect, plainEncoding, plainSilenceMs } from "./plain.ts";

/** The door where both the native and the plain dialect are spoken. */
export function chatDoor(services: Services): Door {
  const encoding = plainEncoding(services.phrases);
  return {
    greeting: `${GREETING}\n`,
    maxLineBytes: MAX_LINE_BYTES,
    open: (peer) => new UnknownDialect(peer, services, encoding),
    // a person can read it, and a program understands it
    refusal: (code, message) => encodeFrame({ type: "error", code, message }),
  };
}

/** A native frame begins with a brace; any other first line is a nickname. */
const BRACE = 0x7b;

/** Until the first line is there: it is handed to the dialect that it begins. */
class UnknownDialect implements Dialect {
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #encoding: Encoding;

  constructor(peer: Peer, services: Services, encoding: Encoding) {
    this.#peer = peer;
    this.#services = services;
    this.#encoding = encoding;
  }

  costs(): boolean {
    return false;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const dialect = bytes[0] === BRACE
      ? new NativeDialect(this.#peer, this.#services)
      : new PlainDialect(this.#peer, this.#services, this.#encoding);
    this.#peer.speak(dialect);
    return dialect.line(bytes);
  }

  silenceMs(pending: Uint8Array): number | undefined {
    return pending[0] === BRACE ? undefined : plainSilenceMs(pending);
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
    // nothing was begun
  }
}
