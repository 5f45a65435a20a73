import { assertEquals } from "@std/assert";
import { Search } from "../../../client/web/search.ts";
import { FOUND_MESSAGES } from "../../../client/limits.ts";

/** A search, and what it has asked the server for: the text, before which id, how many. */
function setUp() {
  const asked: unknown[] = [];
  let isOpen = true;
  const search = new Search({
    search: ({ text, before, limit }) => {
      if (isOpen) asked.push([text, before, limit]);
      return isOpen;
    },
  });
  const answer = (ids: readonly number[], next?: number) =>
    search.take({
      type: "found",
      room: "lobby",
      messages: ids.map((id) => ({ id, ts: "2026-01-01T00:00:00.000Z", nick: "ann", text: "fox" })),
      complete: false,
      ...(next === undefined ? {} : { next }),
    });
  const found = () => search.found.value.map(({ id }) => id);
  return { search, asked, answer, found, close: () => isOpen = false };
}

/** So many ids, newest first. */
const ids = (newest: number, count: number) => Array.from({ length: count }, (_, i) => newest - i);

Deno.test("Search asks until a page is full, then when it is told to, then until nothing is left", () => {
  const { search, asked, answer, found } = setUp();
  search.begin("lobby", " red fox ");
  assertEquals([search.state.value, search.room], ["asked", "lobby"]);
  // the server ran out of time
  answer([90, 89], 80);
  assertEquals(search.state.value, "asked");
  answer(ids(70, FOUND_MESSAGES - 2), 10);
  assertEquals(search.state.value, "more");
  search.more();
  answer([3]);
  assertEquals(search.state.value, "complete");
  assertEquals(found(), [90, 89, ...ids(70, FOUND_MESSAGES - 2), 3]);
  assertEquals(asked, [
    ["red fox", undefined, FOUND_MESSAGES],
    ["red fox", 80, FOUND_MESSAGES - 2],
    ["red fox", 10, FOUND_MESSAGES],
  ]);
});

Deno.test("Search shows nothing of what was looked for before, and asks for one thing at a time", () => {
  const { search, asked, answer, found } = setUp();
  search.begin("lobby", "one");
  search.begin("lobby", "two");
  search.begin("lobby", "three");
  assertEquals(asked.length, 1);
  answer([9], 5);
  assertEquals(found(), []);
  answer([4]);
  assertEquals([found(), search.state.value], [[4], "complete"]);
  assertEquals(asked, [["one", undefined, FOUND_MESSAGES], ["three", undefined, FOUND_MESSAGES]]);
});

Deno.test("Search of nothing ends what is looked for", () => {
  const { search, asked, answer, found } = setUp();
  search.begin("lobby", "one");
  search.begin("lobby", " ");
  answer([9], 5);
  assertEquals([found(), search.state.value, asked.length], [[], "complete", 1]);
  search.begin("lobby", "two");
  assertEquals(asked.length, 2);
});

Deno.test("Search says that it could not be done: refused, cut, or without a connection", () => {
  const { search, asked, close } = setUp();
  search.failed();
  assertEquals(search.state.value, "complete");
  search.begin("lobby", "one");
  search.failed();
  assertEquals(search.state.value, "failed");
  // the answer to the first one is that it failed
  search.begin("lobby", "two");
  search.begin("lobby", "three");
  search.failed();
  assertEquals([search.state.value, asked.length], ["asked", 3]);
  close();
  search.begin("lobby", "four");
  search.failed();
  assertEquals(search.state.value, "failed");
});
