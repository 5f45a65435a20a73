/**
 * Random schedules on a disk that cuts the power: rooms are opened and closed, people talk, the disk
 * fails and is full, the server is killed, the power is cut. After each start every message that was
 * acknowledged is there once, in order; ids have no gap; nothing is there that was never appended.
 */

import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import type { Backbone } from "../../../../server/storage/backbone.ts";
import type { Draft, Journal, Pending, Stored } from "../../../../server/storage/journal.ts";
import { openLocalBackbone } from "../../../../server/storage/local/backbone.ts";
import { Chance } from "../../../e2e/support/chance.ts";
import { settled, VirtualClock } from "../../../support/virtual_clock.ts";
import { Dead, Machine, ModelDisk, NO_FAULTS } from "./power_cut_disk.ts";

const ROOMS = ["lobby", "hall", "nook"];

const ALL = { after: -Infinity, before: Infinity, count: 1e9, maxBytes: 1e9, newest: false };

/** What happened in a number of schedules: cuts of the power, processes killed, events. */
export interface Tally {
  cuts: number;
  kills: number;
  stored: number;
  failed: number;
}

/** What was asked of a room, and what of it was acknowledged. */
class Ledger {
  readonly name: string;
  /** The drafts by their mark, and whether they were acknowledged. */
  readonly #drafts = new Map<string, { stored: boolean }>();
  /** The lines that were acknowledged, or found after a crash, in order; also those removed since. */
  lines: string[] = [];
  #nextId = 1;
  /** How many lines went with the room, in which nobody had said anything. */
  #cleared = 0;
  /** Whether old lines may go. */
  readonly #retention: boolean;

  constructor(name: string, retention: boolean) {
    this.name = name;
    this.#retention = retention;
  }

  ask(draft: Draft): void {
    this.#drafts.set(markOf(draft), { stored: false });
  }

  acknowledge({ event, line }: Stored): void {
    this.#take(event as Draft);
    this.lines.push(line);
    if (event.type === "msg") assertEquals(event.id, this.#nextId++, `${this.name}: the next id`);
  }

  /** Checks what a log holds after a start, and takes over what had been asked for. */
  check(found: readonly Stored[]): void {
    const ids = found.flatMap(({ event }) => event.type === "msg" ? [event.id] : []);
    const from = ids[0] ?? this.#nextId;
    const known = this.lines.indexOf(found[0]?.line ?? "");
    let next = known < 0 ? this.lines.length : known;
    // old files go, the oldest first; and rooms in which nobody has said anything
    const gone = this.lines.slice(0, next);
    const isUnspoken = known < 0 && this.#nextId === 1;
    if (isUnspoken) this.#cleared = next;
    const mayBeGone = this.#retention || next <= this.#cleared;
    assert(mayBeGone, `${this.name}: acknowledged and gone: ${gone[0]}`);
    assertLessOrEqual(from, this.#nextId);
    for (const { event, line } of found) {
      if (line === this.lines[next]) next++;
      else this.#take(event as Draft);
    }
    assertEquals(
      next,
      this.lines.length,
      `${this.name}: acknowledged and gone: ${this.lines[next]}`,
    );
    this.lines = [...gone, ...found.map(({ line }) => line)];
    this.#nextId = from + ids.length;
    assertEquals(ids, ids.map((_, at) => from + at), `${this.name}: ids have a gap`);
    for (let at = 1; at < found.length; at++) {
      assertGreater(found[at]!.event.ts, found[at - 1]!.event.ts, `${this.name}: time goes back`);
    }
  }

  #take(draft: Draft): void {
    const mark = markOf(draft);
    const known = this.#drafts.get(mark);
    assert(known !== undefined, `${this.name}: never appended: ${mark}`);
    assert(!known.stored, `${this.name}: twice: ${mark}`);
    known.stored = true;
  }
}

function markOf(draft: Draft): string {
  return draft.type === "msg" ? draft.text.split(" ")[0]! : draft.nick;
}

/** One life of a server on the machine. */
class Life {
  readonly disk: ModelDisk;
  readonly clock: VirtualClock;
  readonly #backbone: Backbone;
  readonly #journals = new Map<string, Journal<string>>();
  readonly #run: Run;

  constructor(run: Run, disk: ModelDisk, clock: VirtualClock, backbone: Backbone) {
    this.#run = run;
    this.disk = disk;
    this.clock = clock;
    this.#backbone = backbone;
  }

  /** Opens a room, unless it is open or the disk does not let it. */
  async open(ledger: Ledger): Promise<void> {
    if (this.#journals.has(ledger.name)) return;
    const sink = {
      stored: (events: readonly Stored[]) => {
        this.#run.tally.stored += events.length;
        this.#run.trace(
          `${ledger.name} stored ${events.map(({ event }) => markOf(event as Draft))}`,
        );
        try {
          for (const stored of events) ledger.acknowledge(stored);
        } catch (cause) {
          this.#run.wrong ??= cause; // not thrown at the one who hands back
        }
      },
      failed: (drafts: readonly Pending<string>[], { message }: Error) => {
        this.#run.tally.failed += drafts.length;
        this.#run.trace(`${ledger.name} failed ${drafts.map((d) => markOf(d.draft))}: ${message}`);
      },
    };
    let opened;
    try {
      opened = await this.#backbone.open<string>(ledger.name, sink);
    } catch (cause) {
      this.#run.mayFail(cause);
      return;
    }
    this.#journals.set(ledger.name, opened.journal);
    try {
      const found = await readAll(opened.journal);
      ledger.check(found);
      // of what was there when it was opened, old files may be gone
      const count = Math.min(found.length, opened.tail.length);
      assertEquals(
        opened.tail.slice(opened.tail.length - count),
        found.slice(found.length - count),
      );
    } catch (cause) {
      if (!(cause instanceof Dead)) throw cause;
    }
  }

  append(ledger: Ledger, draft: Draft): void {
    const journal = this.#journals.get(ledger.name);
    if (journal === undefined) return;
    ledger.ask(draft);
    journal.append(draft, "");
  }

  async settle(): Promise<void> {
    await Promise.all([...this.#journals.values()].map((journal) => journal.settled()));
  }

  async closeRoom(name: string): Promise<void> {
    const journal = this.#journals.get(name);
    this.#journals.delete(name);
    await journal?.close().catch((cause) => this.#run.mayFail(cause));
  }

  async close(): Promise<void> {
    await this.#backbone.close().catch((cause) => this.#run.mayFail(cause));
  }
}

/** All that a room has. Old files may be removed meanwhile: twice the same is what counts. */
async function readAll(journal: Journal<string>): Promise<readonly Stored[]> {
  for (let before = -1;;) {
    const found = await journal.events(ALL);
    if (found.length === before) return found;
    before = found.length;
  }
}

/** One schedule. */
class Run {
  readonly tally: Tally;
  readonly trace: (line: string) => void;
  /** The first thing that was wrong when events were handed back. */
  wrong: unknown;
  readonly #chance: Chance;
  readonly #machine: Machine;
  readonly #ledgers: readonly Ledger[];
  readonly #options: Omit<Parameters<typeof openLocalBackbone>[0], "clock">;
  #date = 1_000_000;
  #marks = 0;

  constructor(chance: Chance, tally: Tally, trace: (line: string) => void) {
    this.#chance = chance;
    this.tally = tally;
    this.trace = trace;
    this.#machine = new Machine(chance, trace);
    const retention = chance.below(4) === 0;
    this.#ledgers = ROOMS.map((room) => new Ledger(room, retention));
    this.#options = {
      data: "data",
      sync: true,
      segmentBytes: chance.pick([1, 300, 1_000, 1e6]),
      walFileBytes: chance.pick([4_096, 8_192, 32_768]),
      minWalBatches: chance.pick([1, 1, 2, 4, 1e9]),
      batchBytes: chance.pick([100, 600]),
      tornBytes: 4_096,
      random: () => chance.below(2 ** 32),
      warn: (message) => trace(`WARNING ${message}`),
      ...retention ? { retention: { bytes: 500 } } : {},
    };
  }

  /** Lets a few lives follow each other, and checks what is left. */
  async all(): Promise<void> {
    for (let lives = 2 + this.#chance.below(3); lives > 0; lives--) {
      await this.#live(this.#chance.below(3) === 0 ? 1 + this.#chance.below(200) : Infinity);
    }
    this.#machine.faults = NO_FAULTS;
    await this.#live(Infinity, 0);
    if (this.wrong !== undefined) throw this.wrong;
  }

  /** @throws {Error} where nothing had made that happen. */
  mayFail(cause: unknown): void {
    const { write, sync, other, space } = this.#machine.faults;
    const hasFaults = write + sync + other > 0 || space < Infinity;
    if (!hasFaults && !this.#disk.isDead && !this.#machine.hasFailedSync) throw cause;
  }

  #disk!: ModelDisk;

  async #live(operations: number, steps = 5 + this.#chance.below(30)): Promise<void> {
    const disk = this.#disk = new ModelDisk(this.#machine, operations);
    // the clock may have been set back
    const clock = new VirtualClock(this.#date += this.#chance.below(10_000) - 2_000);
    let backbone: Backbone;
    try {
      backbone = await openLocalBackbone({ ...this.#options, disk, clock });
    } catch (cause) {
      this.mayFail(cause);
      return this.#end(undefined);
    }
    this.trace("OPEN");
    const life = new Life(this, disk, clock, backbone);
    for (const ledger of this.#ledgers) await life.open(ledger);
    for (let step = 0; step < steps && !disk.isDead; step++) await this.#step(life);
    await this.#end(life);
    if (this.wrong !== undefined) throw this.wrong;
  }

  async #step(life: Life): Promise<void> {
    const chance = this.#chance;
    const ledger = chance.pick(this.#ledgers);
    switch (chance.below(14)) {
      case 0:
        return await life.closeRoom(ledger.name);
      case 1:
      case 2:
        return await life.open(ledger);
      case 3:
        return void (this.#machine.faults = this.#faults());
      case 4:
        return void (this.#machine.faults = { ...NO_FAULTS, short: 10 });
      case 5:
        return await life.clock.advance(1_000 + chance.below(1_500));
      case 6:
        return await life.settle();
      default:
        for (let count = 1 + chance.below(4); count > 0; count--) {
          life.append(chance.pick(this.#ledgers), this.#draft());
        }
        for (let turns = chance.below(4); turns > 0; turns--) await settled();
    }
  }

  /** Ends a life: by itself, killed, or with the power cut. */
  async #end(life: Life | undefined): Promise<void> {
    const disk = this.#disk;
    const way = this.#chance.below(4);
    if (way === 0 && life !== undefined) {
      this.#machine.faults = NO_FAULTS;
      this.trace("CLOSE");
      return await life.close();
    }
    disk.die();
    this.trace(way === 1 ? "KILL" : "CUT");
    await life?.close(); // gives the lock back, and can do nothing else
    if (way === 1) return void this.tally.kills++;
    this.#machine.cut();
    this.tally.cuts++;
  }

  #draft(): Draft {
    const mark = `m${++this.#marks}`;
    if (this.#chance.below(5) === 0) return { type: "joined", nick: mark };
    const text = `${mark} ${"text ".repeat(this.#chance.below(this.#chance.pick([3, 40])))}`;
    return { type: "msg", nick: "ann", text, cid: mark };
  }

  #faults() {
    const often = () => this.#chance.pick([0, 0, 20, 100]);
    const space = this.#chance.pick([Infinity, Infinity, this.#chance.below(1_000)]);
    const other = this.#chance.pick([0, 0, 20]);
    return { short: 10, write: often(), sync: often(), other, space };
  }
}

/** Runs one schedule. */
export async function runSchedule(
  chance: Chance,
  tally: Tally,
  trace: (line: string) => void = () => {},
): Promise<void> {
  await new Run(chance, tally, trace).all();
}

/**
 * Runs so many schedules, the first of them with the seed of `seeds`: that replays one alone.
 *
 * @throws {Error} with the seed of the first that fails.
 */
export async function runSchedules(
  count: number,
  seeds: Chance,
  onProgress: (done: number, tally: Tally) => void = () => {},
): Promise<Tally> {
  const tally: Tally = { cuts: 0, kills: 0, stored: 0, failed: 0 };
  for (let done = 0; done < count; done++) {
    const seed = done === 0 ? seeds.seed : seeds.below(2 ** 32);
    try {
      await runSchedule(new Chance(seed), tally);
    } catch (cause) {
      throw new Error(`Schedule ${done + 1} failed: CHAT_TEST_SEED=${seed}`, { cause });
    }
    onProgress(done + 1, tally);
  }
  return tally;
}
