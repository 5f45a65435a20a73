/** Guests who mean harm, while two bystanders talk: those must hardly notice. */

import { assert, assertEquals } from "@std/assert";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { connectLines } from "../support/lines.ts";
import { startServer } from "../support/process.ts";
import { type Latency, latency } from "./support/bystanders.ts";
import { enter, type Frame, type Guest } from "./support/guest.ts";
import { attack } from "./support/programs.ts";

/** How often it is measured, at the most. */
const TRIES = 4;

/** What the attackers must have been told, where they must have been told anything. */
const ATTACKS: Record<string, RegExp | undefined> = {
  "connection flood": undefined,
  "slow hello": undefined,
  "endless line": /told too_many_bad_lines/,
  "message flood": undefined,
  "joins in a loop": undefined,
  "nicknames in a loop": undefined,
  "history in a loop": undefined,
  "who in a loop": undefined,
  "pings before hello": undefined,
  "invalid frames": /told too_many_bad_lines/,
  "joins and leaves": undefined,
  "dead sockets": undefined,
};

/**
 * Whether a message takes no longer than can be said for certain on a machine that does other things
 * too, and has to do what the attackers do: `tests/attacks.ts` looks closer.
 */
function isWithin(hot: Latency, calm: Latency): boolean {
  // of a hundred messages at most one is held up for longer than a person would notice
  return hot.p50 < 10 * calm.p50 + 25 && hot.p99 < 5 * calm.p99 + 200;
}

function show({ p50, p99 }: Latency): string {
  return `${p50.toFixed(1)} to ${p99.toFixed(1)}`;
}

Deno.test("Two bystanders talk on, whatever others do to the server", async (t) => {
  await using server = await startServer({ args: ["--rate", "100"] });
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await latency(ann, bob); // what runs for the first time is slow
  const calm = await latency(ann, bob);
  const report = [`calm ${show(calm)} ms`];
  for (const [name, told] of Object.entries(ATTACKS)) {
    await t.step(name, async () => {
      await using attackers = await attack(name, server);
      // a machine that is busy otherwise is slow for a moment, a server that is held up for good
      let hot = await latency(ann, bob);
      for (let n = 1; n < TRIES && !isWithin(hot, calm); n++) hot = await latency(ann, bob);
      report.push(`${name} ${show(hot)}`);
      if (told !== undefined) await attackers.waitForOutput(told);
      assert(isWithin(hot, calm), `calm ${show(calm)} ms, attacked ${show(hot)}`);
    });
  }
  console.log(report.join(", "));
  await t.step("and all is as before", async () => {
    await using newcomer = await enter(server, "carol");
    await alone(newcomer);
    assertEquals((await newcomer.say("hello?")).nick, "carol");
    const { ids, own } = seenBy(bob);
    assertEquals(ids, ids.map((_, at) => ids[0]! + at), "bob saw all that was said");
    assertEquals(own, seenBy(ann).own, "and nothing of ann's is missing");
    await server.process.stop("SIGTERM");
    assert(!/Uncaught|connection failed/.test(server.process.stderr), "no fault came to light");
  });
});

/** The ids of all messages that a bystander saw, and those by ann. */
function seenBy(guest: Guest): { ids: number[]; own: Frame[] } {
  const seen = guest.frames("msg");
  return { ids: seen.map(({ id }) => id), own: seen.filter(({ nick }) => nick === "ann") };
}

/** Resolves when none but the bystanders and this one are there; the rate keeps it from haste. */
async function alone(guest: Guest): Promise<void> {
  for (let count = 0; count !== 3;) {
    await guest.send({ type: "who" });
    ({ count } = await guest.nextFrame("who"));
  }
}

Deno.test("Connections beyond --max-clients are told so, by the hundred; those inside talk on", async () => {
  await using server = await startServer({ args: ["--max-clients", "10"] });
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await using guests = new AsyncDisposableStack();
  let [greeted, refused] = [0, 0];
  await Promise.all(Array.from({ length: 200 }, async () => {
    const guest = guests.use(await connectLines(server.address));
    if (await guest.next() === "NICKNAME_REQUEST") greeted++;
    else {
      assertEquals(JSON.parse(guest.lines[0]!).code, "full");
      await guest.closed;
      refused++;
    }
  }));
  assertEquals([greeted, refused], [8, 192]);
  await Promise.all([ann.say("still here"), bob.next("still here")]);
});

Deno.test("Who takes nothing for too long is told slow and cut; it comes back and has missed nothing", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await using ann = await enter(server, "ann");
  using slow = await Deno.connect(server.address);
  await slow.write(new TextEncoder().encode('{"type":"hello","v":1,"nick":"slow"}\n'));
  await ann.next('"joined","nick":"slow"');
  const text = "x".repeat(7_000);
  let said = 0;
  const isCut = () => ann.lines.some((line) => line.includes('"type":"left","nick":"slow"'));
  while (!isCut() && said < 10_000) {
    for (let n = 0; n < 50; n++) await ann.send({ type: "say", cid: `k-${said++}`, text });
    await ann.settled();
  }
  // it wakes up, and finds whole lines up to the reason
  const lines = new TextDecoder().decode(await readToEnd(slow)).split("\n");
  assertEquals(lines.pop(), "");
  const frames = lines.slice(1).map((line): Frame => JSON.parse(line));
  assertEquals(frames.at(-1)?.code, "slow");
  const { resume } = frames.find(({ type }) => type === "welcome")!;
  const had = frames.findLast(({ type }) => type === "msg")!.id;
  await using back = await enter(server, "slow", { resume, since: had });
  let first = back.frames("msg")[0]!.id;
  while (first > had + 1) {
    const limit = Math.min(MAX_HISTORY_MESSAGES, first - had - 1);
    await back.send({ type: "history", before: first, limit });
    ({ first } = await back.nextFrame("history"));
  }
  const ids = [...frames, ...back.frames("msg")].filter(({ type }) => type === "msg")
    .map(({ id }) => id).sort((a, b) => a - b);
  assertEquals(ids, Array.from({ length: said }, (_, at) => at + 1));
});

async function readToEnd(conn: Deno.Conn): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const buffer = new Uint8Array(64 * 1024);
    const count = await conn.read(buffer);
    if (count === null) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.push(buffer.subarray(0, count));
  }
}
