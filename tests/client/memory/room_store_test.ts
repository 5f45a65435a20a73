import { assertEquals } from "@std/assert";
import {
  FILE_RETRY_MS,
  MAX_FILE_TRIES,
  MAX_ROOM_FILE_BYTES,
  ROOM_FILE_SPACING_MS,
} from "../../../client/limits.ts";
import type { KnownUser } from "../../../client/link/recalled_session.ts";
import { KeptNames } from "../../../client/memory/kept_names.ts";
import { writeRoomState } from "../../../client/memory/room_state.ts";
import { RoomStore } from "../../../client/memory/room_store.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const PATH = "/state/host_7.rooms.json";

function user(nick: string, since: number): KnownUser {
  return { nick, rooms: [{ room: "lobby", since }] };
}

function state(...users: readonly KnownUser[]) {
  return { users, ignored: [] as string[], quiet: [] as string[] };
}

function setUp(files = new MemoryFiles(), nick = "ann") {
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  let current: KnownUser | undefined = user(nick, 1);
  const store = new RoomStore({
    path: PATH,
    files,
    clock,
    failed: (error) => failures.push(error),
    current: () => current,
  });
  return { files, clock, failures, store, set: (user: KnownUser) => current = user };
}

Deno.test("RoomStore gives the next client what this one knew", async () => {
  const { files, store } = setUp();
  assertEquals(await store.load(), state());
  store.changed();
  await store.close();
  assertEquals(await setUp(files).store.load(), state(user("ann", 1)));
});

Deno.test("RoomStore writes soon after a change, many changes at once, and no change not at all", async () => {
  const { files, clock, store, set } = setUp();
  for (let since = 1; since < 5; since++) {
    set(user("ann", since));
    store.changed();
  }
  await clock.advance(ROOM_FILE_SPACING_MS - 1);
  assertEquals(files.writes, 0);
  await clock.advance(1);
  await settled();
  assertEquals(files.writes, 1);
  store.changed();
  await store.close();
  assertEquals(files.writes, 1);
  assertEquals(files.texts.get(PATH), writeRoomState(state(user("ann", 4))));
});

Deno.test("RoomStore of one user leaves what another's client has written meanwhile", async () => {
  const ann = setUp();
  const bob = setUp(ann.files, "bob");
  await Promise.all([ann.store.load(), bob.store.load()]);
  await bob.store.close();
  await ann.store.close();
  assertEquals(await setUp(ann.files).store.load(), state(user("bob", 1), user("ann", 1)));
});

Deno.test("RoomStore keeps what two clients have changed in the same lists", async () => {
  const files = new MemoryFiles();
  const client = () => {
    const ignored = new KeptNames({ most: 9 });
    const quiet = new KeptNames({ most: 9 });
    const clock = new VirtualClock();
    const failed = (error: unknown) => {
      throw error;
    };
    const current = () => user("ann", 1);
    return {
      ignored,
      quiet,
      store: new RoomStore({ path: PATH, files, clock, failed, current, ignored, quiet }),
    };
  };
  const [one, other] = [client(), client()];
  one.ignored.toggle("eve");
  one.quiet.toggle("dev");
  await one.store.close();
  other.ignored.toggle("joe");
  await other.store.close();
  other.quiet.toggle("ops");
  await other.store.close();
  const state = { users: [user("ann", 1)], ignored: ["eve", "joe"], quiet: ["dev", "ops"] };
  assertEquals(await client().store.load(), state);
  other.quiet.toggle("ops");
  await other.store.close();
  assertEquals(await client().store.load(), { ...state, quiet: ["dev"] });
});

Deno.test("RoomStore waits while another client writes, and gives up after some tries", async () => {
  const { files, clock, failures, store } = setUp();
  const unlock = await files.lock(`${PATH}.lock`);
  const closing = store.close();
  for (let tries = 1; tries < MAX_FILE_TRIES; tries++) {
    await settled();
    await clock.advance(FILE_RETRY_MS);
  }
  await closing;
  assertEquals([files.writes, failures], [0, []]);
  const again = store.close();
  await settled();
  unlock?.();
  await clock.advance(FILE_RETRY_MS);
  await again;
  assertEquals(files.writes, 1);
});

Deno.test("RoomStore leaves a file that is not its own, and says so once", async () => {
  for (const text of ["my notes", "x".repeat(MAX_ROOM_FILE_BYTES + 1)]) {
    const { files, store, failures } = setUp();
    files.texts.set(PATH, text);
    assertEquals(await store.load(), state());
    store.changed();
    await store.close();
    assertEquals(files.texts.get(PATH), text);
    assertEquals(failures.length, 1);
  }
  const { files, store, failures } = setUp();
  files.texts.set(PATH, writeRoomState(state()).padEnd(MAX_ROOM_FILE_BYTES));
  assertEquals([await store.load(), failures], [state(), []]);
});
