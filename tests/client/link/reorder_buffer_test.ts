import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HELD_MESSAGES } from "../../../client/limits.ts";
import { type Delivery, type Page, ReorderBuffer } from "../../../client/link/reorder_buffer.ts";
import { msgFrame } from "../../support/fake_server.ts";

/** A server's side of a room: what it has, in pages that may be cut short. */
class Room {
  readonly #has: (id: number) => boolean;
  readonly #most: number;

  /** @param most The most messages of a page. */
  constructor(has: (id: number) => boolean, most: number) {
    this.#has = has;
    this.#most = most;
  }

  page({ before, limit }: Page): MsgFrame[] {
    const ids = Array.from({ length: limit }, (_, i) => before - limit + i).filter(this.#has);
    return ids.slice(-this.#most).map((id) => msgFrame(id));
  }
}

/** Runs until nothing is missing, and logs each delivery. Returns the number of pages. */
function fill(buffer: ReorderBuffer, room: Room, log: (delivery: Delivery) => void): number {
  let pages = 0;
  for (let page = buffer.ask(); page !== undefined; page = buffer.ask()) {
    room.page(page).forEach((message) => log(buffer.take(message)));
    log(buffer.closePage());
    assert(++pages < 1000, "it never ends");
  }
  return pages;
}

Deno.test("ReorderBuffer delivers every id once and in order, whatever comes when and is missing", () => {
  const cases = fc.record({
    last: fc.integer({ min: 1, max: 60 }),
    arrivals: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 }),
    damaged: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 10 }),
    most: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(fc.property(cases, ({ last, arrivals, damaged, most }) => {
    const buffer = new ReorderBuffer(1, last);
    const delivered: number[] = [];
    const lost = new Set<number>();
    const log = (delivery: Delivery) => {
      const [first, end] = delivery.lost ?? [1, 0];
      for (let id = first; id <= end; id++) lost.add(id);
      delivered.push(...delivery.messages.map(({ id }) => id));
    };
    const seen = arrivals.filter((id) => id <= last && !damaged.includes(id));
    for (const id of seen) log(buffer.take(msgFrame(id)));
    fill(buffer, new Room((id) => id <= last && !damaged.includes(id), most), log);
    const all = Array.from({ length: last }, (_, i) => i + 1);
    assertEquals(delivered, all.filter((id) => !damaged.includes(id)));
    assertEquals([...lost], all.filter((id) => damaged.includes(id)));
    assert(buffer.complete());
  }));
});

Deno.test("ReorderBuffer holds a bounded number of messages and fetches the others again", () => {
  const last = MAX_HELD_MESSAGES * 3;
  const buffer = new ReorderBuffer(1, last);
  const delivered: number[] = [];
  const log = ({ messages }: Delivery) => void delivered.push(...messages.map(({ id }) => id));
  for (let id = 2; id <= last; id++) log(buffer.take(msgFrame(id)));
  assertEquals(delivered, []);
  const pages = fill(buffer, new Room((id) => id <= last, 200), log);
  assertEquals(delivered.length, last);
  // the first message, then what did not find room, a page of 200 at a time
  assertEquals(pages, 1 + Math.ceil((last - MAX_HELD_MESSAGES - 1) / 200));
});

Deno.test("ReorderBuffer holds exactly as many messages as it may", () => {
  for (
    const [count, kept] of [[MAX_HELD_MESSAGES, true], [MAX_HELD_MESSAGES + 1, false]] as const
  ) {
    const buffer = new ReorderBuffer(1, count + 1);
    for (let id = 2; id <= count + 1; id++) buffer.take(msgFrame(id));
    buffer.take(msgFrame(1));
    assertEquals(buffer.complete(), kept, `${count} messages`);
  }
});

Deno.test("ReorderBuffer lets the newest go for an older one", () => {
  const buffer = new ReorderBuffer(1, MAX_HELD_MESSAGES + 3);
  for (let id = MAX_HELD_MESSAGES + 3; id > 2; id--) buffer.take(msgFrame(id));
  buffer.take(msgFrame(2));
  buffer.take(msgFrame(1));
  assertEquals(buffer.next, MAX_HELD_MESSAGES + 2);
});

Deno.test("ReorderBuffer asks for one page at a time and for none when nothing is missing", () => {
  const buffer = new ReorderBuffer(5, 9);
  assertEquals(buffer.ask(), { before: 10, limit: 5 });
  assertEquals(buffer.ask(), undefined);
  assertEquals(new ReorderBuffer(10, 9).ask(), undefined);
});

Deno.test("ReorderBuffer calls nothing lost that was not asked for", () => {
  const buffer = new ReorderBuffer(1, 5);
  assertEquals(buffer.closePage(), { messages: [] });
  buffer.ask();
  for (let id = 1; id <= 5; id++) buffer.take(msgFrame(id));
  assertEquals(buffer.closePage(), { messages: [] });
});
