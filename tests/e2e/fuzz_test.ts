/** A hundred thousand hostile lines on thousands of connections, while two bystanders talk. */

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { type Server, startServer } from "../support/process.ts";
import { latency } from "./support/bystanders.ts";
import { Chance } from "./support/chance.ts";
import { records } from "./support/data.ts";
import { enter } from "./support/guest.ts";
import { fuzz } from "./support/programs.ts";

/** Hostile lines; more of them find rarer faults. */
const LINES = Number(Deno.env.get("CHAT_TEST_LINES") ?? 100_000);

/** Lines after which the server has grown to its working size. */
const WARM_LINES = LINES / 4;

/** What a garbage collector may not have collected yet, in bytes. */
const SLACK_BYTES = 64 * 1024 * 1024;

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

Deno.test(`${LINES} hostile lines: nobody is disturbed, nothing fails, memory comes back`, async () => {
  const { seed } = Chance.announced("fuzz test");
  await using server = await startServer({ args: ["--rate", "0", "--sync", "off"] });
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await latency(ann, bob);
  const { p50: calm } = await latency(ann, bob);
  let warm = 0;
  for (const lines of [WARM_LINES, LINES - WARM_LINES]) {
    await using fuzzer = await fuzz(server, seed + lines, lines);
    let going = true;
    fuzzer.ended.then(() => going = false);
    const hot: number[] = [];
    while (going) {
      hot.push((await latency(ann, bob, 20).catch((cause) => fail(cause, server))).p50);
    }
    const { code, stdout, stderr } = await fuzzer.ended;
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^done, [1-9]\d* cut\n$/);
    // a machine that is busy otherwise is slow for a moment, a server that is held up most of the time
    const often = hot.sort((a, b) => a - b)[hot.length >> 2]!;
    console.log(`${lines} lines, calm ${calm.toFixed(1)} ms, meanwhile ${often.toFixed(1)} ms`);
    // no rate holds anybody back here, and the machine's cores are the fuzzer's too
    assertLess(often, 20 * calm + 100);
    warm ||= await memory(server);
  }
  if (warm > 0) assertLess(await memory(server), warm + SLACK_BYTES);
  await Promise.all([ann.settled(), bob.settled()]);
  assertEquals(own(ann), own(bob), "bob saw all that ann said, in order");
  await server.process.stop("SIGTERM");
  const { stderr } = server.process;
  assert(!/Uncaught|connection failed|internal| error /.test(stderr), failures(stderr));
  assert(!CONTROL.test(stderr));
  const stored = await records(server.data);
  assert(
    stored.every((record) => !CONTROL.test((record.text ?? record.nick).replaceAll("\t", ""))),
  );
});

/** Throws `cause` with what the server did last: a stall is hard to have again. */
function fail(cause: unknown, { process }: Server): never {
  throw new Error(`The bystanders were held up; the server: ${process.stderr.slice(-2000)}`, {
    cause,
  });
}

/** The texts of ann's messages that a bystander has. */
function own(guest: Awaited<ReturnType<typeof enter>>): string[] {
  return guest.frames("msg").filter(({ nick }) => nick === "ann").map(({ text }) => text);
}

/** Bytes that a server holds; 0 where that cannot be told. */
async function memory({ process }: Server): Promise<number> {
  if (Deno.build.os !== "linux") return 0;
  const status = await Deno.readTextFile(`/proc/${process.pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function failures(stderr: string): string {
  const lines = stderr.split("\n");
  return lines.filter((line) => /Uncaught|failed|internal| error /.test(line)).slice(0, 5).join(
    "\n",
  );
}
