import { assertEquals } from "@std/assert";
import { NewRooms } from "../../../server/chat/new_rooms.ts";
import { MAX_NEW_ROOMS_AT_ONCE, NEW_ROOM_INTERVAL_MS } from "../../../server/limits.ts";

/** New rooms, at a time that the test says. */
function setup() {
  const clock = { ms: 0, now: () => clock.ms };
  const rooms = new NewRooms(clock);
  /** Begins so many rooms, and says whether all could be begun. */
  const begin = (address: string | undefined, count: number, founder = { address }) => {
    const waits = Array.from({ length: count }, () => rooms.take(founder));
    return waits.every((ms) => ms === 0);
  };
  return { clock, rooms, begin };
}

Deno.test("NewRooms lets one client begin MAX_NEW_ROOMS_AT_ONCE, and then one after another", () => {
  const { clock, rooms } = setup();
  const founder = {};
  for (let i = 0; i < MAX_NEW_ROOMS_AT_ONCE; i++) assertEquals(rooms.take(founder), 0);
  assertEquals(rooms.take(founder), NEW_ROOM_INTERVAL_MS);
  clock.ms += NEW_ROOM_INTERVAL_MS;
  assertEquals([rooms.take(founder), rooms.take(founder) > 0], [0, true]);
});

Deno.test("NewRooms counts all clients of one owner together, and those of another apart", () => {
  const { begin } = setup();
  const half = MAX_NEW_ROOMS_AT_ONCE / 2;
  assertEquals([begin("2001:db8::1", half), begin("2001:db8::2", half)], [true, true]);
  assertEquals(begin("2001:db8::3", 1), false, "the same network of 64 bits");
  assertEquals(begin("2001:db8:1::1", MAX_NEW_ROOMS_AT_ONCE), true);
  assertEquals(begin("192.0.2.1", MAX_NEW_ROOMS_AT_ONCE), true);
  assertEquals([begin("::ffff:192.0.2.1", 1), begin("192.0.2.2", 1)], [false, true]);
});

Deno.test("NewRooms counts clients of this machine each for itself", () => {
  const { begin } = setup();
  for (const address of ["127.0.0.1", "127.0.0.1", "::1", undefined]) {
    assertEquals(begin(address, MAX_NEW_ROOMS_AT_ONCE), true);
  }
});
