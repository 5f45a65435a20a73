import { assertEquals } from "@std/assert";
import { arrived, entered, NOTHING_READ, read } from "../../../client/web/unread.ts";

const OTHER = { isOwn: false, isMention: false, isSeen: false };

Deno.test("The marker stands before the first message that was not seen, and stays there", () => {
  let unread = arrived(NOTHING_READ, { ...OTHER, id: 1, isSeen: true });
  assertEquals(unread, { seen: 1, count: 0, mentions: 0 });
  unread = arrived(unread, { ...OTHER, id: 2 });
  unread = arrived(unread, { ...OTHER, id: 3, isMention: true });
  assertEquals(unread, { seen: 1, marker: 2, count: 2, mentions: 1 });
  // in sight, but the ones before may not have been read
  assertEquals(arrived(unread, { ...OTHER, id: 4, isSeen: true }).marker, 2);
});

Deno.test("Who writes has read all before it", () => {
  const unread = arrived(arrived(NOTHING_READ, { ...OTHER, id: 1 }), {
    ...OTHER,
    id: 2,
    isOwn: true,
  });
  assertEquals(unread, { seen: 2, count: 0, mentions: 0 });
});

Deno.test("An old message that comes again changes nothing, and reading never goes back", () => {
  const unread = { seen: 5, count: 0, mentions: 0 };
  assertEquals(arrived(unread, { ...OTHER, id: 5 }), unread);
  assertEquals(read(unread, 4), unread);
  assertEquals(read({ ...unread, marker: 6, count: 1 }, 6), { seen: 6, count: 0, mentions: 0 });
});

Deno.test("On entering, what came since is unread; who comes for the first time has nothing unread", () => {
  assertEquals(entered(undefined, 9), { seen: 9, count: 0, mentions: 0 });
  assertEquals(entered(4, 9), { seen: 4, marker: 5, count: 5, mentions: 0 });
  assertEquals(entered(4, 9, 2), { seen: 4, marker: 5, count: 5, mentions: 2 });
  assertEquals(entered(9, 9), { seen: 9, count: 0, mentions: 0 });
  // the room has begun again
  assertEquals(entered(20, 9), { seen: 9, count: 0, mentions: 0 });
});
