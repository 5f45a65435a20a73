import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type Cursor, Feed } from "../../../server/fanout/feed.ts";
import type { Slot } from "../../../server/fanout/outlet.ts";
import { type FakeOutlet, outletWith } from "../fakes/outlet.ts";
import { settled } from "../../support/virtual_clock.ts";

/** A line that was for a reader alone, with how much of each feed had to come before it. */
interface Private {
  readonly line: string;
  readonly before: ReadonlyMap<number, number>;
}

/** What a reader should get of one feed, from one attach to its detach. */
interface Subscription {
  readonly feed: number;
  readonly cursor: Cursor;
  readonly lines: string[];
  /** Whether there was no other when it began. */
  readonly alone: boolean;
  ended: boolean;
}

/** A reader with the model of what it should get. */
class ReaderModel {
  readonly fake: FakeOutlet = outletWith();
  readonly subscriptions: Subscription[] = [];
  readonly privates: Private[] = [];
  readonly slots: { slot: Slot; item: number }[] = [];

  live(feed: number): Subscription | undefined {
    return this.subscriptions.find((one) => one.feed === feed && !one.ended);
  }

  /** The lines of a feed over all subscriptions to it. */
  linesOf(feed: number): string[] {
    return this.subscriptions.filter((one) => one.feed === feed).flatMap(({ lines }) => lines);
  }

  /** Keeps a place whose line is known, filled at once or later. */
  reserve(line: string): void {
    const before = new Map(FEEDS.map((feed) => [feed, this.linesOf(feed).length]));
    this.slots.push({ slot: this.fake.outlet.reserve(), item: this.privates.length });
    this.privates.push({ line, before });
  }

  fill(which: number): void {
    const [entry] = this.slots.splice(which % Math.max(1, this.slots.length), 1);
    if (entry !== undefined) entry.slot.fill(this.privates[entry.item]!.line);
  }

  /** Checks all that was taken against the model. */
  check(): void {
    const text = this.fake.writer.text;
    const got = text.split(/(?<=\n)/).filter((line) => line !== "");
    const index = new Map(got.map((line, at) => [line, at]));
    assertEquals(index.size, got.length, "a line came twice");
    const wantedPrivates = this.privates.map(({ line }) => line).filter((line) => line !== "");
    assertEquals(got.filter((line) => line.startsWith("private")), wantedPrivates);
    for (const feed of FEEDS) {
      const wanted = this.linesOf(feed);
      assertEquals(got.filter((line) => line.startsWith(`feed ${feed} `)), wanted);
      for (const { line, before } of this.privates) {
        if (line === "") continue;
        wanted.forEach((other, at) => {
          const earlier = index.get(other)! < index.get(line)!;
          assertEquals(earlier, at < before.get(feed)!, `${other} beside ${line}`);
        });
      }
    }
    this.#checkMoves(index);
  }

  /** What was left ends before what was entered after that begins. */
  #checkMoves(index: ReadonlyMap<string, number>): void {
    this.subscriptions.forEach(({ alone, lines: [first] }, i) => {
      const last = this.subscriptions[i - 1]?.lines.at(-1);
      if (!alone || first === undefined || last === undefined) return;
      assertLess(index.get(last)!, index.get(first)!);
    });
  }
}

const FEEDS = [0, 1];
const READERS = [0, 1, 2];

type Act =
  | { readonly do: "append"; readonly feed: number; readonly size: number; readonly owner: number }
  | { readonly do: "attach" | "detach"; readonly reader: number; readonly feed: number }
  | { readonly do: "send" | "reserve"; readonly reader: number; readonly size: number }
  | { readonly do: "fill"; readonly reader: number; readonly which: number }
  | { readonly do: "take"; readonly reader: number; readonly bytes: number };

const reader = fc.constantFrom(...READERS);
const feed = fc.constantFrom(...FEEDS);
const size = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 1000, max: 5000 }));
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant("append"), feed, size, owner: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constantFrom("attach", "detach"), reader, feed }),
  fc.record({ do: fc.constantFrom("send", "reserve"), reader, size }),
  fc.record({ do: fc.constant("fill"), reader, which: fc.nat() }),
  fc.record({ do: fc.constant("take"), reader, bytes: fc.oneof(fc.nat({ max: 60 }), fc.nat()) }),
) as fc.Arbitrary<Act>;

/** Two feeds and three readers, beside what each of these should get. */
class World {
  readonly #feeds = FEEDS.map(() => new Feed());
  readonly readers = READERS.map(() => new ReaderModel());
  #lines = 0;

  async do(act: Act): Promise<void> {
    if (act.do === "append") return this.#append(act.feed, act.size, act.owner);
    const reader = this.readers[act.reader]!;
    switch (act.do) {
      case "attach":
        return this.#attach(reader, act.feed);
      case "detach":
        return this.#detach(reader, act.feed);
      case "fill":
        return reader.fill(act.which);
      case "take":
        if (reader.fake.writer.inFlight > 0) await reader.fake.writer.take(act.bytes);
        return;
      default:
        // an empty one is a place given up
        reader.reserve(act.size === 0 ? "" : this.#line("private", act.size));
        if (act.do === "send") reader.fill(reader.slots.length - 1);
    }
  }

  /** Fills all that is left open and takes all that comes. */
  async finish(): Promise<void> {
    for (const reader of this.readers) {
      while (reader.slots.length > 0) reader.fill(0);
      while (reader.fake.writer.inFlight > 0) await reader.fake.writer.take();
      await reader.fake.outlet.drained();
    }
  }

  #line(kind: string, size: number): string {
    return `${kind} ${this.#lines++} ${"ж".repeat(size)}\n`;
  }

  #append(at: number, size: number, owner: number): void {
    const feed = this.#feeds[at]!;
    const line = this.#line(`feed ${at}`, size);
    const start = feed.end;
    feed.append(line);
    this.readers.forEach((reader, i) => {
      const subscription = reader.live(at);
      if (i === owner) subscription?.cursor.skipFrom(start);
      else subscription?.lines.push(line);
    });
    feed.flush();
  }

  #attach(reader: ReaderModel, at: number): void {
    if (reader.live(at) !== undefined) return;
    const alone = reader.subscriptions.every(({ ended }) => ended);
    const cursor = reader.fake.outlet.attach(this.#feeds[at]!);
    reader.subscriptions.push({ feed: at, cursor, lines: [], alone, ended: false });
  }

  #detach(reader: ReaderModel, at: number): void {
    const subscription = reader.live(at);
    if (subscription === undefined) return;
    subscription.ended = true;
    reader.fake.outlet.detach(subscription.cursor);
  }
}

Deno.test("MUST 2, 3, 4: every reader gets exactly its lines in their order, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 80, size: "max" }), async (acts) => {
      const world = new World();
      // everyone reads something from the beginning, so that most acts mean something
      for (const reader of READERS) await world.do({ do: "attach", reader, feed: reader % 2 });
      for (const act of acts) await world.do(act);
      await world.finish();
      await settled();
      for (const reader of world.readers) {
        reader.check();
        assertEquals(reader.fake.outlet.lagBytes, 0);
        assertEquals(reader.fake.calls, { lags: 0, errors: [] });
        assert(!reader.fake.outlet.writing);
      }
    }),
    { numRuns: 300 },
  );
});
