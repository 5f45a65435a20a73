/** The native dialect on a connection by itself, and what only that can do: cut bytes anywhere. */

import { assertEquals } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { startServer } from "../support/process.ts";
import { nativeSuite } from "./native_suite.ts";
import { connect, enter } from "./support/guest.ts";

nativeSuite({ name: "TCP", start: startServer, connect });

Deno.test("Bytes one at a time, CRLF and letters cut anywhere are the same lines", async () => {
  await using server = await startServer();
  await using bob = await enter(server, "bob");
  await using client = await enter(server, "ann");
  const whole = new TextEncoder().encode(
    '{"type":"say","cid":"k-1","text":"жук 🐞 żółw"}\r\n{"type":"ping","n":7}\n',
  );
  for (const byte of whole) await client.send(new Uint8Array([byte]));
  assertEquals((await bob.nextFrame("msg")).text, "жук 🐞 żółw");
  assertEquals((await client.nextFrame("pong")).n, 7);
});

Deno.test("Three connections with no end of line wait, and hold nobody up", async () => {
  await using server = await startServer();
  await using guests = new AsyncDisposableStack();
  for (let n = 0; n < 3; n++) {
    const waiting = guests.use(await connectLines(server.address));
    await waiting.send(new TextEncoder().encode('{"type":"hello","v":1,"nick":"ann"'));
  }
  await using ann = await enter(server, "ann");
  assertEquals((await ann.say("hi")).id, 1);
});
