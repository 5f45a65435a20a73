import { assertEquals } from "@std/assert";
import { SEARCH_PAGE_MESSAGES } from "../../../client/limits.ts";
import { FoundMessages } from "../../../client/person/found_messages.ts";
import { msgFrame } from "../../support/fake_server.ts";

function setUp() {
  const asked: object[] = [];
  const found = new FoundMessages({
    search: (wanted) => {
      asked.push(wanted);
      return true;
    },
  });
  const take = (ids: readonly number[], next?: number) =>
    found.take({
      type: "found",
      room: "dev",
      messages: ids.map((id) => msgFrame(id)),
      complete: false,
      ...(next === undefined ? {} : { next }),
    });
  return { asked, found, take };
}

Deno.test("FoundMessages asks on until a page is whole, and numbers what is found", () => {
  const { asked, found, take } = setUp();
  found.begin("dev", "disk");
  assertEquals(asked, [{ room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES }]);
  assertEquals(take([90, 80], 70), { first: 1, isWhole: false });
  assertEquals(asked[1], {
    ...{ room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES - 2, before: 70 },
  });
  assertEquals(found.hasMore, false, "an answer is on its way");
  assertEquals(take([], 60), { first: 3, isWhole: false }, "the server ran out of time");
  const rest = Array.from({ length: SEARCH_PAGE_MESSAGES - 2 }, (_, i) => 50 - i);
  assertEquals(take(rest, 40), { first: 3, isWhole: true });
  assertEquals([found.hasMore, found.count], [true, SEARCH_PAGE_MESSAGES]);
  assertEquals(found.at(2), { room: "dev", id: 80 });
  assertEquals([found.at(0), found.at(SEARCH_PAGE_MESSAGES + 1)], [undefined, undefined]);
});

Deno.test("FoundMessages goes on with the next page, and ends where nothing is left", () => {
  const { asked, found, take } = setUp();
  found.begin("dev", "disk");
  take(Array.from({ length: SEARCH_PAGE_MESSAGES }, (_, i) => 100 - i), 91);
  found.more();
  assertEquals(asked[1], { room: "dev", text: "disk", limit: SEARCH_PAGE_MESSAGES, before: 91 });
  assertEquals(take([5]), { first: SEARCH_PAGE_MESSAGES + 1, isWhole: true });
  assertEquals(found.hasMore, false);
});

Deno.test("FoundMessages marks each word, in order and apart from each other", () => {
  const { found } = setUp();
  found.begin("dev", "disk full dis");
  const line = "the DISK is full";
  const marked = found.marks(line).map(({ start, end }) => line.slice(start, end));
  assertEquals(marked, ["DISK", "full"]);
});
