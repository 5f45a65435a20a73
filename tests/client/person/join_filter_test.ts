import { assertEquals } from "@std/assert";
import { COMEBACK_MS } from "../../../client/limits.ts";
import { JoinFilter } from "../../../client/person/join_filter.ts";

const ts = "2026-11-23T02:15:29.123Z";

function joined(nick: string, others = 0) {
  return { type: "joined", ts, nick, ...(others > 0 ? { others } : {}) } as const;
}

/** What is known when a room is entered at the time 0. */
function filter(members: string[], { back = false, before = [] as string[] } = {}): JoinFilter {
  const filter = new JoinFilter();
  const count = members.length;
  const event = { nick: "ann", room: "lobby", members, count, back, plain: false } as const;
  filter.entered({ type: "entered", ...event }, before, 0);
  return filter;
}

Deno.test("JoinFilter: who was named when one came is no news, once", () => {
  const known = filter(["ann", "Bob"]);
  assertEquals(known.take(joined("bob"), 0).isNews, false);
  assertEquals(known.take(joined("bob"), 0).isNews, true);
  assertEquals(known.take(joined("eve"), 0).isNews, true);
});

Deno.test("JoinFilter: who comes back after a cut, as one does oneself, is no news for a while", () => {
  const known = filter(["ann"], { back: true, before: ["ann", "bob", "Eve", "tom"] });
  assertEquals(known.take(joined("bob"), 10).isNews, false);
  assertEquals(known.take({ type: "left", ts, nick: "bob" }, 20).isNews, true);
  assertEquals(known.take(joined("bob"), 30).isNews, true);
  assertEquals(known.take(joined("eve"), COMEBACK_MS).isNews, false);
  assertEquals(known.take(joined("tom"), COMEBACK_MS + 1).isNews, true);
});

Deno.test("JoinFilter: some come along whose names are not told, and that is news", () => {
  assertEquals(filter(["ann", "bob"]).take(joined("bob", 3), 0).isNews, true);
});

Deno.test("JoinFilter: in another room, those of the last one are news", () => {
  assertEquals(filter(["ann"], { before: ["bob"] }).take(joined("bob"), 0).isNews, true);
});

Deno.test("JoinFilter: who was named, left and comes again is news, also where nobody told that they left", () => {
  const known = filter(["ann", "bob", "eve"]);
  assertEquals(known.take({ type: "left", ts, nick: "bob" }, 1), { isNews: true, change: -1 });
  assertEquals(known.take(joined("bob"), 2), { isNews: true, change: 1 });
  assertEquals(known.take(joined("eve"), COMEBACK_MS + 1), { isNews: true, change: 1 });
});

Deno.test("JoinFilter: who comes back after a cut counts, though it is no news; who was named counts already", () => {
  const known = filter(["ann", "bob"], { back: true, before: ["ann", "bob", "eve"] });
  assertEquals(known.take(joined("eve"), 1), { isNews: false, change: 1 });
  assertEquals(known.take(joined("bob"), 1), { isNews: false, change: 0 });
  assertEquals(known.take(joined("joe", 3), 1), { isNews: true, change: 4 });
  assertEquals(known.take({ type: "left", ts, nick: "joe", others: 3 }, 1), {
    isNews: true,
    change: -4,
  });
});
