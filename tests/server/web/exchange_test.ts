import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { MAX_HEAD_BYTES } from "../../../server/limits.ts";
import { sentence } from "../../../server/web/answer.ts";
import { exchange } from "../../../server/web/exchange.ts";
import { type HttpRequest, RequestError } from "../../../server/web/request.ts";
import type { Reply } from "../../../server/web/site.ts";
import { FakeSocket } from "../fakes/socket.ts";

const HEAD = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
const KEY = { webSocketKey: "dGhlIHNhbXBsZSBub25jZQ==" };

/** An exchange that has begun: its socket, what it was asked, and how it ends. */
function begin(reply: Reply, fast = true) {
  const socket = new FakeSocket(fast);
  const asked: (HttpRequest | RequestError)[] = [];
  const ended = exchange(socket, (request) => {
    asked.push(request);
    return reply;
  }, () => 0);
  return { socket, asked, ended };
}

Deno.test("exchange answers, says that no more comes, and waits until the client has gone", async () => {
  const { socket, asked, ended } = begin(sentence(404, "nothing"));
  socket.polite = false;
  await socket.send(HEAD, "more, which nobody wants");
  assertEquals(asked.map((request) => "path" in request && request.path), ["/x"]);
  assertStringIncludes(socket.writer.text, "HTTP/1.1 404 Not Found\r\n");
  assertEquals([socket.writer.text.endsWith("nothing\n"), socket.writeClosed], [true, true]);
  await socket.hangUp();
  assertEquals(await ended, undefined);
});

Deno.test("exchange opens a WebSocket, and keeps what came with the request", async () => {
  const { socket, ended } = begin(KEY);
  await socket.send(`${HEAD}first frame`);
  assertEquals(new TextDecoder().decode(await ended), "first frame");
  assertStringIncludes(
    socket.writer.text,
    "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
  );
  assertEquals(socket.writeClosed, false);
});

Deno.test("exchange answers what is no request", async () => {
  const { socket, asked, ended } = begin(sentence(431, "too large"));
  await socket.send(`GET / HTTP/1.1\r\nx: ${"y".repeat(MAX_HEAD_BYTES)}`);
  await ended;
  assert(asked[0] instanceof RequestError);
  assertStringIncludes(socket.writer.text, "HTTP/1.1 431 ");
});

Deno.test("exchange rejects where the client goes before it has asked", async () => {
  for (const sent of ["", "GET / HT"]) {
    const { socket, asked, ended } = begin(sentence(404, ""));
    const rejected = assertRejects(() => ended, Deno.errors.UnexpectedEof);
    await socket.send(sent);
    await socket.hangUp();
    await rejected;
    assertEquals([asked, socket.writer.text], [[], ""]);
  }
});

Deno.test("exchange goes on with an answer that the client takes in pieces", async () => {
  const { socket, ended } = begin(sentence(404, "x".repeat(1000)), false);
  await socket.send(HEAD);
  while (socket.writer.inFlight > 0) await socket.writer.take(100);
  await ended;
  assertStringIncludes(socket.writer.text, `${"x".repeat(1000)}\n`);
});
