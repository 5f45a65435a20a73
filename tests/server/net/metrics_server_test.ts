import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  MAX_METRICS_CONNECTIONS,
  MAX_METRICS_HEAD_BYTES,
  METRICS_TIMEOUT_MS,
} from "../../../server/limits.ts";
import { MetricsServer } from "../../../server/net/metrics_server.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function serve() {
  const clock = new VirtualClock();
  const page = (path: string) => ({ status: 200, type: "text/plain", body: `the page ${path}\n` });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const server = new MetricsServer(listener, { page, clock });
  return {
    clock,
    server,
    connect: () => Deno.connect({ hostname: "127.0.0.1", port: server.addr.port }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Sends pieces, one after the other, and reads to the end. */
async function ask(conn: Deno.Conn, ...pieces: string[]): Promise<string> {
  for (const piece of pieces) await conn.write(new TextEncoder().encode(piece));
  return await new Response(conn.readable).text();
}

Deno.test("MetricsServer answers a request, in one piece or in many, and ends the connection", async () => {
  await using t = serve();
  for (const pieces of [["GET /a HTTP/1.1\r\nhost: x\r\n\r\n"], [..."GET /a HTTP/1.0\n\n"]]) {
    const answer = await ask(await t.connect(), ...pieces);
    assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assertMatch(answer, /\r\ncontent-length: 12\r\n[^]*connection: close\r\n\r\nthe page \/a\n$/);
  }
  const url = `http://127.0.0.1:${t.server.addr.port}/metrics?x=1`;
  assertEquals(await (await fetch(url)).text(), "the page /metrics\n");
  assertEquals(await (await fetch(url, { method: "HEAD" })).text(), "");
});

Deno.test("MetricsServer refuses what is no request for a page", async () => {
  await using t = serve();
  const table: [string, number][] = [
    ["POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello", 405],
    ["hello\r\n\r\n", 400],
    ["\r\n\r\n", 400],
    // nothing more comes from a client that speaks TLS before it was answered
    ["\x16\x03\x01\x02\x00\x01", 400],
    ["GET / HTTP/2.0\r\n\r\n", 400],
    ["GET /" + "x".repeat(MAX_METRICS_HEAD_BYTES) + " HTTP/1.1\r\n\r\n", 431],
  ];
  for (const [request, status] of table) {
    assertMatch(await ask(await t.connect(), request), new RegExp(`^HTTP/1\\.1 ${status} `));
  }
});

Deno.test("MetricsServer does not keep half a request longer than its deadline", async () => {
  await using t = serve();
  using silent = await t.connect();
  await silent.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost:"));
  const ended = silent.read(new Uint8Array(1));
  // an answer to a later connection shows that the server has the first one
  await ask(await t.connect(), "GET / HTTP/1.1\r\n\r\n");
  let isEnded = false;
  ended.then(() => isEnded = true, () => isEnded = true);
  await t.clock.advance(METRICS_TIMEOUT_MS - 1);
  assertEquals(isEnded, false);
  await t.clock.advance(1);
  assertEquals(await ended.catch(() => null), null);
});

Deno.test("MetricsServer takes so many connections at once and no more", async () => {
  await using t = serve();
  const held = await Promise.all(
    Array.from({ length: MAX_METRICS_CONNECTIONS }, () => t.connect()),
  );
  using over = await t.connect();
  assertEquals(await over.read(new Uint8Array(1)).catch(() => null), null);
  const [first, ...others] = held;
  assert((await ask(first!, "GET / HTTP/1.1\r\n\r\n")).length > 0);
  for (const conn of others) conn.close();
});
