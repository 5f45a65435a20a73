import { assert, assertEquals } from "@std/assert";
import { MAX_WINDOW_ITEMS } from "../../../client/limits.ts";
import {
  addPage,
  append,
  atEnd,
  EMPTY_WINDOW,
  firstId,
  lastId,
  type Window,
  type WindowItem,
} from "../../../client/web/window.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";

function message(id: number): MsgFrame {
  const ts = new Date(id * 1_000).toISOString();
  return { id, ts, type: "msg", nick: "ann", text: `${id}`, cid: "" };
}

const pageOf = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => message(first + i));

const itemsOf = (first: number, last: number): WindowItem[] =>
  pageOf(first, last).map((each) => ({ kind: "message", message: each }));

const ids = ({ items }: Window) =>
  items.map((item) => item.kind === "message" ? item.message.id : 0);

function checkBounds(window: Window): void {
  assert(window.items.length <= MAX_WINDOW_ITEMS);
  const [first = 1, last = 0] = [firstId(window), lastId(window)];
  assertEquals(ids(window), pageOf(first, last).map(({ id }) => id), "ids follow each other");
}

Deno.test("A window that is followed drops its oldest at n + 1, and knows that there are older ones", () => {
  let window = append(EMPTY_WINDOW, itemsOf(1, MAX_WINDOW_ITEMS), true);
  window = { ...window, atStart: true };
  assertEquals([firstId(window), window.items.length], [1, MAX_WINDOW_ITEMS]);
  window = append(window, itemsOf(MAX_WINDOW_ITEMS + 1, MAX_WINDOW_ITEMS + 1), true);
  assertEquals([firstId(window), lastId(window), window.atStart], [2, MAX_WINDOW_ITEMS + 1, false]);
  assert(atEnd(window));
});

Deno.test("A full window in which somebody reads takes nothing new, and goes on later by pages", () => {
  const full = append(EMPTY_WINDOW, itemsOf(1, MAX_WINDOW_ITEMS), false);
  const window = append(full, itemsOf(MAX_WINDOW_ITEMS + 1, MAX_WINDOW_ITEMS + 2), false);
  assertEquals(ids(window), ids(full));
  assertEquals([window.newest, atEnd(window)], [MAX_WINDOW_ITEMS + 2, false]);
  // what comes now does not go on where it ends
  assertEquals(
    append(window, itemsOf(MAX_WINDOW_ITEMS + 3, MAX_WINDOW_ITEMS + 3), true).items,
    full.items,
  );
  const loaded = addPage(window, pageOf(MAX_WINDOW_ITEMS + 1, MAX_WINDOW_ITEMS + 2), "newer");
  assertEquals([firstId(loaded), lastId(loaded), atEnd(loaded)], [3, MAX_WINDOW_ITEMS + 2, true]);
});

Deno.test("Scrolling from end to beginning and back has every message, never more than there may be", () => {
  const newest = 5_000;
  let window = append(EMPTY_WINDOW, itemsOf(newest - 99, newest), true);
  const seen = new Set(ids(window));
  while (!window.atStart) {
    const before = firstId(window)!;
    window = addPage(window, pageOf(Math.max(1, before - 100), before - 1), "older");
    checkBounds(window);
    for (const id of ids(window)) seen.add(id);
  }
  assertEquals([seen.size, firstId(window)], [newest, 1]);
  while (!atEnd(window)) {
    const last = lastId(window)!;
    window = addPage(window, pageOf(last + 1, Math.min(last + 100, newest)), "newer");
    checkBounds(window);
  }
  assertEquals(lastId(window), newest);
});

Deno.test("A page has no message twice, and an empty one is the start", () => {
  const window = append(EMPTY_WINDOW, itemsOf(10, 20), true);
  assertEquals(
    ids(addPage(window, pageOf(5, 12), "older")),
    ids(append(EMPTY_WINDOW, itemsOf(5, 20), true)),
  );
  assertEquals(addPage(window, [], "older").atStart, true);
  assertEquals(addPage(window, pageOf(1, 9), "older").atStart, true);
  assertEquals(addPage(window, pageOf(5, 9), "older").atStart, false);
});
