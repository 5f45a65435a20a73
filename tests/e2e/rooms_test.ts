/** Several rooms in one session, through cuts and restarts of a real server. */

import { assert, assertEquals } from "@std/assert";
import { startServer } from "../support/process.ts";
import { enter, type Frame, type Guest } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

const SECRET = "the-secret-of-ann-and-of-nobody-else";

/** Asks for a room, and resolves with the answer and the texts of the old messages. */
async function join(guest: Guest, room: string, more: Frame = {}): Promise<[Frame, string[]]> {
  await guest.send({ type: "join", room, ...more });
  const entered = await guest.nextFrame("entered");
  await guest.next((line) => line === JSON.stringify({ type: "live", room }));
  const old = guest.frames("msg").filter((frame) => frame.room === room && frame.old);
  return [entered, old.map(({ text }) => text)];
}

/** Says something in a room, and resolves with its acknowledgement. */
async function say(guest: Guest, room: string, text: string): Promise<Frame> {
  const cid = `${room}-${text}`;
  await guest.send({ type: "say", room, cid, text });
  return JSON.parse(await guest.next((line) => line.includes(`"cid":"${cid}"`)));
}

Deno.test("A session goes on in each of its rooms after kill -9: nothing missed, nothing twice", async () => {
  await using data = await tempFolder();
  const last = new Map<string, Frame>();
  const logs = new Map<string, string>();
  const rooms = ["lobby", "dev", "ops"];
  {
    await using server = await startServer({ data: data.path });
    await using ann = await enter(server, "ann", { rooms: true, secret: SECRET });
    await using bob = await enter(server, "bob", { rooms: true });
    for (const room of rooms.slice(1)) {
      await join(ann, room);
      await join(bob, room);
    }
    for (const room of rooms) {
      last.set(room, await say(ann, room, "mine"));
      // the name of a new log is known when something was said
      const [{ log }] = await join(ann, room);
      logs.set(room, log);
      await say(bob, room, "missed");
    }
    await server.process.stop("SIGKILL");
  }
  await using server = await startServer({ data: data.path });
  const since = (room: string) => {
    const { id, ts } = last.get(room)!;
    return { since: id, since_ts: ts, log: logs.get(room) };
  };
  await using ann = await enter(server, "ann", { rooms: true, resume: SECRET, ...since("lobby") });
  assertEquals([ann.welcome.rooms, ann.welcome.other_log, ann.texts], [true, undefined, [
    "missed",
  ]]);
  for (const room of rooms.slice(1)) {
    const [entered, old] = await join(ann, room, since(room));
    assertEquals([entered.other_log, entered.log, old], [undefined, logs.get(room), ["missed"]]);
  }
  for (const room of rooms) {
    // sent again with its cid, it is the message that was stored before
    assertEquals(await say(ann, room, "mine"), last.get(room));
  }
});

Deno.test("How far a session has read outlives the server, in a file without its secret", async () => {
  await using data = await tempFolder();
  const path = `${data.path}/read-marks.json`;
  {
    await using server = await startServer({ data: data.path });
    await using ann = await enter(server, "ann", { rooms: true, secret: SECRET });
    await say(ann, "lobby", "one");
    await say(ann, "lobby", "two");
    await ann.send({ type: "seen", room: "lobby", id: 1 });
    await ann.settled();
    await server.process.stop("SIGTERM");
  }
  assert(!(await Deno.readTextFile(path)).includes(SECRET));
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  const written = (await Deno.stat(path)).mtime;
  await using server = await startServer({ data: data.path });
  await using ann = await enter(server, "ann", { resume: SECRET });
  assertEquals(ann.welcome.seen, 1);
  await using bob = await enter(server, "bob");
  assertEquals(bob.welcome.seen, undefined);
  await server.process.stop("SIGTERM");
  // what nobody has changed is not written again
  assertEquals((await Deno.stat(path)).mtime, written);
});
