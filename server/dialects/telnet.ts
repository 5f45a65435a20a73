/**
 * The telnet protocol, as far as a chat of lines needs it: its commands are taken out of the text, and
 * every option is refused (RFC 854, RFC 1143). A terminal that has sent an interrupt shows nothing before
 * its `DO TIMING-MARK` is answered (RFC 860, RFC 1123 section 3.2.1).
 */

import { MAX_TELNET_SUBNEGOTIATION_BYTES } from "../limits.ts";

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SUBNEGOTIATION = 250;
const SUBNEGOTIATION_END = 240;

const CR = 0x0d;
const LF = 0x0a;

/** What the next byte belongs to. */
type State = "text" | "command" | "option" | "subnegotiation" | "subnegotiation command";

/** Takes the commands out of what one client sends. Pure. */
export class TelnetFilter {
  #state: State = "text";
  /** The command whose option comes next. */
  #verb = 0;
  #subnegotiationBytes = 0;
  /** Whether a command was seen: without one, a client that sends NUL speaks no telnet. */
  #isTelnet = false;
  #afterCr = false;

  /**
   * The text among `bytes`, which may be `bytes` itself, and what is to be answered. The bytes may be
   * cut anywhere.
   */
  take(bytes: Uint8Array): { readonly text: Uint8Array; readonly answer: Uint8Array } {
    if (!this.#isTelnet && !bytes.includes(IAC)) return { text: bytes, answer: NOTHING };
    this.#isTelnet = true;
    const text = new Uint8Array(bytes.length);
    const answer: number[] = [];
    let length = 0;
    for (const byte of bytes) {
      const letter = this.#take(byte, answer);
      if (letter !== undefined) text[length++] = letter;
    }
    return { text: text.subarray(0, length), answer: Uint8Array.from(answer) };
  }

  /** The letter that a byte is, if it is one. */
  #take(byte: number, answer: number[]): number | undefined {
    switch (this.#state) {
      case "text":
        if (byte !== IAC) return this.#letter(byte);
        this.#state = "command";
        return undefined;
      case "command":
        return this.#command(byte);
      case "option":
        this.#state = "text";
        // no answer to a refusal: two sides could go on for ever
        if (this.#verb === DO) answer.push(IAC, WONT, byte);
        else if (this.#verb === WILL) answer.push(IAC, DONT, byte);
        return undefined;
      case "subnegotiation":
        if (byte === IAC) this.#state = "subnegotiation command";
        else if (++this.#subnegotiationBytes > MAX_TELNET_SUBNEGOTIATION_BYTES) {
          this.#state = "text";
        }
        return undefined;
      case "subnegotiation command":
        this.#state = byte === SUBNEGOTIATION_END ? "text" : "subnegotiation";
        return undefined;
    }
  }

  #command(byte: number): number | undefined {
    this.#state = "text";
    if (byte === IAC) return IAC;
    if (byte >= WILL && byte <= DONT) {
      this.#verb = byte;
      this.#state = "option";
    } else if (byte === SUBNEGOTIATION) {
      this.#subnegotiationBytes = 0;
      this.#state = "subnegotiation";
    }
    // the others (an interrupt, a break, "are you there") ask for nothing that a chat has
    // what is no command was a letter of another encoding, and is refused as such
    return byte < FIRST_COMMAND ? byte : undefined;
  }

  /** A carriage return alone is sent as CR NUL (RFC 854): for a chat it ends the line. */
  #letter(byte: number): number {
    const isEnd = this.#afterCr && byte === 0;
    this.#afterCr = byte === CR;
    return isEnd ? LF : byte;
  }
}

/** The lowest command there is, EOF (RFC 1184). */
const FIRST_COMMAND = 236;

const NOTHING = new Uint8Array(0);
