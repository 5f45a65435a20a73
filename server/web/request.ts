/** Parses the head of an HTTP request (RFC 9112), strictly and within bounds. Pure. */

import { MAX_HEAD_BYTES, MAX_HEAD_FIELDS } from "../limits.ts";

const LF = 0x0a;

/** A method, or the name of a field (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The characters of a field value (RFC 9110, section 5.5); no CR and no NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const REQUEST_LINE = /^([^ ]+) ([\x21-\x7e]+) HTTP\/(\d)\.(\d)$/;

/** A target with scheme and host (RFC 9112, section 3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?#]*)([^]*)$/i;

/** An invalid request, with the status of its answer. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: 400 | 431 | 505;

  constructor(status: 400 | 431 | 505, message: string) {
    super(message);
    this.status = status;
  }
}

/** A request. */
export interface HttpRequest {
  readonly method: string;
  /** The path of the target, without the query. */
  readonly path: string;
  /** The minor version: `1` for HTTP/1.1. */
  readonly minor: number;
  /** The host that the client wants, with the port. */
  readonly host: string;
  /** Values by name. Names are in lower case; the values of repeated fields are joined by commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** The bytes that came after the head. */
  readonly rest: Uint8Array;
}

/** Reads the head of one request, wherever its bytes are cut. */
export class RequestReader {
  #start: RegExpExecArray | undefined;
  readonly #fields = new Map<string, string>();
  #fieldCount = 0;
  #bytes = 0;
  /** The start of an incomplete line. */
  #line = "";

  /**
   * Takes the next bytes. Returns the request when its head is complete.
   *
   * @throws {RequestError} when the request is invalid. Then the reader cannot be used any more.
   */
  push(chunk: Uint8Array): HttpRequest | undefined {
    for (let at = 0; at < chunk.length;) {
      const end = chunk.indexOf(LF, at) + 1 || chunk.length;
      this.#bytes += end - at;
      if (this.#bytes > MAX_HEAD_BYTES) throw tooLarge(`more than ${MAX_HEAD_BYTES} bytes`);
      for (; at < end; at++) this.#line += String.fromCharCode(chunk[at]!);
      // a client that starts TLS here, or a chat, is answered at once, not after the deadline
      if (this.#start === undefined && !/^[A-Za-z]/.test(this.#line)) throw malformed("no method");
      if (!this.#line.endsWith("\n")) return undefined;
      if (!this.#line.endsWith("\r\n")) throw malformed("a line feed stands alone");
      const line = this.#line.slice(0, -2);
      this.#line = "";
      if (line === "") return this.#finish(chunk.slice(end));
      this.#take(line);
    }
    return undefined;
  }

  #take(line: string): void {
    if (this.#start === undefined) this.#start = startOf(line);
    else this.#takeField(line);
  }

  #takeField(line: string): void {
    if (++this.#fieldCount > MAX_HEAD_FIELDS) throw tooLarge(`more than ${MAX_HEAD_FIELDS} fields`);
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1)];
    // a line that begins with a space would continue the last one, and is not allowed (section 5.2)
    if (colon < 0 || !TOKEN.test(name) || !VALUE.test(value)) throw malformed("a field is invalid");
    const before = this.#fields.get(name);
    if (before !== undefined && name === "host") throw malformed("there are two hosts");
    this.#fields.set(name, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }

  #finish(rest: Uint8Array): HttpRequest {
    const [, method = "", target = "", , minor] = this.#start ?? [];
    const [, authority, ownPath] = ABSOLUTE.exec(target) ?? [];
    const host = this.#fields.get("host");
    if (host === undefined) throw malformed("there is no host");
    return {
      method,
      path: (ownPath ?? target).split("?", 1)[0]! || "/",
      minor: Number(minor),
      host: authority ?? host,
      fields: this.#fields,
      rest,
    };
  }
}

function startOf(line: string): RegExpExecArray {
  const start = REQUEST_LINE.exec(line);
  if (start === null || !TOKEN.test(start[1]!)) throw malformed("the first line is invalid");
  if (start[3] !== "1") throw new RequestError(505, `HTTP/${start[3]}.${start[4]}`);
  return start;
}

function malformed(message: string): RequestError {
  return new RequestError(400, message);
}

function tooLarge(message: string): RequestError {
  return new RequestError(431, message);
}

/** Whether a list field, such as `connection`, has this entry. Upper and lower case are the same. */
export function listHas(list: string | undefined, entry: string): boolean {
  return list !== undefined && list.toLowerCase().split(",").some((item) => item.trim() === entry);
}
