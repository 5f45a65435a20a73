/**
 * A small program for the tests of the test helpers: it says where it listens, sends back each line
 * that comes over TCP, and each line of standard input to standard error; `exit N` ends it.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";

const listener = Deno.listen({ hostname: Deno.args[0] ?? "127.0.0.1", port: 0 });
const { hostname, port } = listener.addr;
console.log(`listening on ${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`);

async function answer(): Promise<void> {
  for await (const conn of listener) conn.readable.pipeTo(conn.writable);
}

async function obey(): Promise<void> {
  const input = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of input) {
    if (line.startsWith("exit ")) Deno.exit(Number(line.slice(5)));
    console.error(`heard ${JSON.stringify(line)}`);
  }
  console.error("end of input");
}

await Promise.all([answer(), obey()]);
