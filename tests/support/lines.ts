import { Condition, DEADLINE_MS, END_DEADLINE_MS } from "./condition.ts";
import type { Address } from "./process.ts";

/** What {@linkcode LineClient.next} looks for: a line that matches, contains this, or satisfies. */
export type Wanted = RegExp | string | ((line: string) => boolean);

/** The part of a connection that a client needs. */
export type Stream = Pick<Deno.Conn, "readable" | "write" | "closeWrite" | "close">;

/** A bare client that speaks in lines: for tests of the wire. */
export class LineClient implements AsyncDisposable {
  /** All lines so far, without their line ends. */
  readonly lines: string[] = [];
  readonly #conn: Stream;
  readonly #arrivals = new Condition();
  readonly #reading: Promise<void>;
  #isClosed = false;
  #partial = "";
  #next = 0;

  constructor(conn: Stream) {
    this.#conn = conn;
    this.#reading = this.#read();
  }

  /** Resolves when the other side has closed, or the connection broke; rejects when it takes too long. */
  get closed(): Promise<true> {
    const probe = () => this.#isClosed || undefined;
    return this.#arrivals.until("the end", probe, () => this.#seen(), END_DEADLINE_MS);
  }

  /** What arrived after the last line end. */
  get partial(): string {
    return this.#partial;
  }

  /** Sends a string as a line, bytes as they are, anything else as a line of JSON. */
  async send(what: string | Uint8Array | Record<string, unknown>): Promise<void> {
    const bytes = what instanceof Uint8Array
      ? what
      : new TextEncoder().encode(`${typeof what === "string" ? what : JSON.stringify(what)}\n`);
    for (let sent = 0; sent < bytes.length;) sent += await this.#conn.write(bytes.subarray(sent));
  }

  /** Resolves with the next line that fits; those before it are passed over. */
  next(wanted: Wanted = () => true, deadlineMs = DEADLINE_MS): Promise<string> {
    const fits = test(wanted);
    let at = this.#next;
    const probe = () => {
      // each line is looked at once: a test may have a hundred thousand of them
      for (at = Math.max(at, this.#next); at < this.lines.length; at++) {
        const line = this.lines[at]!;
        if (!fits(line)) continue;
        this.#next = at + 1;
        return line;
      }
      return undefined;
    };
    return this.#arrivals.until(`a line ${wanted}`, probe, () => this.#seen(), deadlineMs);
  }

  /** Resolves with the next JSON line of this type, parsed. */
  // deno-lint-ignore no-explicit-any -- a test says what it expects by comparing
  async nextFrame(type: string, deadlineMs = DEADLINE_MS): Promise<any> {
    const line = await this.next((line) => typeOf(line) === type, deadlineMs);
    return JSON.parse(line);
  }

  /** Says that nothing more will be sent; what arrives is still read. */
  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#conn.close();
    } catch {
      // closed already: the reader closes when the other side does
    }
    await this.#reading;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.#conn.readable) {
        const lines = (this.#partial + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
        this.#partial = lines.pop() ?? "";
        this.lines.push(...lines);
        this.#arrivals.changed();
      }
      this.#end("the connection was closed");
    } catch (error) {
      this.#end(`the connection broke: ${error}`);
    }
  }

  #end(why: string): void {
    this.#isClosed = true;
    this.#arrivals.end(why);
  }

  #seen(): string {
    const last = [...this.lines.slice(-10), this.#partial];
    return `the last lines:\n${last.join("\n")}`;
  }
}

/** Connects a {@linkcode LineClient}. */
export async function connectLines({ hostname, port }: Address): Promise<LineClient> {
  return new LineClient(await Deno.connect({ hostname, port }));
}

function test(wanted: Wanted): (line: string) => boolean {
  if (typeof wanted === "function") return wanted;
  return (line) => typeof wanted === "string" ? line.includes(wanted) : wanted.test(line);
}

function typeOf(line: string): unknown {
  try {
    return JSON.parse(line)?.type;
  } catch {
    return undefined; // a line of prose is no frame
  }
}
