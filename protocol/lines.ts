/** Splits bytes into lines, piece by piece, with a limit for the length. */

const LF = 0x0a;
const CR = 0x0d;

/** The largest buffer that an idle connection keeps. */
const KEEP_BYTES = 1024;

const NOTHING = new Uint8Array(0);

/** A line without its line end, or the news that a line is too long. */
export type LineResult = { readonly bytes: Uint8Array } | { readonly tooLong: true };

const TOO_LONG: LineResult = { tooLong: true };

/**
 * Splits a stream of bytes into lines that end in LF or CRLF. It does not matter where the stream is cut.
 *
 * A line over the limit is reported once, as soon as it is over the limit. The rest of it, up to its line
 * feed, is dropped. So memory stays within the limit, whatever a peer sends.
 */
export class Lines {
  readonly #maxBytes: number;
  #rest: Uint8Array = NOTHING;
  #restLength = 0;
  #dropping = false;

  /**
   * Starts with no line.
   *
   * @param maxBytes The longest line, with its line feed.
   */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether it is dropping the rest of a line that is too long. */
  get dropping(): boolean {
    return this.#dropping;
  }

  /** The bytes of the incomplete line. */
  get pending(): Uint8Array {
    return this.#rest.subarray(0, this.#restLength);
  }

  /**
   * Yields each line that `chunk` completes. The bytes are valid until the next line: they may be a view
   * of `chunk`. The caller must run the generator to its end.
   */
  *push(chunk: Uint8Array): Generator<LineResult> {
    let start = 0;
    while (start < chunk.length) {
      const end = chunk.indexOf(LF, start);
      const piece = chunk.subarray(start, end < 0 ? chunk.length : end);
      start = end < 0 ? chunk.length : end + 1;
      const line = end < 0 ? this.#keep(piece) : this.#complete(piece);
      if (line !== undefined) yield line;
    }
  }

  /** Makes a line of the pending bytes, as at the end of the input or after silence. */
  flush(): LineResult | undefined {
    this.#dropping = false;
    return this.#restLength > 0 ? this.#complete(NOTHING) : undefined;
  }

  #complete(piece: Uint8Array): LineResult | undefined {
    if (this.#dropping) {
      this.#dropping = false;
      return undefined;
    }
    if (this.#restLength + piece.length + 1 > this.#maxBytes) {
      this.#restLength = 0;
      return TOO_LONG;
    }
    let line = piece;
    if (this.#restLength > 0) {
      this.#append(piece);
      line = this.pending;
    }
    this.#restLength = 0;
    if (this.#rest.length > KEEP_BYTES) this.#rest = NOTHING;
    return { bytes: line[line.length - 1] === CR ? line.subarray(0, -1) : line };
  }

  #keep(piece: Uint8Array): LineResult | undefined {
    if (this.#dropping) return undefined;
    if (this.#restLength + piece.length + 1 > this.#maxBytes) {
      this.#restLength = 0;
      this.#dropping = true;
      return TOO_LONG;
    }
    this.#append(piece);
    return undefined;
  }

  #append(piece: Uint8Array): void {
    const needed = this.#restLength + piece.length;
    if (needed > this.#rest.length) {
      // twice the size: a line that comes byte by byte is not copied for each byte
      const grown = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, needed * 2)));
      grown.set(this.pending);
      this.#rest = grown;
    }
    this.#rest.set(piece, this.#restLength);
    this.#restLength = needed;
  }
}

/**
 * How many bytes at the end of `bytes` begin a UTF-8 character that is not complete (RFC 3629,
 * section 4). 0 when the last character is complete, or can never become valid.
 */
export function incompleteUtf8Bytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    const lead = bytes[at]!;
    if ((lead & 0xc0) === 0x80) continue;
    const second = bytes[at + 1];
    const possible = second === undefined || canFollow(lead, second);
    return possible && charBytes(lead) > back ? back : 0;
  }
  return 0;
}

/** The length of a character of several bytes that begins with `lead`; 0 where none does. */
function charBytes(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Whether the character can be valid: it has no shorter form, is no surrogate, and not over U+10FFFF. */
function canFollow(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second < 0x90;
}
