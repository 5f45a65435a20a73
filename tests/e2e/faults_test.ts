/** Disks, clocks and peers that fail: what a room loses by it, which is nothing. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PING_AFTER_MS, PING_TIMEOUT_MS, SWEEP_MS } from "../../server/limits.ts";
import { connectLines } from "../support/lines.ts";
import { needs } from "../support/missing.ts";
import { joinArgs, type Server, startChat, startServer } from "../support/process.ts";
import { Chance } from "./support/chance.ts";
import { copyFolder } from "../server/storage/local/support.ts";
import { logText, messages, segments } from "./support/data.ts";
import { freeze, limitFiles, smallDisk, startLimited, whyNotFrozen } from "./support/disk.ts";
import { Faithful } from "./support/faithful.ts";
import { connectGuest, enter, type Guest } from "./support/guest.ts";
import { startClocked } from "./support/in_process.ts";
import { layCable, whyNoCable } from "./support/network.ts";
import { tempFolder } from "./support/temp.ts";
import { assertNothingLost } from "./support/verdict.ts";

/** From `first` to `last`. */
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

/**
 * Says long things until the disk is full, and goes on when it is not: those who speak are told,
 * nobody sees what was not saved, and what is said again is there once.
 */
async function fillAndGoOn(
  server: Server,
  makeFull: () => Promise<void>,
  makeRoom: () => Promise<void>,
): Promise<void> {
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await ann.say("before");
  await makeFull();
  const text = "x".repeat(7_000);
  let cid = "";
  const refused = () => ann.frames("error").length > 0;
  for (let n = 1; n <= 200 && !refused(); n++) {
    await ann.send({ type: "say", cid: cid = `k-${n}`, text });
    await ann.settled();
  }
  const [error] = ann.frames("error");
  assertEquals([error?.code, error?.cid], ["not_saved", cid]);
  // the server lives: it answers, lets people in, and tells of them
  await using carol = await enter(server, "carol");
  await bob.next('"nick":"carol"');
  await bob.send({ type: "who" });
  assertEquals((await bob.nextFrame("who")).nicks, ["ann", "bob", "carol"]);
  await bob.settled();
  const saved = ann.frames("msg").length;
  assertEquals(bob.frames("msg"), ann.frames("msg"), "nobody was shown what was not saved");
  assertEquals(carol.welcome.last, saved);
  assertEquals((await messages(server.data)).length, saved);
  await makeRoom();
  await ann.send({ type: "say", cid, text });
  await bob.next(`"cid":"${cid}"`);
  assertEquals((await ann.say("after")).id, saved + 2);
  await bob.settled();
  const stored = await messages(server.data);
  assertEquals(stored.map(({ id }) => id), range(1, saved + 2));
  assertEquals(bob.frames("msg"), stored);
  assertStringIncludes(server.process.stderr, "not saved");
  assertStringIncludes(server.process.stderr, "The log can be written again");
}

Deno.test({
  ...needs("prlimit", "sh"),
  name:
    "A disk that takes no more: senders are told, nobody is shown it, and it goes on when it can",
  async fn() {
    await using server = await startLimited(["--rate", "0"]);
    const full = () => limitFiles(server, 60_000);
    await fillAndGoOn(server, full, () => limitFiles(server, "unlimited"));
    await server.process.stop("SIGTERM");
    await using again = await startServer({ data: server.data });
    await using bob = await enter(again, "bob");
    assertEquals(bob.welcome.last, (await messages(server.data)).length);
  },
});

await using mountable = await smallDisk("4k");
if (mountable === undefined) console.warn("Tests ignored: mounting is not allowed here");

Deno.test({
  name: "A full file system: the same, and its last page is no trap",
  ignore: mountable === undefined,
  async fn() {
    await using disk = await smallDisk("256k");
    const ballast = `${disk!.path}/ballast`;
    await Deno.writeFile(ballast, new Uint8Array(128 * 1024));
    await using server = await startServer({ data: `${disk!.path}/data`, args: ["--rate", "0"] });
    await fillAndGoOn(server, () => Promise.resolve(), () => Deno.remove(ballast));
    await server.process.stop("SIGTERM");
  },
});

const unfrozen = await whyNotFrozen();
if (unfrozen !== undefined) {
  console.warn(`Tests ignored: no folder can be frozen here: ${unfrozen}`);
}

Deno.test({
  name:
    "A data folder that becomes read-only: the same, and newcomers may come into rooms there are",
  ignore: unfrozen !== undefined,
  async fn() {
    await using server = await startServer({ args: ["--rate", "0"] });
    await using thaw = new AsyncDisposableStack();
    await fillAndGoOn(
      server,
      async () => void thaw.use(await freeze(server.data)),
      () => thaw.disposeAsync(),
    );
    await server.process.stop("SIGTERM");
  },
});

Deno.test({
  name:
    "A data folder that becomes read-only: what is said in a new room is refused, and its log begins when it can",
  ignore: unfrozen !== undefined,
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    {
      await using _frozen = await freeze(server.data);
      await ann.send({ type: "join", room: "kitchen" });
      assertEquals((await ann.nextFrame("welcome")).room, "kitchen");
      await ann.send({ type: "say", cid: "lost", text: "here" });
      assertEquals((await ann.nextFrame("error")).code, "not_saved");
    }
    assertEquals((await ann.say("here")).id, 1);
  },
});

Deno.test({
  ...needs("prlimit", "sh"),
  name: "Out of file handles: newcomers wait, those who are there talk, and it goes on by itself",
  async fn() {
    await using server = await startLimited([]);
    await using ann = await enter(server, "ann");
    const open = await Array.fromAsync(Deno.readDir(`/proc/${server.process.pid}/fd`));
    const count = open.length;
    const prlimit = async (handles: number) => {
      const args = ["--pid", `${server.process.pid}`, `--nofile=${handles}:`];
      assert((await new Deno.Command("prlimit", { args }).output()).success);
    };
    await prlimit(count);
    await using waiting = await connectLines(server.address);
    await server.process.waitForOutput(/not accepted/);
    assertEquals((await ann.say("still here")).id, 1);
    await prlimit(count + 100);
    assertEquals(await waiting.next(), "NICKNAME_REQUEST");
  },
});

Deno.test("A record damaged in the middle of an old file is named and left out, and all else is there", async () => {
  await using data = await tempFolder();
  await Deno.mkdir(`${data.path}/rooms/lobby`, { recursive: true });
  const record = (id: number) => {
    const ts = new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString();
    return `{"id":${id},"ts":"${ts}","type":"msg","nick":"ann","text":"message ${id}","cid":"c-${id}"}\n`;
  };
  const path = (first: number) => `${data.path}/rooms/lobby/${`${first}`.padStart(20, "0")}.ndjson`;
  const damage = new Map<number, string>([
    [30, `${record(30).slice(0, 40)}\n`],
    [50, `\u0000\u0000${"\u0000".repeat(300)}\n`],
    [70, `${"y".repeat(300_000)}\n`],
  ]);
  const old = range(1, 100).map((id) => damage.get(id) ?? record(id)).join("");
  await Deno.writeTextFile(path(1), old);
  await Deno.writeTextFile(path(101), range(101, 200).map(record).join(""));
  await using server = await startServer({ data: data.path });
  await using bob = await enter(server, "bob");
  assertEquals(bob.welcome.last, 200);
  await bob.send({ type: "history", before: 101, limit: 100 });
  const { first, last, count } = await bob.nextFrame("history");
  assertEquals([first, last, count], [1, 100, 97]);
  const ids = bob.frames("msg").map(({ id }) => id).filter((id) => id <= 100);
  assertEquals(ids, range(1, 100).filter((id) => !damage.has(id)));
  for (const id of damage.keys()) {
    const offset = old.indexOf(damage.get(id)!);
    assertStringIncludes(server.process.stderr, `${path(1)} is damaged at byte ${offset}`);
  }
  assertEquals((await bob.say("goes on")).id, 201);
  assertEquals(
    await Deno.readTextFile(path(1)),
    old,
    "what is damaged stays, for whoever can mend it",
  );
});

Deno.test("A clock that jumps back by an hour: ids and times go on growing, also after a restart", async () => {
  await using data = await tempFolder();
  const say = async (ann: Guest, texts: string[]) => {
    const said = [];
    for (const text of texts) said.push(await ann.say(text));
    return said;
  };
  let said;
  {
    await using server = await startClocked(data.path);
    await using ann = await enter(server, "ann");
    said = await say(ann, ["one", "two"]);
    server.clock.dateOffset = -3_600_000;
    said.push(...await say(ann, ["three", "four"]));
  }
  await using server = await startClocked(data.path);
  server.clock.dateOffset = -7_200_000;
  await using ann = await enter(server, "ann");
  said.push(...await say(ann, ["five"]));
  assertEquals(said.map(({ id }) => id), [1, 2, 3, 4, 5]);
  for (let at = 1; at < said.length; at++) assert(said[at]!.ts > said[at - 1]!.ts);
  assertEquals(await messages(data.path), said);
});

Deno.test({
  name: "A client that was stopped is found by ping within the bound, and its nickname is free",
  ignore: Deno.build.os === "windows", // which cannot stop a process
  async fn() {
    await using data = await tempFolder();
    await using server = await startClocked(data.path);
    await using bob = await enter(server, "bob");
    await using client = await startChat(joinArgs(server, "--nick", "ann", "--follow"));
    await bob.next('"nick":"ann"');
    client.signal("SIGSTOP");
    server.clock.ahead += PING_AFTER_MS + SWEEP_MS;
    const { n } = await bob.nextFrame("ping");
    await bob.send({ type: "pong", n });
    await bob.settled();
    await using second = await connectLines(server.address);
    await second.send({ type: "hello", v: 1, nick: "ann" });
    assertEquals((await second.nextFrame("error")).code, "nick_taken", "not before its time");
    server.clock.ahead += PING_TIMEOUT_MS + SWEEP_MS;
    assertEquals((await bob.nextFrame("left")).nick, "ann");
    await second.send({ type: "hello", v: 1, nick: "ann" });
    assertEquals((await second.nextFrame("welcome")).nick, "ann");
    client.signal("SIGCONT");
  },
});

const uncabled = await whyNoCable();
if (uncabled !== undefined) console.warn(`Tests ignored: no network can be made here: ${uncabled}`);

Deno.test({
  name: "A link that goes down: its nicknames can be had at once with resume, and the rest by ping",
  ignore: uncabled !== undefined,
  async fn() {
    await using cable = await layCable();
    await using data = await tempFolder();
    await using server = await startClocked(data.path, { host: cable.host });
    await using bob = await enter(server, "bob");
    const hello = (nick: string) => `{"type":"hello","v":1,"nick":"${nick}"}\n`;
    await using ann = await cable.connect(server.address.port);
    await ann.write(hello("ann"));
    const [, resume] = await ann.waitForOutput(/"resume":"([^"]+)"/);
    await using carol = await cable.connect(server.address.port);
    await carol.write(hello("carol"));
    await bob.next('"nick":"carol"');
    await cable.pull();
    await ann.stop("SIGKILL");
    await carol.stop("SIGKILL");
    // nobody has told the server anything
    await using again = await connectGuest(server.address);
    await again.send({ type: "hello", v: 1, nick: "ann" });
    assertEquals((await again.nextFrame("error")).code, "nick_taken");
    await again.hello({ nick: "ann", resume });
    assertEquals(again.welcome.members.toSorted(), ["ann", "bob", "carol"]);
    server.clock.ahead += PING_AFTER_MS + SWEEP_MS;
    for (const guest of [bob, again]) {
      const { n } = await guest.nextFrame("ping");
      await guest.send({ type: "pong", n });
      await guest.settled();
    }
    assertEquals(bob.frames("left"), [], "not before its time");
    server.clock.ahead += PING_TIMEOUT_MS + SWEEP_MS;
    assertEquals((await bob.nextFrame("left")).nick, "carol");
    assertEquals(server.log.filter((line) => line === "info cut").length, 2);
  },
});

Deno.test("A nickname is taken back at once from a connection that takes nothing any more", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await using bob = await enter(server, "bob");
  using dead = await Deno.connect(server.address);
  await dead.write(new TextEncoder().encode('{"type":"hello","v":1,"nick":"ann"}\n'));
  const resume = await resumeOf(dead);
  for (let n = 1; n <= 500; n++) {
    await bob.send({ type: "say", cid: `k-${n}`, text: "x".repeat(5_000) });
  }
  await bob.settled();
  await using ann = await enter(server, "ann", { resume, since: 450 });
  assertEquals(ann.frames("msg").map(({ id }) => id), range(451, 500));
  assertEquals((await ann.say("here again")).id, 501);
  await bob.settled();
  assertEquals(bob.frames("left"), []);
});

/** Reads of a connection as far as the secret of the session, and no further. */
async function resumeOf(conn: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4096);
  for (let seen = "";;) {
    seen += new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
    const [, secret] = /"resume":"([^"]+)"/.exec(seen) ?? [];
    if (secret !== undefined) return secret;
  }
}

Deno.test("A room whose log cannot be opened is refused to whoever asks; they stay where they are", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await Deno.writeTextFile(`${server.data}/rooms/kitchen`, "not a folder");
  await ann.send({ type: "join", room: "kitchen" });
  assertEquals((await ann.nextFrame("error")).code, "bad_room");
  assertEquals((await ann.say("still in the lobby")).id, 1);
  await using bob = await connectLines(server.address);
  await bob.send({ type: "hello", v: 1, nick: "bob", room: "kitchen" });
  assertEquals((await bob.nextFrame("error")).code, "bad_room");
  await Deno.remove(`${server.data}/rooms/kitchen`);
  await bob.send({ type: "hello", v: 1, nick: "bob", room: "kitchen" });
  assertEquals((await bob.nextFrame("welcome")).members, ["bob"]);
});

Deno.test("A copy of the data folder made in the midst of a stream is a folder that starts", async () => {
  const chance = Chance.announced("copy test");
  await using server = await startServer({ args: ["--rate", "0"] });
  const address = () => Promise.resolve(server.address);
  await using clients = new AsyncDisposableStack();
  const everyone = ["ann", "bob"].map((nick) =>
    clients.use(new Faithful({ nick, address, next: () => chance.text() }))
  );
  for (let copy = 1; copy <= 3; copy++) {
    const moment = everyone[0]!.seen.length + 300;
    await everyone[0]!.until("more messages", () => everyone[0]!.seen.length >= moment);
    await using backup = await tempFolder();
    await copyFolder(server.data, `${backup.path}/data`);
    await using restored = await startServer({ data: `${backup.path}/data` });
    await using carol = await enter(restored, "carol");
    assert(carol.welcome.last >= moment, "all that was seen before the copy is in it");
    assertEquals((await carol.say("goes on")).id, carol.welcome.last + 1);
    const [path] = await segments(`${backup.path}/data`);
    const whole = await logText(server.data);
    const copied = (await Deno.readTextFile(path!)).split("\n").slice(0, carol.welcome.last);
    for (const line of copied) assert(whole.includes(`${line}\n`), line);
  }
  await clients.disposeAsync();
  await server.process.stop("SIGTERM");
  assertMatch(server.process.stderr, /stopped/);
  await assertNothingLost(server.data, []);
});
