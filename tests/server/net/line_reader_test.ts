import { assert, assertEquals } from "@std/assert";
import { MAX_READ_BYTES, MIN_READ_BYTES, TURN_US } from "../../../server/limits.ts";
import { LineReader, type LineTaker } from "../../../server/net/line_reader.ts";
import { Pause } from "../../../server/net/pause.ts";
import { encode } from "../fakes/connection.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const MAX_LINE_BYTES = 16;
const SILENCE_MS = 100;

/** A reader, and what it has handed on. */
class Reading implements LineTaker {
  readonly clock = new VirtualClock();
  readonly socket = new FakeSocket();
  readonly taken: string[] = [];
  ended = false;
  /** How long a piece without a line feed waits; `undefined`: for ever. */
  silence: number | undefined;
  /** Called with each line; the next one waits for what it returns. */
  onLine: (line: string) => void | Promise<void> = () => {};
  /** Bytes of answers that wait, and what resolves when they are gone. */
  waitingBytes = 0;
  drains: () => Promise<void> = () => Promise.resolve();
  readonly reader: LineReader;
  /** What `read` resolved to. */
  result: boolean | undefined;

  constructor(maxLineBytes = MAX_LINE_BYTES) {
    const { socket, clock } = this;
    const reading = () => this;
    const outlet = {
      get waitingBytes() {
        return reading().waitingBytes;
      },
      drained: () => this.drains(),
    };
    const pause = new Pause(clock);
    this.reader = new LineReader(this, { socket, outlet, maxLineBytes, clock, pause });
    this.reader.read().then((all) => this.result = all);
  }

  received(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const line = new TextDecoder().decode(bytes);
    this.taken.push(line);
    return this.onLine(line);
  }

  tooLong(): void {
    this.taken.push("too long");
  }

  bad(): void {
    this.taken.push("bad");
  }

  silenceMs(): number | undefined {
    return this.silence;
  }

  /** What was handed on since this was asked the last time. */
  news(): string[] {
    return this.taken.splice(0);
  }
}

Deno.test("LineReader hands on lines that end in LF or CRLF, however they are cut, until the end", async () => {
  const bytes = encode("ann\r\nпервая\n\r\n🙂\r\nthe rest is no line");
  for (let at = 0; at <= bytes.length; at++) {
    const reading = new Reading(64);
    await reading.socket.send(bytes.subarray(0, at), bytes.subarray(at));
    assertEquals(reading.news(), ["ann", "первая", "", "🙂"], `cut at ${at}`);
    await reading.socket.hangUp();
    assertEquals([reading.result, reading.news()], [true, []]);
  }
});

Deno.test("LineReader takes a piece for a line after the silence that its taker names", async () => {
  const reading = new Reading();
  reading.silence = SILENCE_MS;
  await reading.socket.send("one");
  await reading.clock.advance(SILENCE_MS - 1);
  await reading.socket.send(" two");
  await reading.clock.advance(SILENCE_MS - 1);
  assertEquals(reading.news(), []);
  await reading.clock.advance(1);
  assertEquals(reading.news(), ["one two"]);
  await reading.socket.send("three\nfour");
  assertEquals(reading.news(), ["three"]);
  await reading.socket.hangUp();
  assertEquals([reading.result, reading.news(), reading.clock.pending], [true, ["four"], 0]);
});

Deno.test("LineReader takes no piece for a line while its taker names no silence", async () => {
  const reading = new Reading();
  await reading.socket.send("one");
  await reading.clock.advance(100 * SILENCE_MS);
  await reading.socket.send(" two\nthree");
  await reading.socket.hangUp();
  assertEquals([reading.result, reading.news(), reading.clock.pending], [true, ["one two"], 0]);
});

Deno.test("LineReader takes the longest line, says of one a byte longer that it is, and goes on", async () => {
  const reading = new Reading();
  const longest = "x".repeat(MAX_LINE_BYTES - 1);
  await reading.socket.send(`${longest}\nx${longest}\nshort\n`);
  assertEquals(reading.news(), [longest, "too long", "short"]);
});

Deno.test("LineReader counts a line that does not end once more for each MAX_LINE_BYTES of it", async () => {
  const reading = new Reading();
  await reading.socket.send("x".repeat(MAX_LINE_BYTES));
  assertEquals(reading.news(), ["too long", "bad"]);
  await reading.socket.send("x".repeat(MAX_LINE_BYTES - 1));
  assertEquals(reading.news(), []);
  await reading.socket.send("x", "x".repeat(2 * MAX_LINE_BYTES));
  assertEquals(reading.news(), ["bad", "bad", "bad"]);
  await reading.socket.send("\nshort\n");
  assertEquals(reading.news(), ["short"]);
});

Deno.test("LineReader reads no further while a line is worked on, and says then that the peer is not silent", async () => {
  const reading = new Reading();
  const { clock, reader, socket } = reading;
  const work = Promise.withResolvers<void>();
  reading.onLine = (line) => line === "slow" ? work.promise : undefined;
  await clock.advance(5_000);
  assertEquals(reader.heardAt(clock.now()), 0);
  await socket.send("slow\nnext\n", "later\n");
  await clock.advance(5_000);
  assertEquals([reading.news(), socket.unread], [["slow"], 6]);
  assertEquals(reader.heardAt(clock.now()), 10_000);
  work.resolve();
  while (reading.taken.length < 2) await settled();
  assertEquals([reading.news(), socket.unread], [["next", "later"], 0]);
  await clock.advance(5_000);
  assertEquals(reader.heardAt(clock.now()), 10_000);
});

Deno.test("LineReader waits for answers that are not taken, beyond MAX_READ_BYTES of them", async () => {
  for (const bytes of [MAX_READ_BYTES, MAX_READ_BYTES + 1]) {
    const reading = new Reading();
    const drained = Promise.withResolvers<void>();
    reading.waitingBytes = bytes;
    reading.drains = () => drained.promise;
    await reading.socket.send("one\ntwo\n");
    assertEquals(reading.news().length, bytes > MAX_READ_BYTES ? 1 : 2);
    drained.resolve();
    await settled();
    assertEquals(reading.news().length, bytes > MAX_READ_BYTES ? 1 : 0);
  }
});

Deno.test("LineReader lets others have their turn when its lines take more than TURN_US", async () => {
  const order: string[] = [];
  // two lines fit into a turn
  const [ann, bob] = ["ann", "bob"].map((name) => {
    const reading = new Reading(64);
    reading.onLine = () => {
      order.push(name);
      reading.clock.jump(TURN_US / 2_500);
    };
    return reading;
  }) as [Reading, Reading];
  await Promise.all([ann.socket.send("x\n".repeat(12)), bob.socket.send("x\n".repeat(12))]);
  for (let n = 0; n < 12; n++) await settled();
  assertEquals(order.length, 24);
  let longest = 0;
  for (let at = 0, run = 0; at < order.length; at++) {
    run = order[at] === order[at - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  assertEquals(longest, 3, order.join(" "));
});

Deno.test("LineReader hands on nothing after the end, though it was read before", async () => {
  for (const wait of [undefined, Promise.resolve()]) {
    const reading = new Reading();
    reading.onLine = () => {
      reading.ended = true;
      return wait;
    };
    await reading.socket.send("one\ntwo\n", "three\n");
    assertEquals([reading.news(), reading.result], [["one"], false]);
  }
});

Deno.test("LineReader.discard reads to the end of what the peer sends, and no more than it is told", async () => {
  for (const [bytes, isAll] of [[1_000, true], [1_001, false]] as const) {
    const reading = new Reading();
    reading.ended = true;
    await reading.socket.send("x");
    assertEquals(reading.result, false);
    const discarding = reading.reader.discard(1_000);
    await reading.socket.send("x".repeat(bytes));
    await reading.socket.hangUp();
    assertEquals(await discarding, isAll);
  }
});

Deno.test("LineReader begins with a small buffer, grows it while it is filled, and shrinks it", async () => {
  const reading = new Reading(1024);
  await reading.socket.send("x\n".repeat(200_000));
  while (reading.socket.unread > 0) await settled();
  const { buffers } = reading.socket;
  assertEquals([buffers[0], Math.max(...buffers)], [MIN_READ_BYTES, MAX_READ_BYTES]);
  for (let i = 0; i < 50; i++) await reading.socket.send("x\n");
  assert(buffers.at(-1) === MIN_READ_BYTES);
});
