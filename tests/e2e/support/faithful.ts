/**
 * A small native client that does all that PROTOCOL.md asks of one: it comes back after a cut with
 * `since` and `resume`, fills holes with `history`, sends again what was not acknowledged, and keeps
 * what it saw, so that a test can hold it against the log.
 */

import { Condition, DEADLINE_MS } from "../../support/condition.ts";
import type { Stream } from "../../support/lines.ts";
import type { Address } from "../../support/process.ts";
import type { Frame } from "./guest.ts";

/** So few missed messages that the server knows the `cid`s of all of them, with a wide margin. */
const LITTLE = 300;

/** What may be said to a client that is cut off by force, and asks for page after page. */
const EXPECTED = new Set(["replaced", "slow", "slow_down"]);

/** What a faithful client is made of. */
export interface FaithfulOptions {
  readonly nick: string;
  /** Resolves with where to connect, as soon as there is somebody. */
  readonly address: () => Promise<Address>;
  /** Connects, by TCP if nothing else is said. */
  readonly connect?: (address: Address) => Promise<Stream>;
  /** The next thing to say; undefined when there is nothing more. */
  readonly next: () => string | undefined;
  /** How many messages may be on their way. */
  readonly window?: number;
  /** Whether it says again what it has to before it has seen what it missed, where that is little. */
  readonly eager?: boolean;
}

/** Someone who says things and loses nothing, whatever happens to the connection. */
export class Faithful implements AsyncDisposable {
  /** The lines of all messages seen, by id, as the log should have them: number 1 is the first. */
  readonly seen: string[] = [];
  /** All that was ever said, in order: each `cid` with its text. */
  readonly said = new Map<string, string>();
  /** The id under which each `cid` was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  /** The `cid`s that the server could not save, once for each time. */
  readonly notSaved: string[] = [];
  /** What should never come: errors, and lines that contradict what was seen before. */
  readonly surprises: string[] = [];
  /** How many connections there were. */
  connections = 0;
  readonly #options: FaithfulOptions;
  readonly #changes = new Condition();
  readonly #waiting = new Map<string, string>();
  readonly #ahead = new Map<number, string>();
  /** The lowest of these. */
  #oldestAhead = Infinity;
  readonly #gone = Promise.withResolvers<undefined>();
  readonly #running: Promise<void>;
  #conn: Stream | undefined;
  #resume: string | undefined;
  #live = false;
  #asking = false;
  /** Id of the newest message when it came. */
  #last = 0;
  #caughtUp = false;
  #outgoing = "";
  #sending = false;

  constructor(options: FaithfulOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Resolves when `probe` is true; looked at after every line that comes. */
  async until(what: string, probe: () => boolean, deadlineMs = DEADLINE_MS): Promise<void> {
    const seen = () =>
      `${this.#options.nick}: ${this.seen.length} seen, ${this.said.size} said, ` +
      `${this.acknowledged.size} acknowledged, ${this.connections} connections, ` +
      `live: ${this.#live}, ahead: ${[...this.#ahead.keys()].slice(0, 3)}`;
    await this.#changes.until(what, () => probe() ? true : undefined, seen, deadlineMs);
  }

  /** Whether all that was said is acknowledged. */
  get settled(): boolean {
    return this.#waiting.size === 0;
  }

  /** Says what there is to say, as far as may be on its way at once. */
  talk(): void {
    if (!this.#caughtUp) return;
    while (this.#waiting.size < (this.#options.window ?? 32)) {
      const text = this.#options.next();
      if (text === undefined) return;
      const cid = `${this.#options.nick}-${this.said.size}`;
      this.said.set(cid, text);
      this.#waiting.set(cid, text);
      this.#say(cid, text);
    }
  }

  /** Sends again whatever waits for its acknowledgement. */
  sayAgain(): void {
    for (const [cid, text] of this.#waiting) this.#say(cid, text);
  }

  /** Breaks the connection, as a network does; the client comes back. */
  cut(): void {
    const conn = this.#conn;
    this.#conn = undefined;
    try {
      conn?.close();
    } catch {
      // closed already
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gone.resolve(undefined);
    this.cut();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      // the end first: it counts also where there is an address at once
      const address = await Promise.race([this.#gone.promise, this.#options.address()]);
      if (address === undefined) return;
      try {
        this.#conn = await (this.#options.connect ?? Deno.connect)(address);
        this.connections++;
        await this.#converse(this.#conn);
      } catch {
        // cut, refused or reset: that is what this client is for
      }
      this.#live = this.#asking = this.#caughtUp = false;
      this.#outgoing = "";
      this.cut();
    }
  }

  async #converse(conn: Stream): Promise<void> {
    const decoder = new TextDecoder();
    let partial = "";
    for await (const bytes of conn.readable) {
      const lines = (partial + decoder.decode(bytes, { stream: true })).split("\n");
      partial = lines.pop()!;
      for (const line of lines) this.#take(line);
      this.#changes.changed();
    }
  }

  #take(line: string): void {
    if (line === "NICKNAME_REQUEST") {
      const { nick } = this.#options;
      const resume = this.#resume === undefined ? {} : { resume: this.#resume };
      return this.#send({ type: "hello", v: 1, nick, since: this.seen.length, ...resume });
    }
    const frame = JSON.parse(line);
    switch (frame.type) {
      case "msg":
        return this.#see(frame, line);
      case "welcome":
        this.#resume = frame.resume;
        this.#last = frame.last;
        this.#caughtUp = false;
        if (this.#options.eager && frame.last - this.seen.length < LITTLE) this.#catchUp();
        return;
      case "live":
        this.#live = true;
        return this.#fill();
      case "history":
        this.#asking = false;
        return this.#fill();
      case "ping":
        return this.#send({ type: "pong", n: frame.n });
      case "error":
        if (frame.code === "not_saved") this.notSaved.push(frame.cid);
        // the first connection was cut before its secret came, and the server does not know it yet
        else if (frame.code === "nick_taken" && this.#resume === undefined) this.cut();
        // a node of a cluster whose database does not answer: another one may have better luck
        else if (frame.code === "unavailable") this.cut();
        else if (!EXPECTED.has(frame.code)) this.surprises.push(line);
    }
  }

  #see(frame: Frame, line: string): void {
    const { id, nick, cid } = frame;
    const asStored = frame.old ? line.replace(/,"old":true\}$/, "}") : line;
    const before = this.seen[id - 1] ?? this.#ahead.get(id);
    if (before !== undefined && before !== asStored) this.surprises.push(`${before} was ${line}`);
    if (id > this.seen.length) {
      this.#ahead.set(id, asStored);
      this.#oldestAhead = Math.min(this.#oldestAhead, id);
    }
    if (this.#oldestAhead === this.seen.length + 1) this.#join();
    if (nick === this.#options.nick && this.#waiting.delete(cid)) {
      this.acknowledged.set(cid, id);
      this.talk();
    }
    this.#fill();
  }

  /** Takes what was ahead up to the next hole. */
  #join(): void {
    for (let next = this.#oldestAhead; this.#ahead.has(next); next++) {
      this.seen.push(this.#ahead.get(next)!);
      this.#ahead.delete(next);
    }
    this.#oldestAhead = Infinity;
    for (const id of this.#ahead.keys()) this.#oldestAhead = Math.min(this.#oldestAhead, id);
  }

  /** What was said before and is not among what was missed is said again; then it goes on. */
  #catchUp(): void {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    this.sayAgain();
    this.talk();
  }

  /** Asks for what is missing before the oldest message that is ahead. */
  #fill(): void {
    if (this.#live && this.seen.length >= this.#last) this.#catchUp();
    if (!this.#live || this.#asking || this.#ahead.size === 0) return;
    this.#asking = true;
    const before = this.#oldestAhead;
    this.#send({ type: "history", before, limit: Math.min(200, before - 1 - this.seen.length) });
  }

  #say(cid: string, text: string): void {
    this.#send({ type: "say", cid, text });
  }

  #send(frame: Frame): void {
    this.#outgoing += `${JSON.stringify(frame)}\n`;
    if (!this.#sending) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#sending = true;
    const encoder = new TextEncoder();
    try {
      while (this.#outgoing !== "" && this.#conn !== undefined) {
        const conn = this.#conn;
        const bytes = encoder.encode(this.#outgoing);
        this.#outgoing = "";
        for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
      }
    } catch {
      // the reading side finds out too, and comes back
    } finally {
      this.#sending = false;
    }
  }
}
