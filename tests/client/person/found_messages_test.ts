import { assertEquals } from "@std/assert";
import { MAX_SEARCH_QUERIES, SEARCH_PAGE_MESSAGES } from "../../../client/limits.ts";
import { FoundMessages, type Match } from "../../../client/person/found_messages.ts";
import { msgFrame } from "../../support/fake_server.ts";

/** A match in short: its number, its room and its id. */
function shown({ number, room, message }: Match): string {
  return `${number} ${room} ${message.id}`;
}

function setUp() {
  const asked: object[] = [];
  const found = new FoundMessages({
    search: (wanted) => {
      asked.push(wanted);
      return true;
    },
  });
  const take = (ids: readonly number[], next?: number, room = "dev") => {
    const { matches, isWhole } = found.take({
      type: "found",
      room,
      messages: ids.map((id) => msgFrame(id, { ts: new Date(id * 1000).toISOString() })),
      complete: false,
      ...(next === undefined ? {} : { next }),
    });
    return { matches: matches.map(shown), isWhole };
  };
  return { asked, found, take };
}

Deno.test("FoundMessages asks on until a page is whole, and numbers what is found", () => {
  const { asked, found, take } = setUp();
  found.begin([{ room: "dev", text: "disk" }]);
  assertEquals(asked, [{ room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES }]);
  assertEquals(take([90, 80], 70), { matches: ["1 dev 90", "2 dev 80"], isWhole: false });
  assertEquals(asked[1], {
    ...{ room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES - 2, before: 70 },
  });
  assertEquals(found.hasMore, false, "an answer is on its way");
  assertEquals(take([], 60), { matches: [], isWhole: false }, "the server ran out of time");
  const rest = Array.from({ length: SEARCH_PAGE_MESSAGES - 2 }, (_, i) => 50 - i);
  const last = take(rest, 40);
  assertEquals([last.isWhole, last.matches[0]], [true, "3 dev 50"]);
  assertEquals([found.hasMore, found.count], [true, SEARCH_PAGE_MESSAGES]);
  assertEquals(found.at(2), { room: "dev", id: 80 });
  assertEquals([found.at(0), found.at(SEARCH_PAGE_MESSAGES + 1)], [undefined, undefined]);
});

Deno.test("FoundMessages goes on with the next page, and ends where nothing is left", () => {
  const { asked, found, take } = setUp();
  found.begin([{ room: "dev", text: "disk" }]);
  take(Array.from({ length: SEARCH_PAGE_MESSAGES }, (_, i) => 100 - i), 91);
  found.more();
  assertEquals(asked[1], { room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES, before: 91 });
  assertEquals(take([5]), { matches: [`${SEARCH_PAGE_MESSAGES + 1} dev 5`], isWhole: true });
  assertEquals(found.hasMore, false);
});

Deno.test("FoundMessages marks each word, in order and apart from each other", () => {
  const { found } = setUp();
  found.begin([{ room: "dev", text: "disk full dis" }]);
  const line = "the DISK is full";
  const marked = found.marks(line).map(({ start, end }) => line.slice(start, end));
  assertEquals(marked, ["DISK", "full"]);
});

const TWO = [{ room: "dev", text: "ann" }, { room: "ops", text: "ann" }];

Deno.test("FoundMessages asks one query after the other, and shows all in the order of time", () => {
  const { asked, found, take } = setUp();
  found.begin([...TWO, { room: "dev", text: "deploy" }]);
  assertEquals(take([90, 70, 5], 4), { matches: [], isWhole: false });
  assertEquals(take([80], undefined, "ops"), { matches: [], isWhole: false });
  assertEquals(asked.map((each) => "room" in each && each.room), ["dev", "ops", "dev"]);
  // one that has both words is there once
  const page = take([70, 60]);
  assertEquals(page, {
    matches: ["1 dev 90", "2 ops 80", "3 dev 70", "4 dev 60", "5 dev 5"],
    isWhole: true,
  });
  assertEquals(found.at(2), { room: "ops", id: 80 });
  assertEquals([found.hasMore, found.more()?.isWhole], [true, false]);
  assertEquals(asked.at(-1), {
    ...{ room: "dev", text: "ann", limit: SEARCH_PAGE_MESSAGES, before: 4 },
  });
  assertEquals(take([3]), { matches: ["6 dev 3"], isWhole: true });
  assertEquals(found.hasMore, false);
});

Deno.test("FoundMessages shows what one page leaves on the next, without asking for it", () => {
  const { asked, found, take } = setUp();
  found.begin(TWO);
  const ids = (from: number) => Array.from({ length: SEARCH_PAGE_MESSAGES }, (_, i) => from - i);
  take(ids(100));
  assertEquals(take(ids(50), undefined, "ops").matches.length, SEARCH_PAGE_MESSAGES);
  assertEquals([found.hasMore, asked.length], [true, 2]);
  const page = found.more();
  assertEquals([page?.isWhole, page?.matches.map(shown)[0]], [true, "11 ops 50"]);
  assertEquals([found.hasMore, asked.length, found.more()?.matches], [false, 2, []]);
});

Deno.test("FoundMessages leaves out what does not fit, and asks on for a whole page", () => {
  const { asked, found, take } = setUp();
  found.begin([{ room: "dev", text: "ann" }], ({ id }) => id % 2 === 0);
  assertEquals(take([9, 8, 7], 6), { matches: ["1 dev 8"], isWhole: false });
  assertEquals(asked.length, 2);
});

Deno.test("FoundMessages begins another search behind an answer that nobody wants any more", () => {
  const { asked, found, take } = setUp();
  found.begin([{ room: "dev", text: "disk" }]);
  found.begin([{ room: "dev", text: "full" }]);
  assertEquals(asked.length, 1, "the server takes one at a time");
  assertEquals(take([9], 8), { matches: [], isWhole: false });
  assertEquals(asked[1], { room: "dev", text: "full", limit: SEARCH_PAGE_MESSAGES });
  assertEquals(take([7]), { matches: ["1 dev 7"], isWhole: true });
});

Deno.test("FoundMessages begins another search where the one before was not answered", () => {
  const { asked, found, take } = setUp();
  found.begin([{ room: "dev", text: "disk" }]);
  found.failed();
  found.begin([{ room: "dev", text: "full" }]);
  assertEquals([asked.length, take([7]).isWhole], [2, true]);
});

Deno.test("FoundMessages makes a bounded number of queries", () => {
  for (const count of [MAX_SEARCH_QUERIES, MAX_SEARCH_QUERIES + 1]) {
    const { asked, found, take } = setUp();
    found.begin(Array.from({ length: count }, (_, n) => ({ room: "dev", text: `word${n}` })));
    let isWhole = false;
    while (!isWhole) ({ isWhole } = take([]));
    assertEquals(asked.length, MAX_SEARCH_QUERIES);
  }
});
