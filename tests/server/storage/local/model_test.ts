import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Draft, Journal, Stored } from "../../../../server/storage/journal.ts";
import { openLocalBackbone } from "../../../../server/storage/local/backbone.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { Recorder, say } from "../backbone_suite.ts";
import { osError } from "./os_error.ts";
import { copyFolder, FaultyDisk, tempFolder } from "./support.ts";

/** What a run does to a room, and how hard. */
type Step =
  | { readonly do: "append"; readonly drafts: readonly Draft[] }
  | { readonly do: "settle" | "reopen" }
  | { readonly do: "read"; readonly first: number; readonly count: number; readonly bytes: number }
  | { readonly do: "clock"; readonly now: number }
  | { readonly do: "full"; readonly roomBytes: number }
  | { readonly do: "crash"; readonly roomBytes: number; readonly drafts: readonly Draft[] };

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }).map((t) => say(t)) },
  { weight: 2, arbitrary: fc.constant<Draft>({ type: "joined", nick: "bob" }) },
  { weight: 1, arbitrary: fc.constant<Draft>({ type: "renamed", nick: "bob", to: "eve" }) },
);
const drafts = fc.array(draft, { maxLength: 12 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("append" as const), drafts }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("settle" as const, "reopen" as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      first: fc.integer({ min: -2, max: 60 }),
      count: fc.nat(40),
      bytes: fc.nat(2_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("clock" as const), now: fc.nat(10_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("full" as const), roomBytes: fc.nat(600) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("crash" as const), roomBytes: fc.nat(600), drafts }),
  },
);

/** A room on a disk, beside the model of it: the list of all that was handed back. */
class Run {
  readonly #data: string;
  readonly #segmentBytes: number;
  readonly #model: Stored[] = [];
  #lives = 0;
  readonly #clock = new VirtualClock(5_000);
  #disk = new FaultyDisk();
  #sink = new Recorder();
  #warnings: string[] = [];
  #asked = 0;
  #backbone!: Backbone;
  #journal!: Journal<number>;

  constructor(data: string, segmentBytes: number) {
    this.#data = data;
    this.#segmentBytes = segmentBytes;
  }

  async open(): Promise<readonly Stored[]> {
    const warnings: string[] = [];
    this.#warnings = warnings;
    this.#sink = new Recorder();
    this.#asked = 0;
    this.#disk = new FaultyDisk();
    this.#backbone = await openLocalBackbone({
      data: this.#folder,
      sync: true,
      clock: this.#clock,
      warn: (message) => warnings.push(message),
      segmentBytes: this.#segmentBytes,
      minWalBatches: Infinity, // power_cut_test.ts has the write-ahead log
      disk: this.#disk,
    });
    const { journal, tail } = await this.#backbone.open("lobby", this.#sink);
    this.#journal = journal;
    return tail;
  }

  async take(step: Step): Promise<void> {
    if (step.do === "append") return this.#append(step.drafts);
    if (step.do === "clock") return this.#clock.setDate(step.now);
    await this.#settle();
    if (step.do === "reopen") await this.#reopen();
    if (step.do === "read") await this.#read(step.first, step.first + step.count, step.bytes);
    if (step.do === "full") await this.#fill(step.roomBytes);
    if (step.do === "crash") await this.#crash(step.drafts, step.roomBytes);
  }

  async close(): Promise<void> {
    await this.#settle();
    await this.#backbone.close();
  }

  get #folder(): string {
    return `${this.#data}/${this.#lives}`;
  }

  get #messages(): Stored[] {
    return this.#model.filter(({ event }) => event.type === "msg");
  }

  #append(drafts: readonly Draft[]): void {
    for (const draft of drafts) this.#journal.append(draft, this.#asked++);
  }

  /** Waits until all was handed back, in the order in which it was asked for. */
  async #settle(): Promise<void> {
    await this.#journal.settled();
    assertEquals(this.#sink.by, Array.from({ length: this.#asked }, (_, at) => at));
    this.#learn();
    this.#asked = 0;
    assertEquals(this.#warnings, []);
  }

  /** Takes what was handed back into the model: ids without gaps, times that grow. */
  #learn(events: readonly Stored[] = this.#sink.events): void {
    for (const stored of events) {
      assertGreater(stored.event.ts, this.#model.at(-1)?.event.ts ?? "");
      if (stored.event.type === "msg") assertEquals(stored.event.id, this.#messages.length + 1);
      this.#model.push(stored);
    }
    this.#sink.batches.length = 0;
  }

  async #reopen(): Promise<void> {
    await this.#backbone.close();
    assertEquals(await this.open(), this.#model);
    assertEquals(this.#warnings, []);
  }

  async #read(first: number, last: number, maxBytes: number): Promise<void> {
    const wanted: Stored[] = [];
    let bytes = 0;
    const range = this.#messages.slice(Math.max(0, first - 1), Math.max(0, last));
    for (const message of range.reverse()) {
      bytes += new TextEncoder().encode(message.line).length;
      if (bytes > maxBytes && wanted.length > 0) break;
      wanted.unshift(message);
    }
    const found: Stored[] = await this.#journal.read(first, last, maxBytes);
    assertEquals(found, wanted);
  }

  /** The disk has room for so much: what does not fit is handed back, what comes later is stored. */
  async #fill(roomBytes: number): Promise<void> {
    this.#disk.roomBytes = roomBytes;
    for (const text of ["one", "two", "three", "four", "five"]) {
      this.#journal.append(say(text), 0);
      await this.#journal.settled();
    }
    const lost = this.#sink.failures.flatMap(({ drafts }) => drafts).length;
    assertEquals(this.#sink.events.length + lost, 5);
    this.#disk.roomBytes = Infinity;
    this.#journal.append(say("again"), 0);
    await this.#journal.settled();
    assertEquals(this.#sink.events.length, 6 - lost);
    this.#learn();
    this.#sink.failures.length = 0;
    assertEquals(this.#warnings.splice(0).length, lost > 0 ? 2 : 0);
  }

  /** The process dies when the disk has taken so many bytes more, and starts on what is there. */
  async #crash(drafts: readonly Draft[], roomBytes: number): Promise<void> {
    this.#disk.roomBytes = roomBytes;
    this.#disk.truncate = osError("EIO"); // who is dead repairs nothing
    for (const draft of drafts) {
      this.#journal.append(draft, 0);
      await this.#journal.settled();
      if (this.#sink.failures.length > 0) break;
    }
    this.#learn();
    const before = this.#folder;
    this.#lives++;
    await copyFolder(before, this.#folder);
    await this.#backbone.close().catch(() => {
      // who is dead closes nothing either
    });
    assertEquals(await this.open(), this.#model);
    for (const warning of this.#warnings.splice(0)) assertStringIncludes(warning, ".torn");
  }
}

Deno.test("openLocalBackbone does what a list would, through crashes and full disks", async () => {
  await using folder = await tempFolder();
  let runs = 0;
  const steps = fc.array(step, { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 300, 1e6), async (steps, segmentBytes) => {
      const run = new Run(`${folder.path}/${runs++}`, segmentBytes);
      await run.open();
      for (const step of steps) await run.take(step);
      await run.close();
    }),
    { numRuns: 60 },
  );
});
