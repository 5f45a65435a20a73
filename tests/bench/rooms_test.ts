/** The generator's verdicts on a server that serves rooms: what it does wrong to one member is counted. */
import { assert, assertEquals } from "@std/assert";
import { TextLineStream } from "@std/streams";
import { needs } from "../support/missing.ts";
import { faults, measure, type Run } from "./measure.ts";

const { ignore } = needs("cc", "taskset");

/** What is done to the lines of the last member; `n` counts them. */
type Wrong = (line: string, n: number) => string;

/** A member of the server below. */
interface Member {
  readonly room: string;
  tell(line: string): void;
}

async function serveMember(conn: Deno.Conn, all: Set<Member>, wrong: Wrong): Promise<void> {
  const writer = conn.writable.getWriter();
  const write = (text: string) => {
    writer.write(new TextEncoder().encode(text)).catch(() => {
      // the generator leaves when it has seen enough
    });
  };
  write("NICKNAME_REQUEST\n");
  const lines = conn.readable.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  );
  let own: Member | undefined;
  let n = 0;
  for await (const line of lines) {
    const { type, room, cid, text } = JSON.parse(line);
    if (type === "hello") {
      all.add(own = { room, tell: (line) => write(wrong(line, n++)) });
      write('{"type":"welcome"}\n{"type":"live"}\n');
    }
    if (type !== "say") continue;
    const told = `${JSON.stringify({ type: "msg", text, cid })}\n`;
    for (const member of all) if (member.room === own?.room) member.tell(told);
  }
}

/** Two rooms of two members on a server that copies lines within a room. */
async function runAgainst(wrong: Wrong): Promise<Run> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const members = new Set<Member>();
  const serving = (async () => {
    const running: Promise<void>[] = [];
    for await (const conn of listener) {
      const does: Wrong = running.length === 3 ? wrong : (line) => line;
      running.push(
        serveMember(conn, members, does).catch(() => {
          // the generator may reset connections when it ends
        }),
      );
      if (running.length === 4) break;
    }
    await Promise.all(running);
  })();
  const server = { port: listener.addr.port, pid: 0, [Symbol.asyncDispose]: () => serving };
  const load = {
    mode: "rooms",
    rooms: 2,
    members: 2,
    window: 3,
    seconds: 0.2,
    warmup: 0.1,
  } as const;
  const run = await measure(server, "chat", load);
  await serving;
  return run;
}

Deno.test({ name: "rooms: a server that does right has no faults", ignore }, async () => {
  const run = await runAgainst((line) => line);
  assertEquals(faults(run), 0);
  assert(run.deliveries! > 100, `Only ${run.deliveries} messages`);
});

Deno.test({ name: "rooms: a lost message is seen", ignore }, async () => {
  const { undelivered, disordered } = await runAgainst((line, n) => n === 30 ? "" : line);
  assertEquals({ undelivered, disordered }, { undelivered: 1, disordered: 1 });
});

Deno.test({ name: "rooms: a message that comes twice is seen", ignore }, async () => {
  const { undelivered, disordered } = await runAgainst((line, n) => n === 30 ? line + line : line);
  assertEquals(undelivered, -1);
  assert(disordered! > 0, "The order was not checked");
});

Deno.test({ name: "rooms: a damaged text is seen", ignore }, async () => {
  const run = await runAgainst((line, n) => n === 30 ? line.replace("abc", "aXc") : line);
  assertEquals([run.damaged, run.disordered], [1, 0]);
});
