/** The browser door on real sockets: what a request is answered, and how a WebSocket lives and ends. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { MAX_HEAD_BYTES, MAX_HEAD_FIELDS } from "../../server/limits.ts";
import type { Asset } from "../../server/web/pages.ts";
import type { Stream } from "../support/lines.ts";
import type { Address } from "../support/process.ts";
import { bytesOf, clientFrame, joined, OPCODE } from "../support/web_frames.ts";
import { type AnswerHead, headOf, openWebSocket, upgradeHead } from "../support/web_socket.ts";
import { enter } from "./support/guest.ts";
import { startClocked } from "./support/in_process.ts";
import { tempFolder } from "./support/temp.ts";
import { enterWeb, startWebServer, WebGuest } from "./support/web.ts";

const TEXT = "a page, ".repeat(200);

/** A page that says what it is. */
const PAGE: readonly Asset[] = [{
  path: "/",
  type: "text/html; charset=utf-8",
  bytes: bytesOf(TEXT),
  gzip: new Uint8Array(
    await new Response(new Blob([TEXT]).stream().pipeThrough(new CompressionStream("gzip")))
      .arrayBuffer(),
  ),
  etag: "a-page",
}];

interface Answer extends AnswerHead {
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Sends these bytes and reads to the end. */
async function ask({ hostname, port }: Address, head: string): Promise<Answer> {
  using conn = await Deno.connect({ hostname, port });
  return await askOn(conn, head);
}

async function askOn(conn: Stream, head: string): Promise<Answer> {
  const bytes = bytesOf(head);
  for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
  const all = new Uint8Array(await new Response(conn.readable).arrayBuffer());
  const end = new TextDecoder("latin1").decode(all).indexOf("\r\n\r\n");
  return {
    ...headOf(new TextDecoder().decode(all.subarray(0, end))),
    body: all.subarray(end + 4),
  };
}

const get = (path: string, fields = "") =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;

Deno.test("Every status has its request, one sentence, and the fields that protect a browser", async () => {
  await using data = await tempFolder();
  await using server = await startClocked(data.path, { "web-port": 0 }, PAGE);
  const { webAddress } = server;
  const upgrade = (more: Record<string, string>) => upgradeHead("localhost", more);
  const cases: [status: number, head: string, fields?: Record<string, string>][] = [
    [200, get("/"), { "content-type": "text/html; charset=utf-8", etag: '"a-page"' }],
    [200, get("/?room=lobby")],
    [200, "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [200, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"],
    [304, get("/", 'If-None-Match: "a-page"\r\n'), { etag: '"a-page"' }],
    [400, "GET / HTTP/1.1\r\n\r\n"],
    [400, get("/", "Host: localhost\r\n")],
    [400, "NICKNAME\n"],
    [400, '{"type":"hello","v":1,"nick":"ann"}\n'],
    [400, "\x16\x03\x01"],
    [400, get("/", "Content-Length: 1\r\n") + "x"],
    [400, upgrade({ "sec-websocket-key": "short" })],
    [403, get("/", "Origin: http://evil.example\r\n")],
    [403, upgrade({ origin: "null" })],
    [404, get("/rooms/lobby.ndjson?since=0")],
    [404, get("/metrics")],
    [405, "POST /rooms/lobby HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi", {
      allow: "GET, HEAD",
    }],
    [421, "GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n"],
    [426, get("/ws"), { "sec-websocket-version": "13", upgrade: "websocket" }],
    [426, upgrade({ "sec-websocket-version": "12" }), { "sec-websocket-version": "13" }],
    [431, get(`/${"x".repeat(MAX_HEAD_BYTES)}`)],
    [431, get("/", "x: y\r\n".repeat(MAX_HEAD_FIELDS))],
    [505, "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n"],
  ];
  for (const [status, head, fields = {}] of cases) {
    const answer = await ask(webAddress, head);
    const what = JSON.stringify(head.slice(0, 60));
    assertEquals(answer.status, status, what);
    for (const [name, value] of Object.entries(fields)) {
      assertEquals(answer.fields.get(name), value, what);
    }
    if (status >= 400) assertMatch(new TextDecoder().decode(answer.body), /^[^\n]+\n$/, what);
    assertStringIncludes(answer.fields.get("content-security-policy")!, "default-src 'none'", what);
    assertMatch(answer.fields.get("connection")!, /\bclose\b/, what);
    assertEquals([answer.fields.get("x-content-type-options"), answer.fields.get("vary")], [
      "nosniff",
      "accept-encoding",
    ], what);
    assert(!answer.fields.has("strict-transport-security"), what);
  }
  assertEquals(server.log, [], "no request is one who was accepted");
});

Deno.test("The page comes whole, compressed or not, and not at all to who has it", async () => {
  await using data = await tempFolder();
  await using server = await startClocked(data.path, { "web-port": 0 }, PAGE);
  const { hostname, port } = server.webAddress;
  const url = `http://${hostname}:${port}/`;
  const plain = await ask(server.webAddress, get("/"));
  assertEquals(new TextDecoder().decode(plain.body), TEXT);
  // by a client that others wrote
  const fetched = await fetch(url);
  assertEquals(await fetched.text(), TEXT);
  assertEquals(fetched.headers.get("etag"), '"a-page-gzip"');
  const again = await fetch(url, { headers: { "if-none-match": '"a-page-gzip"' } });
  assertEquals([again.status, await again.text()], [304, ""]);
  const head = await fetch(url, { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
});

Deno.test("A WebSocket of another's making joins, talks, and is told when the server stops", async () => {
  await using server = await startWebServer();
  const { hostname, port } = server.webAddress;
  await using ann = await enter(server, "ann");
  const socket = new WebSocket(`ws://${hostname}:${port}/ws`);
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  let lines = "";
  const live = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      lines += data;
      if (lines.startsWith("NICKNAME_REQUEST\n") && socket.readyState === 1 && lines.length < 20) {
        socket.send('{"type":"hello","v":1,"nick":"bob"}');
      }
      if (lines.includes('"type":"live"')) resolve();
    };
  });
  await live;
  socket.send('{"type":"say","cid":"1","text":"жук 🐞"}');
  assertEquals((await ann.nextFrame("msg")).text, "жук 🐞");
  const ended = server.process.stop();
  const { code, wasClean } = await closed;
  assertEquals([code, wasClean], [1001, true]);
  assertStringIncludes(lines, '"type":"shutdown"');
  assertEquals((await ended).code, 0);
});

Deno.test("Fragments, pings and several lines in a message are what they are on a wire of bytes", async () => {
  await using server = await startWebServer();
  await using ann = await enter(server, "ann");
  await using bob = await enterWeb(server, "bob");
  const { webSocket } = bob;
  const say = bytesOf('{"type":"say","cid":"1","text":"жук 🐞"}');
  const pieces = Array.from(say, (byte, i) =>
    clientFrame(Uint8Array.of(byte), {
      opcode: i === 0 ? OPCODE.text : OPCODE.continuation,
      fin: i === say.length - 1,
    }));
  await webSocket.send(joined([
    ...pieces.slice(0, 10),
    clientFrame("are you there", { opcode: OPCODE.ping }),
    ...pieces.slice(10),
  ]));
  assertEquals((await ann.nextFrame("msg")).text, "жук 🐞");
  assertEquals(webSocket.pongs, ["are you there"]);
  await bob.send(bytesOf('{"type":"ping","n":1}\r\n{"type":"ping","n":2}'));
  assertEquals([(await bob.nextFrame("pong")).n, (await bob.nextFrame("pong")).n], [1, 2]);
});

Deno.test("A message that breaks a rule ends its WebSocket with the code, and nobody else's", async () => {
  await using server = await startWebServer();
  await using ann = await enterWeb(server, "ann");
  const cases: [code: number, bytes: Uint8Array][] = [
    [1002, clientFrame("x", { mask: undefined })],
    [1003, clientFrame("x", { opcode: OPCODE.binary })],
    [1007, clientFrame(Uint8Array.of(0xff))],
    [1009, clientFrame("x".repeat(MAX_LINE_BYTES + 1))],
  ];
  for (const [code, bytes] of cases) {
    await using bob = await enterWeb(server, "bob");
    await bob.webSocket.send(bytes);
    await bob.closed;
    assertEquals(bob.webSocket.closed?.code, code);
    await ann.next('"left","nick":"bob"');
  }
  await ann.settled();
});

Deno.test("A page of history longer than a frame comes whole", async () => {
  await using server = await startWebServer({ args: ["--rate", "0"] });
  await using ann = await enterWeb(server, "ann");
  for (let n = 1; n <= 200; n++) await ann.say(`${n} ${"x".repeat(5_000)}`);
  await using bob = await enterWeb(server, "bob", { history: 200 });
  assertEquals(bob.texts.map((text) => Number(text.split(" ")[0])).at(-1), 200);
  assert(bob.texts.length > 150, "of the bytes of a page");
});

Deno.test("Who opens a page and takes nothing for too long is told slow; it has missed nothing", async () => {
  await using server = await startWebServer({ args: ["--rate", "0"] });
  await using ann = await enter(server, "ann");
  const { hostname, port } = server.webAddress;
  using conn = await Deno.connect({ hostname, port });
  const webSocket = await openWebSocket(conn, "localhost");
  await webSocket.send(clientFrame('{"type":"hello","v":1,"nick":"slow"}'));
  await ann.next('"joined","nick":"slow"');
  const text = "x".repeat(7_000);
  let said = 0;
  const isCut = () => ann.lines.some((line) => line.includes('"type":"left","nick":"slow"'));
  while (!isCut() && said < 10_000) {
    for (let n = 0; n < 50; n++) await ann.send({ type: "say", cid: `k-${said++}`, text });
    await ann.settled();
  }
  // it wakes up, and finds whole frames of whole lines up to the reason
  await using slow = new WebGuest(webSocket);
  await slow.closed;
  assertEquals(webSocket.closed?.code, 1000);
  const frames = slow.lines.slice(1).map((line) => JSON.parse(line));
  assertEquals([frames.at(-1).code, slow.partial], ["slow", ""]);
  const ids = frames.filter(({ type }) => type === "msg").map(({ id }) => id);
  assertEquals(ids, Array.from(ids, (_, at) => at + 1));
  await using back = await enterWeb(server, "slow", {
    resume: frames.find(({ type }) => type === "welcome").resume,
    since: ids.length,
  });
  assertEquals(back.welcome.last, said);
});

Deno.test("A server that is full, or an address that is banned, says so to pages and WebSockets", async () => {
  await using data = await tempFolder();
  const bans = `${data.path}/bans.json`;
  const refused = async ({ webAddress }: { webAddress: Address }, status: number, code: string) => {
    const page = await ask(webAddress, get("/"));
    assertEquals(page.status, status);
    using conn = await Deno.connect({ hostname: webAddress.hostname, port: webAddress.port });
    await using guest = new WebGuest(await openWebSocket(conn, "localhost"));
    assertEquals((await guest.nextFrame("error")).code, code);
    await guest.closed;
    assertEquals([guest.lines.length, guest.webSocket.closed?.code], [1, 1000]);
  };
  {
    await using server = await startWebServer({ data: data.path, args: ["--max-clients", "1"] });
    await using _ann = await enterWeb(server, "ann");
    await refused(server, 503, "full");
  }
  await Deno.writeTextFile(bans, '[{"address":"127.0.0.1"}]');
  await using server = await startWebServer({ data: data.path });
  await refused(server, 403, "banned");
});

Deno.test("serve --tls --web-port serves page and WebSocket over TLS, and nothing without it", async () => {
  await using server = await startWebServer({ args: ["--tls"] });
  const { hostname, port } = server.webAddress;
  const caCerts = [await Deno.readTextFile(`${server.data}/tls/cert.pem`)];
  const secure = async () =>
    await Deno.startTls(await Deno.connect({ hostname, port }), {
      hostname: "chat.local",
      caCerts,
    });
  {
    using conn = await secure();
    assertEquals((await askOn(conn, get("/nothing"))).status, 404);
  }
  await using ann = new WebGuest(await openWebSocket(await secure(), "chat.local"));
  await ann.hello({ nick: "ann" });
  assertEquals((await ann.say("over TLS")).id, 1);
  assertStringIncludes(server.process.stderr, `https://127.0.0.1:${port}/`);
  using plain = await Deno.connect({ hostname, port });
  await plain.write(bytesOf(get("/")));
  const answer = await new Response(plain.readable).text().catch(() => "");
  assert(!answer.includes("HTTP/1.1"), answer);
});

Deno.test("serve --web-name lets browsers in by that name, and --qr draws an address for phones", async () => {
  const names = ["--web-name", "chat.example.org", "--web-name", "Other.Example"];
  await using server = await startWebServer({ args: [...names, "--qr"] });
  const statusOf = async (host: string) =>
    (await ask(server.webAddress, `GET /none HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status;
  assertEquals(await statusOf("chat.example.org"), 404);
  assertEquals(await statusOf("other.example:8080"), 404);
  assertEquals(await statusOf("evil.example"), 421);
  assertStringIncludes(server.process.stderr, "phones cannot reach this address");
});
