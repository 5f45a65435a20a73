import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HELD_MESSAGES } from "../../../client/limits.ts";
import { type Delivery, type Page, Sequence } from "../../../client/link/sequence.ts";
import { msgFrame } from "../../support/fake_server.ts";

/** A server's side of a room: what it has, in pages that may be cut short. */
class Room {
  readonly #has: (id: number) => boolean;
  readonly #most: number;

  /** @param most Messages a page holds at the most. */
  constructor(has: (id: number) => boolean, most: number) {
    this.#has = has;
    this.#most = most;
  }

  page({ before, limit }: Page): MsgFrame[] {
    const ids = Array.from({ length: limit }, (_, i) => before - limit + i).filter(this.#has);
    return ids.slice(-this.#most).map((id) => msgFrame(id));
  }
}

/** Runs until nothing is missing; what was delivered and what was called lost. */
function fill(sequence: Sequence, room: Room, log: (delivery: Delivery) => void): number {
  let pages = 0;
  for (let page = sequence.ask(); page !== undefined; page = sequence.ask()) {
    room.page(page).forEach((message) => log(sequence.take(message)));
    log(sequence.closePage());
    assert(++pages < 1000, "it never ends");
  }
  return pages;
}

Deno.test("Sequence delivers every id once and in order, whatever comes when and is missing", () => {
  const cases = fc.record({
    last: fc.integer({ min: 1, max: 60 }),
    arrivals: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 }),
    damaged: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 10 }),
    most: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(fc.property(cases, ({ last, arrivals, damaged, most }) => {
    const sequence = new Sequence(1, last);
    const delivered: number[] = [];
    const lost = new Set<number>();
    const log = (delivery: Delivery) => {
      const [first, end] = delivery.lost ?? [1, 0];
      for (let id = first; id <= end; id++) lost.add(id);
      delivered.push(...delivery.messages.map(({ id }) => id));
    };
    const seen = arrivals.filter((id) => id <= last && !damaged.includes(id));
    for (const id of seen) log(sequence.take(msgFrame(id)));
    fill(sequence, new Room((id) => id <= last && !damaged.includes(id), most), log);
    const all = Array.from({ length: last }, (_, i) => i + 1);
    assertEquals(delivered, all.filter((id) => !damaged.includes(id)));
    assertEquals([...lost], all.filter((id) => damaged.includes(id)));
    assert(sequence.complete());
  }));
});

Deno.test("Sequence holds a bounded number of messages and fetches the others again", () => {
  const last = MAX_HELD_MESSAGES * 3;
  const sequence = new Sequence(1, last);
  const delivered: number[] = [];
  const log = ({ messages }: Delivery) => void delivered.push(...messages.map(({ id }) => id));
  for (let id = 2; id <= last; id++) log(sequence.take(msgFrame(id)));
  assertEquals(delivered, []);
  const pages = fill(sequence, new Room((id) => id <= last, 200), log);
  assertEquals(delivered.length, last);
  // the first message, then what did not find room, a page of 200 at a time
  assertEquals(pages, 1 + Math.ceil((last - MAX_HELD_MESSAGES - 1) / 200));
});

Deno.test("Sequence holds exactly as many messages as it may", () => {
  for (
    const [count, kept] of [[MAX_HELD_MESSAGES, true], [MAX_HELD_MESSAGES + 1, false]] as const
  ) {
    const sequence = new Sequence(1, count + 1);
    for (let id = 2; id <= count + 1; id++) sequence.take(msgFrame(id));
    sequence.take(msgFrame(1));
    assertEquals(sequence.complete(), kept, `${count} messages`);
  }
});

Deno.test("Sequence lets the newest go for an older one", () => {
  const sequence = new Sequence(1, MAX_HELD_MESSAGES + 3);
  for (let id = MAX_HELD_MESSAGES + 3; id > 2; id--) sequence.take(msgFrame(id));
  sequence.take(msgFrame(2));
  sequence.take(msgFrame(1));
  assertEquals(sequence.next, MAX_HELD_MESSAGES + 2);
});

Deno.test("Sequence asks for one page at a time and for none when nothing is missing", () => {
  const sequence = new Sequence(5, 9);
  assertEquals(sequence.ask(), { before: 10, limit: 5 });
  assertEquals(sequence.ask(), undefined);
  assertEquals(new Sequence(10, 9).ask(), undefined);
});

Deno.test("Sequence calls nothing lost that was not asked for", () => {
  const sequence = new Sequence(1, 5);
  assertEquals(sequence.closePage(), { messages: [] });
  sequence.ask();
  for (let id = 1; id <= 5; id++) sequence.take(msgFrame(id));
  assertEquals(sequence.closePage(), { messages: [] });
});
