/** The past: who comes late gets it, a restart keeps it, and its length costs nothing. */

import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { MAX_HISTORY_MESSAGES, MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { LOG_TAIL_BYTES, MAX_HISTORY_BYTES } from "../../server/limits.ts";
import { connectLines } from "../support/lines.ts";
import { type Server, startServer } from "../support/process.ts";
import { logText, messages, segments } from "./support/data.ts";
import { connectGuest, enter, type Frame, type Guest } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";
import { writeLog } from "./support/written_log.ts";

/** What the runtime reads of its caches at one start and not at another: far less than the log. */
const CACHE_BYTES = 10 * 1024 * 1024;

/** The ids of the old messages that came so far. */
const oldIds = (guest: Guest) => guest.frames("msg").filter(({ old }) => old).map(({ id }) => id);

/** From `first` to `last`. */
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

/** Says `count` messages at full speed and resolves when the last is stored. */
async function sayMany(server: Server, count: number, text = "hi"): Promise<void> {
  await using ann = await enter(server, "ann", { history: 0 });
  for (let n = 1; n <= count; n++) await ann.send({ type: "say", cid: `m-${n}`, text });
  await ann.settled();
}

Deno.test("The last ten are messages: those who come and go do not crowd them out", async () => {
  await using server = await startServer();
  await sayMany(server, 12);
  for (let n = 0; n < 30; n++) {
    await using guest = await enter(server, `guest-${n}`, { history: 0 });
    await guest.send({ type: "bye" });
    await guest.closed;
  }
  await using native = await enter(server, "bob");
  assertEquals(oldIds(native), range(3, 12));
  await using plain = await connectLines(server.address);
  await plain.send("carol");
  await plain.next("--- End of history ---");
  assertEquals(plain.lines.filter((line) => line.endsWith("] ann: hi")).length, 10);
});

Deno.test("What is asked for is what comes: history, since, none", async () => {
  await using server = await startServer({ args: ["--rate", "0", "--history", "3"] });
  await sayMany(server, 250);
  const cases: [ask: Frame, expected: number[]][] = [
    [{}, range(248, 250)],
    [{ history: 0 }, []],
    [{ history: 20 }, range(231, 250)],
    [{ history: 1_000_000 }, range(251 - MAX_HISTORY_MESSAGES, 250)],
    [{ since: 245 }, range(246, 250)],
    [{ since: 250 }, []],
    [{ since: 1_000_000 }, []],
    [{ since: 240, history: 2 }, range(241, 250)],
  ];
  for (const [n, [ask, expected]] of cases.entries()) {
    await using guest = await enter(server, `guest-${n}`, ask);
    assertEquals(oldIds(guest), expected, JSON.stringify(ask));
    assertEquals(guest.welcome.last, 250);
  }
});

Deno.test("More was missed than a page holds: the newest comes, the hole shows, history fills it", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await sayMany(server, 450);
  await using bob = await enter(server, "bob", { since: 7 });
  assertEquals(oldIds(bob), range(451 - MAX_HISTORY_MESSAGES, 450));
  let first = Math.min(...oldIds(bob));
  while (first > 8) {
    await bob.send({
      type: "history",
      before: first,
      limit: Math.min(MAX_HISTORY_MESSAGES, first - 8),
    });
    ({ first } = await bob.nextFrame("history"));
  }
  const stored = await messages(server.data);
  const seen = bob.frames("msg").map(({ old: _, ...frame }) => frame).sort((a, b) => a.id - b.id);
  assertEquals(seen, stored.slice(7));
});

Deno.test("A page of long messages is cut at its bytes, from the old side", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await sayMany(server, MAX_HISTORY_MESSAGES, "x".repeat(MAX_TEXT_BYTES));
  await using bob = await enter(server, "bob", { history: 0 });
  const before = bob.lines.length;
  await bob.send({ type: "history", limit: MAX_HISTORY_MESSAGES });
  const end = await bob.nextFrame("history");
  const bytes = bob.lines.slice(before, -1).reduce((sum, line) => sum + line.length + 1, 0);
  const old = ',"old":true'.length * end.count;
  assert(bytes - old <= MAX_HISTORY_BYTES, `${bytes}`);
  assert(bytes > MAX_HISTORY_BYTES - 2 * MAX_TEXT_BYTES, `${bytes}`);
  assertEquals(oldIds(bob), range(end.first, MAX_HISTORY_MESSAGES));
  await bob.send({ type: "history", before: end.first, limit: MAX_HISTORY_MESSAGES });
  assertEquals((await bob.nextFrame("history")).first, 1);
});

Deno.test("A restart keeps ids, times and order, after a good end and after kill -9", async () => {
  await using data = await tempFolder();
  let before = "";
  for (const [round, signal] of (["SIGTERM", "SIGKILL", "SIGTERM"] as const).entries()) {
    await using server = await startServer({ data: data.path });
    await using ann = await enter(server, "ann");
    assertEquals(ann.welcome.last, round * 3);
    for (let n = 0; n < 3; n++) await ann.say(`round ${round}`);
    await server.process.stop(signal);
    const after = await logText(data.path);
    assert(after.startsWith(before), "what was there stays as it is");
    before = after;
  }
  const stored = await messages(data.path);
  assertEquals(stored.map(({ id }) => id), range(1, 9));
  for (let at = 1; at < stored.length; at++) assert(stored[at]!.ts > stored[at - 1]!.ts);
});

const TORN = '{"id":3,"ts":"2026-11-23T02:15:29.123Z","type":"msg","nick":"ann","te';

for (const [what, torn] of [["cut", TORN], ["cut inside a letter", `${TORN}xt":"\xd0`]] as const) {
  Deno.test(`A last line ${what} is moved aside, with a warning, and the log goes on`, async () => {
    await using data = await tempFolder();
    {
      await using server = await startServer({ data: data.path });
      await sayMany(server, 2);
      await server.process.stop("SIGKILL");
    }
    const [path] = await segments(data.path);
    const whole = await Deno.readTextFile(path!);
    const bytes = Uint8Array.from(torn, (letter) => letter.charCodeAt(0));
    await Deno.writeFile(path!, bytes, { append: true });
    await using server = await startServer({ data: data.path });
    await using bob = await enter(server, "bob");
    assertEquals(oldIds(bob), [1, 2]);
    assertEquals((await bob.say("goes on")).id, 3);
    await server.process.stop("SIGTERM");
    assertStringIncludes(server.process.stderr, `${bytes.length} bytes of an unfinished record`);
    assertEquals(await Deno.readFile(`${path}.torn`), bytes);
    assert((await logText(data.path)).startsWith(whole));
    assertEquals((await messages(data.path)).map(({ id }) => id), [1, 2, 3]);
  });
}

Deno.test({
  name: "A long log opens, answers and goes on with as little read as a short one",
  ignore: Deno.build.os !== "linux", // the bytes a process has read are asked of /proc
  async fn() {
    const lines = Number(Deno.env.get("CHAT_TEST_LOG_LINES") ?? 400_000);
    await using data = await tempFolder();
    await writeLog(data.path, lines);
    const short = await bytesReadToStart();
    await using server = await startServer({ data: data.path });
    await using ann = await enter(server, "ann");
    assertEquals(ann.welcome.last, lines);
    assertEquals(oldIds(ann), range(lines - 9, lines));
    const started = await bytesRead(server);
    assertLess(started - short, LOG_TAIL_BYTES + CACHE_BYTES);
    for (const before of [2, 5_000, lines / 2, lines]) {
      await ann.send({ type: "history", before, limit: 1 });
      assertEquals((await ann.nextFrame("history")).last, before - 1);
    }
    assertLess(await bytesRead(server) - started, 4 * 1024 * 1024);
    assertEquals((await ann.say("goes on")).id, lines + 1);
  },
});

/** Bytes that a server without a past has read when the first has entered. */
async function bytesReadToStart(): Promise<number> {
  await using server = await startServer();
  await using _ann = await enter(server, "ann");
  return await bytesRead(server);
}

async function bytesRead({ process }: Server): Promise<number> {
  const io = await Deno.readTextFile(`/proc/${process.pid}/io`);
  return Number(/rchar: (\d+)/.exec(io)?.[1]);
}

Deno.test("A server that is busy with a long past answers the others meanwhile", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await sayMany(server, 2_000, "x".repeat(2_000));
  await using ann = await enter(server, "ann", { history: 0 });
  await using bob = await connectGuest(server.address);
  await bob.hello({ nick: "bob", history: 0 });
  const asked = 50;
  for (let n = 0; n < asked; n++) await bob.send({ type: "history", before: 1_000, limit: 200 });
  await ann.say("in between");
  assertLess(bob.frames("history").length, asked, "ann did not have to wait for bob's answers");
  await bob.settled();
  assertEquals(bob.frames("history").length, asked);
});
