/** Guests who mean harm, while two bystanders talk: those must hardly notice. */

import { assertEquals } from "@std/assert";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { connectLines } from "../support/lines.ts";
import { startServer } from "../support/process.ts";
import { enter, type Frame } from "./support/guest.ts";
import { withstand } from "./support/withstand.ts";

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

Deno.test("Two bystanders talk on, whatever others do to the server", async (t) => {
  await using server = await startServer({ args: ["--rate", "100"] });
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await withstand(t, server, [ann, bob], ATTACKS);
});

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
