import { assertEquals } from "@std/assert";
import { MAX_TALKS } from "../../../client/limits.ts";
import { Conversations } from "../../../client/person/conversations.ts";

Deno.test("Conversations: of more than MAX_TALKS talks the first without anything unread is forgotten", () => {
  const list = new Conversations("lobby");
  const talks = Array.from({ length: MAX_TALKS }, (_, i) => list.person(`person-${i}`));
  talks[0]!.unread = 1;
  assertEquals(list.all.length, 1 + MAX_TALKS);
  assertEquals(list.person("Person-1"), talks[1], "it is known");
  const next = list.person("one more");
  assertEquals(list.all, [list.shown, talks[0]!, ...talks.slice(2), next]);
});

Deno.test("Conversations: where all talks have something unread the first is forgotten, but for the one that is shown", () => {
  const list = new Conversations("lobby");
  const shown = list.person("ann");
  list.show(shown);
  const talks = Array.from({ length: MAX_TALKS }, (_, i) => list.person(`person-${i}`));
  for (const talk of talks) talk.unread = 1;
  list.person("one more");
  assertEquals(list.all.slice(0, 3), [list.room("lobby"), shown, talks[1]!]);
  assertEquals(list.all.length, 2 + MAX_TALKS);
});

Deno.test("Conversations: a talk keeps its place under another name, unless there is a talk with that name", () => {
  const list = new Conversations("lobby");
  const [bob, cy] = [list.person("bob"), list.person("cy")];
  assertEquals(list.rename("Bob", "robert"), bob);
  assertEquals(list.all.map(({ name }) => name), ["lobby", "robert", "cy"]);
  assertEquals([list.person("robert"), list.person("bob") === bob], [bob, false]);
  assertEquals(list.rename("cy", "robert"), undefined);
  assertEquals([list.person("cy"), list.rename("nobody", "x")], [cy, undefined]);
  assertEquals(list.rename("cy", "Cy")?.name, "Cy");
});
