import { assertEquals } from "@std/assert";
import { MemberTurns, RoomTurns } from "../../../server/chat/turns.ts";

Deno.test("RoomTurns does what waits right behind the event that it was asked for after", () => {
  const turns = new RoomTurns();
  const done: string[] = [];
  turns.behind(() => done.push("at once"));
  assertEquals([done, turns.isBusy], [["at once"], false]);
  turns.asked();
  turns.behind(() => done.push("behind 1"));
  turns.asked();
  turns.behind(() => done.push("behind 2"));
  turns.behind(() => done.push("behind 2 too"));
  assertEquals([done.length, turns.isBusy], [1, true]);
  turns.returned();
  assertEquals(done.slice(1), ["behind 1"]);
  turns.returned();
  assertEquals([done.slice(2), turns.isBusy], [["behind 2", "behind 2 too"], false]);
});

Deno.test("MemberTurns waits for every busy room, and keeps the order of one member alone", () => {
  const [first, second, turns] = [new RoomTurns(), new RoomTurns(), new MemberTurns<string>()];
  const done: string[] = [];
  first.asked();
  second.asked();
  turns.behind("ann", [first, second], () => done.push("ann 1"));
  first.returned();
  // she is in that room no more: it is told after the first all the same
  turns.behind("ann", [], () => done.push("ann 2"));
  turns.behind("bob", [first], () => done.push("bob"));
  assertEquals(done, ["bob"]);
  second.returned();
  assertEquals(done, ["bob", "ann 1", "ann 2"]);
  turns.behind("ann", [second], () => done.push("ann 3"));
  assertEquals(done.at(-1), "ann 3");
});
