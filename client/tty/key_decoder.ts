/**
 * Decodes the bytes of a terminal into keys. A read is not a key: a sequence, a letter or a paste may
 * be cut anywhere. Whatever arrives, the decoder holds at most one sequence or one paste.
 *
 * @module
 */
import { MAX_SEQUENCE_BYTES } from "../limits.ts";
import { chordOfControl, chordOfSs3, keyOfCsi } from "./chords.ts";
import type { Key } from "./key.ts";
import { Paste } from "./paste.ts";

/** What the decoder is in the middle of. For all but `nothing`, silence means something. */
export type Waiting = "nothing" | "escape" | "paste";

const ESC = 0x1b;
const DEL = 0x7f;

type State = "ground" | "escape" | "alt" | "csi" | "ss3" | "string" | "linux" | "paste";

/** Decodes bytes into keys. */
export class KeyDecoder {
  readonly #maxPasteBytes: number;
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #state: State = "ground";
  #alt = false;
  #sequence = "";
  #paste: Paste | undefined;
  #keys: Key[] = [];

  /**
   * @param maxPasteBytes The longest paste that is handed on, in bytes. A longer one is only counted.
   */
  constructor(maxPasteBytes: number) {
    this.#maxPasteBytes = maxPasteBytes;
  }

  /** What the decoder waits for. It decides how long a silence must be before {@linkcode flush}. */
  get waiting(): Waiting {
    if (this.#state === "ground") return "nothing";
    return this.#state === "paste" ? "paste" : "escape";
  }

  /** The keys that `bytes` complete. */
  feed(bytes: Uint8Array): Key[] {
    for (let i = 0; i < bytes.length;) {
      if (this.#paste !== undefined) i = this.#readPaste(this.#paste, bytes, i);
      else if (this.#state === "ground") i = this.#ground(bytes, i);
      else i += this.#step(bytes[i] ?? 0) ? 1 : 0;
    }
    return this.#take();
  }

  /**
   * The keys that a silence completes: an Escape that begins no sequence, or what came of a paste whose
   * end is lost. Half a sequence is dropped.
   */
  flush(): Key[] {
    if (this.#paste !== undefined) this.#endPaste(this.#paste);
    if (this.#state === "escape") {
      if (this.#alt) this.#chord("Escape");
      this.#chord("Escape");
    }
    if (this.#state === "alt") this.#utf8.decode();
    this.#reset();
    return this.#take();
  }

  #take(): Key[] {
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }

  #key(key: Key | undefined): void {
    if (key?.type === "text") this.#text(key.text);
    else if (key !== undefined) this.#keys.push(key);
  }

  #chord(chord: string | undefined): void {
    if (chord !== undefined) this.#keys.push({ type: "chord", chord });
  }

  /** Adds letters to the text before them: those that arrive at once are one key event. */
  #text(text: string): void {
    // U+0080 to U+009F act as control characters where 8-bit controls are in use
    const clean = text.replace(/[\x80-\x9f]/g, "");
    if (clean === "") return;
    const last = this.#keys.at(-1);
    if (last?.type === "text") {
      this.#keys[this.#keys.length - 1] = { type: "text", text: last.text + clean };
    } else {
      this.#keys.push({ type: "text", text: clean });
    }
  }

  /** Adds what was decoded. What was not UTF-8 is told of, each time: a letter U+FFFD is pasted, not typed. */
  #letters(text: string): void {
    for (const [i, part] of text.split(REPLACEMENT).entries()) {
      if (i > 0) this.#keys.push({ type: "garbled" });
      this.#text(part);
    }
  }

  #reset(): void {
    this.#state = "ground";
    this.#alt = false;
    this.#sequence = "";
  }

  /** Reads text up to a control byte, or one control byte. Returns where to go on. */
  #ground(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && isText(bytes[end])) end++;
    if (end > start) {
      this.#letters(this.#utf8.decode(bytes.subarray(start, end), { stream: true }));
      return end;
    }
    // a control byte cuts a letter short
    this.#letters(this.#utf8.decode());
    const byte = bytes[start] ?? 0;
    if (byte === ESC) this.#state = "escape";
    else this.#chord(chordOfControl(byte, false));
    return start + 1;
  }

  /** Takes one byte of a sequence; false if the byte has to be read again. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case "escape":
        return this.#escape(byte);
      case "alt":
        return this.#altLetter(byte);
      case "string":
        return this.#string(byte);
      case "linux": // ESC [ [ A is F1 of the Linux console
        this.#reset();
        return isText(byte);
      default:
        return this.#sequenceByte(byte);
    }
  }

  #escape(byte: number): boolean {
    if (byte === ESC) {
      // some terminals send ESC ESC [ A for Alt and an arrow; three Escapes are three Escapes
      if (this.#alt) this.#chord("Escape");
      this.#alt = true;
    } else if (byte === 0x5b) this.#state = "csi";
    else if (byte === 0x4f) this.#state = "ss3";
    else if (byte === 0x5d || byte === 0x50 || byte === 0x5f) this.#state = "string";
    else {
      if (this.#alt) this.#chord("Escape");
      this.#state = "alt";
      return false;
    }
    return true;
  }

  /** Takes a byte of the letter pressed with Alt. The letter may have several bytes. */
  #altLetter(byte: number): boolean {
    if (isText(byte)) {
      const [letter, ...more] = this.#utf8.decode(Uint8Array.of(byte), { stream: true });
      if (letter === undefined) return true;
      this.#chord(letter === " " ? "M-Space" : `M-${letter}`);
      this.#letters(more.join(""));
      this.#reset();
      return true;
    }
    const [cut] = this.#utf8.decode();
    if (cut === undefined) this.#chord(chordOfControl(byte, true));
    this.#reset();
    return cut === undefined;
  }

  /** Takes a byte of a sequence that ends with a letter: CSI (ECMA-48 5.4) or SS3. */
  #sequenceByte(byte: number): boolean {
    if (byte < 0x20 || byte >= DEL) { // no part of any sequence: the sequence was broken off
      this.#reset();
      return false;
    }
    if (byte < 0x40) {
      if (this.#sequence.length <= MAX_SEQUENCE_BYTES) this.#sequence += String.fromCharCode(byte);
      return true;
    }
    const [state, sequence, alt] = [this.#state, this.#sequence, this.#alt];
    const final = String.fromCharCode(byte);
    this.#reset();
    if (sequence.length > MAX_SEQUENCE_BYTES) return true; // of no use, but read to its end
    if (state === "csi" && final === "[" && sequence === "") this.#state = "linux";
    else if (state === "csi" && final === "~" && sequence === "200") this.#beginPaste();
    else if (state === "csi") this.#key(keyOfCsi(sequence, final, alt));
    else this.#chord(chordOfSs3(sequence, final, alt));
    return true;
  }

  /** Skips a terminal's answer (OSC, DCS, APC) to another program. */
  #string(byte: number): boolean {
    if (this.#sequence === "\x1b") { // ESC \ is the end; ESC and another byte begin a new sequence
      this.#reset();
      if (byte === 0x5c) return true;
      this.#state = "escape";
      return false;
    }
    if (byte === ESC) this.#sequence = "\x1b";
    else if (byte < 0x20) {
      this.#reset();
      return byte === 0x07;
    }
    return true;
  }

  #beginPaste(): void {
    this.#state = "paste";
    this.#paste = new Paste(this.#maxPasteBytes);
  }

  #readPaste(paste: Paste, bytes: Uint8Array, start: number): number {
    const end = paste.read(bytes, start);
    if (paste.ended) this.#endPaste(paste);
    return end;
  }

  #endPaste(paste: Paste): void {
    this.#keys.push(paste.key());
    this.#paste = undefined;
    this.#reset();
  }
}

/** What a decoder makes of bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

function isText(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte !== DEL;
}
