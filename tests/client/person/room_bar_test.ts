import { assertEquals } from "@std/assert";
import { Conversation } from "../../../client/person/conversation.ts";
import { roomBar, withStatus } from "../../../client/person/room_bar.ts";
import { FAINT, plain, span, type StyledLine } from "../../../client/tty/style.ts";

function room(name: string, unread = 0, calls = 0): Conversation {
  return Object.assign(new Conversation("room", name), { unread, calls });
}

const LOBBY = room("lobby");
const DEV = room("dev", 3);
const OPS = room("ops", 2, 1);
const BOB = Object.assign(new Conversation("person", "bob"), { unread: 1, calls: 1 });

function barOf(shown: Conversation, others: readonly Conversation[], away?: string): string {
  const all = [LOBBY, DEV, OPS, BOB];
  return text(roomBar([shown, ...others], all, away));
}

function text(line: StyledLine | undefined): string {
  return line === undefined ? "nothing" : plain(line);
}

Deno.test("roomBar: the stream that is shown, unread, calls, and by which number each is reached", () => {
  assertEquals(barOf(LOBBY, [OPS, BOB, DEV]), "1.#lobby  3.ops 2!  4.bob 1!  2.dev 3");
  assertEquals(barOf(BOB, [LOBBY]), "4.bob 1!  1.lobby");
});

Deno.test("roomBar: a room that is shown and was left stands there as one where the user is not", () => {
  const left = Object.assign(room("lobby"), { hasLeft: true });
  const bar = roomBar([left, BOB], [left, BOB], undefined);
  assertEquals(text(bar), "1.lobby  2.bob 1!");
  assertEquals(bar?.find((each) => each.text === "lobby")?.style, FAINT);
});

Deno.test("roomBar: nothing where there is one stream alone, unless the user is away", () => {
  assertEquals(barOf(LOBBY, []), "nothing");
  assertEquals(barOf(LOBBY, [], "away"), "1.#lobby  away");
});

Deno.test("roomBar: the first nine have a number, the others are reached by name", () => {
  const all = Array.from({ length: 10 }, (_, n) => room(`r${n + 1}`));
  assertEquals(text(roomBar(all, all, undefined)).split("  ").slice(-2), ["9.r9", "r10"]);
});

Deno.test("withStatus: the bar is cut from the right, and never below half of the row", () => {
  const bar = [span("1.#lobby  2.dev 3  3.ops")];
  const status = [span("Trying again in 5 s")];
  assertEquals(text(withStatus(bar, undefined, 24)), "1.#lobby  2.dev 3  3.ops");
  assertEquals(text(withStatus(bar, undefined, 23)), "1.#lobby  2.dev 3  3.o…");
  assertEquals(text(withStatus(bar, status, 45)), "1.#lobby  2.dev 3  3.ops  Trying again in 5 s");
  assertEquals(text(withStatus(bar, status, 44)), "1.#lobby  2.dev 3  3.o…  Trying again in 5 s");
  assertEquals(text(withStatus(bar, status, 30)), "1.#lobby  2.de…  Trying again in 5 s");
  assertEquals(text(withStatus(undefined, status, 30)), "Trying again in 5 s");
});
