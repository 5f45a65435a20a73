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
  assertEquals(known.isNews(joined("bob"), 0), false);
  assertEquals(known.isNews(joined("bob"), 0), true);
  assertEquals(known.isNews(joined("eve"), 0), true);
});

Deno.test("JoinFilter: who comes back after a cut, as one does oneself, is no news for a while", () => {
  const known = filter(["ann"], { back: true, before: ["ann", "bob", "Eve", "tom"] });
  assertEquals(known.isNews(joined("bob"), 10), false);
  assertEquals(known.isNews({ type: "left", ts, nick: "bob" }, 20), true);
  assertEquals(known.isNews(joined("bob"), 30), true);
  assertEquals(known.isNews(joined("eve"), COMEBACK_MS), false);
  assertEquals(known.isNews(joined("tom"), COMEBACK_MS + 1), true);
});

Deno.test("JoinFilter: some come along whose names are not told, and that is news", () => {
  assertEquals(filter(["ann", "bob"]).isNews(joined("bob", 3), 0), true);
});

Deno.test("JoinFilter: in another room, those of the last one are news", () => {
  assertEquals(filter(["ann"], { before: ["bob"] }).isNews(joined("bob"), 0), true);
});
