import { assertEquals } from "@std/assert";
import { ConnectionRefused, type Dial, type Transport } from "../../client/link/transport.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import { Condition } from "./condition.ts";

/** A server without sockets: a test is its script. */
export class FakeServer {
  /** What a client dials with. */
  readonly dial: Dial = (signal) => this.#dial(signal);
  /** Whether connecting fails. */
  down = false;
  /** Whether nobody can read along on the connections that follow. */
  isPrivate = false;
  /** How many times a client tried to connect. */
  dials = 0;
  /** Bytes are handed to the client in pieces of this size at the most. */
  pieceBytes = Infinity;
  readonly #peers: FakePeer[] = [];
  readonly #arrivals = new Condition();

  /** Resolves with the next connection. */
  accept(): Promise<FakePeer> {
    return this.#arrivals.until("a connection", () => this.#peers.shift(), () => "");
  }

  /** Accepts, greets, and lets the client in; resolves with the connection and its `hello`. */
  async welcome(fields: Partial<Frame<"welcome">> = {}, old: readonly ServerFrame[] = []) {
    const peer = await this.accept();
    peer.send("NICKNAME_REQUEST\n");
    const hello = await peer.next("hello");
    peer.send(welcomeFrame({ nick: hello.nick, ...fields }), ...old, { type: "live" });
    return { peer, hello };
  }

  #dial(signal: AbortSignal): Promise<Transport> {
    this.dials++;
    signal.throwIfAborted();
    if (this.down) return Promise.reject(new ConnectionRefused("refused"));
    const { isPrivate } = this;
    const peer = Object.assign(new FakePeer(this.pieceBytes), isPrivate ? { isPrivate } : {});
    this.#peers.push(peer);
    this.#arrivals.changed();
    return Promise.resolve(peer);
  }
}

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;
type Sent<T extends ClientFrame["type"]> = Extract<ClientFrame, { type: T }>;

/** Frames that a client sends by itself, at any time. */
const UNASKED: ReadonlySet<ClientFrame["type"]> = new Set(["ping", "pong", "seen"]);

/** One connection, from the server's side; towards the client it is a {@linkcode Transport}. */
export class FakePeer implements Transport {
  /** What the client wrote, one entry a write. */
  readonly writes: string[] = [];
  /** Whether the client has said that nothing more will come. */
  writeClosed = false;
  /** Whether the client has closed it. */
  closed = false;
  /** Whether the server reads nothing more: writing does not come to an end. */
  stuck = false;
  readonly #pieceBytes: number;
  readonly #changed = new Condition();
  #incoming = new Uint8Array(0);
  #ended: "clean" | "broken" | undefined;
  #taken = 0;

  constructor(pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
  }

  /** Sends frames as lines, and text as it is. */
  send(...what: readonly (ServerFrame | string)[]): void {
    for (const each of what) {
      const text = typeof each === "string" ? each : `${JSON.stringify(each)}\n`;
      this.#append(new TextEncoder().encode(text));
    }
    this.#changed.changed();
  }

  /** Closes in order: what was sent before arrives. */
  end(): void {
    this.#ended ??= "clean";
    this.#changed.changed();
  }

  /** Breaks off: what was sent before arrives, then an error. */
  cut(): void {
    this.#ended ??= "broken";
    this.#changed.changed();
  }

  /** The client's next frame, which must be of this type; some are passed over where not asked for. */
  async next<T extends ClientFrame["type"]>(type: T): Promise<Sent<T>> {
    const frame = await this.#changed.until(
      `a ${type}`,
      () => this.#frame(type),
      () => this.#seen(),
    );
    assertEquals(frame.type, type);
    return frame as Sent<T>;
  }

  /** All lines of the client that were not taken by `next`, as frames. */
  rest(): ClientFrame[] {
    const frames: ClientFrame[] = [];
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame()) frames.push(frame);
    return frames;
  }

  /** Resolves when `probe` finds the state it wants. */
  until(what: string, probe: (peer: this) => boolean): Promise<true> {
    return this.#changed.until(what, () => probe(this) || undefined, () => this.#seen());
  }

  async read(into: Uint8Array): Promise<number | null> {
    const ready = () => this.#incoming.length > 0 || this.#ended || this.closed || undefined;
    await this.#changed.until("bytes", ready, () => "", 600_000);
    if (this.closed) throw new Deno.errors.BadResource("closed");
    const bytes = this.#incoming.subarray(0, Math.min(into.length, this.#pieceBytes));
    this.#incoming = this.#incoming.subarray(bytes.length);
    into.set(bytes);
    if (bytes.length > 0) return bytes.length;
    if (this.#ended === "broken") throw new Deno.errors.ConnectionReset("reset");
    return null;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.stuck) return this.#untilClosed();
    if (this.closed || this.#ended === "broken") {
      return Promise.reject(new Deno.errors.BrokenPipe("broken"));
    }
    this.writes.push(new TextDecoder().decode(bytes));
    this.#changed.changed();
    return Promise.resolve(bytes.length);
  }

  closeWrite(): Promise<void> {
    this.writeClosed = true;
    this.#changed.changed();
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
    this.#changed.changed();
  }

  #append(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#incoming.length + bytes.length);
    all.set(this.#incoming);
    all.set(bytes, this.#incoming.length);
    this.#incoming = all;
  }

  async #untilClosed(): Promise<never> {
    await this.#changed.until("the end", () => this.closed || undefined, () => "", 600_000);
    throw new Deno.errors.BadResource("closed");
  }

  #frame(wanted?: string): ClientFrame | undefined {
    const lines = this.writes.join("").split("\n").slice(0, -1);
    for (let line = lines[this.#taken]; line !== undefined; line = lines[this.#taken]) {
      this.#taken++;
      const frame = JSON.parse(line) as ClientFrame;
      if (frame.type === wanted || !UNASKED.has(frame.type)) return frame;
    }
    return undefined;
  }

  #seen(): string {
    return `the client wrote:\n${this.writes.join("")}`;
  }
}

/** A `welcome` for ann in an empty lobby, but for `fields`. */
export function welcomeFrame(fields: Partial<Frame<"welcome">> = {}): Frame<"welcome"> {
  return {
    type: "welcome",
    v: 1,
    server: "fake",
    nick: "ann",
    room: "lobby",
    resume: "secret",
    last: 0,
    members: ["ann"],
    count: 1,
    limits: {
      line_bytes: 16384,
      text_bytes: 7680,
      text_lines: 100,
      nick_columns: 32,
      rate: 0,
      burst: 0,
      history: 10,
    },
    ...fields,
  };
}

/** Message `id` of bob, but for `fields`. */
export function msgFrame(id: number, fields: Partial<Frame<"msg">> = {}): Frame<"msg"> {
  const ts = new Date(Date.UTC(2026, 10, 23, 2, 15) + id).toISOString();
  return { id, ts, type: "msg", nick: "bob", text: `text ${id}`, cid: `bob-${id}`, ...fields };
}

/** Messages `first` to `last` of bob, as they are replayed. */
export function oldFrames(first: number, last: number): Frame<"msg">[] {
  return Array.from({ length: last - first + 1 }, (_, i) => msgFrame(first + i, { old: true }));
}
