/** The generator's verdicts: a server that does wrong to one member must not get away with it. */
import { assert, assertEquals } from "@std/assert";
import { needs } from "../support/missing.ts";
import { faults, measure, type Run } from "./measure.ts";

const { ignore } = needs("cc", "taskset");

/** What is done to the lines of the member that came first; `n` counts its lines. */
type Wrong = (line: string, n: number, later: (line: string) => void) => string;

async function serveMember(
  conn: Deno.Conn,
  all: Set<(line: string) => void>,
  wrong: Wrong,
): Promise<void> {
  let queue = Promise.resolve();
  let n = 0;
  let held = "";
  const write = (text: string) => {
    queue = queue.then(async () => {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    }).catch(() => {}); // the generator leaves when it has seen enough
  };
  all.add((line) => {
    const text = wrong(line, n++, (later) => held = later);
    write(text === "" ? "" : text + held);
    if (text !== "") held = "";
  });
  write("hello\n");
  let rest = "";
  for await (const chunk of conn.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) for (const tell of all) tell(`${line}\n`);
  }
}

/** A server that copies lines to all members, and does as `wrong` says to one of them. */
async function runAgainst(wrong: Wrong, wire = "copy"): Promise<Run> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const members = new Set<(line: string) => void>();
  const serving = (async () => {
    const running: Promise<void>[] = [];
    for await (const conn of listener) {
      const right: Wrong = (line) => line;
      // The generator may reset connections when it ends.
      running.push(
        serveMember(conn, members, running.length === 2 ? wrong : right).catch(() => {}),
      );
      if (running.length === 5) break;
    }
    await Promise.all(running);
  })();
  const server = { port: listener.addr.port, pid: 0, [Symbol.asyncDispose]: () => serving };
  const load = { mode: "window", members: 5, window: 8, seconds: 0.2, warmup: 0.1 } as const;
  const run = await measure(server, wire, { ...load, parallel: 1 });
  await serving;
  return run;
}

Deno.test({ name: "load: a server that does right has no faults", ignore }, async () => {
  const run = await runAgainst((line) => line);
  assertEquals(faults(run), 0);
  assert(run.deliveries! > 100, `Only ${run.deliveries} deliveries`);
});

Deno.test({ name: "load: a lost message is seen", ignore }, async () => {
  const { undelivered, lost } = await runAgainst((line, n) => n === 30 ? "" : line);
  assertEquals({ undelivered, lost }, { undelivered: 1, lost: 1 });
});

Deno.test({ name: "load: a message that comes twice is seen", ignore }, async () => {
  const run = await runAgainst((line, n) => n === 30 ? line + line : line);
  assertEquals(run.duplicated, 1);
});

Deno.test({ name: "load: two messages that change places are seen", ignore }, async () => {
  const swap: Wrong = (line, n, later) => n === 30 ? (later(line), "") : line;
  const run = await runAgainst(swap);
  assertEquals(run.undelivered, 0);
  assert(run.disordered! + run.duplicated! > 0, "The order was not checked");
});

Deno.test({ name: "load: a damaged text is seen", ignore }, async () => {
  const run = await runAgainst((line, n) => n === 30 ? line.replace("abc", "aXc") : line);
  assertEquals(run.damaged, 1);
});

Deno.test({ name: "load: what is no message is passed over", ignore }, async () => {
  const run = await runAgainst((line, n) => n % 7 === 3 ? `nothing\n${line}` : line);
  assertEquals(faults(run), 0);
});
