import { assertEquals } from "@std/assert";
import { Pages } from "../../../server/web/pages.ts";
import { RequestError, RequestReader } from "../../../server/web/request.ts";
import type { ServerPhrases } from "../../../i18n/en/server.ts";
import type { Refusal } from "../../../server/net/admission.ts";
import { Site } from "../../../server/web/site.ts";
import { bytesOf } from "../../support/web_frames.ts";

const SAY: ServerPhrases["web"] = {
  malformed: "malformed",
  headTooLarge: (kib, fields) => `over ${kib} KiB or ${fields} fields`,
  version: "version",
  otherHost: (host) => `not ${host}`,
  otherOrigin: "other origin",
  method: "method",
  body: "body",
  notWebSocket: "not a WebSocket",
  notFound: "not found",
};

const SITE = new Site({
  pages: new Pages([
    { path: "/", type: "text/html", bytes: bytesOf("<p>"), gzip: bytesOf(""), etag: "e" },
  ]),
  names: new Set(["chat.example.org"]),
  say: SAY,
});

/** The status and the text of the answer to a head, with `Host: localhost` if it names none. */
function ask(
  start: string,
  fields: Readonly<Record<string, string>> = {},
  ...[refusal]: [Refusal?]
) {
  const all = Object.entries({ host: "localhost", ...fields });
  const head = [start, ...all.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  const reply = SITE.reply(new RequestReader().push(bytesOf(head))!, refusal);
  if ("webSocketKey" in reply) return reply.webSocketKey;
  return `${reply.status} ${new TextDecoder().decode(reply.body).trimEnd()}`;
}

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": KEY,
};

Deno.test("Site answers with a file, a WebSocket, or what is wrong", () => {
  assertEquals(ask("GET / HTTP/1.1"), "200 <p>");
  assertEquals(ask("HEAD /?query HTTP/1.0"), "200 <p>");
  assertEquals(ask("GET /ws HTTP/1.1", UPGRADE), KEY);
  assertEquals(ask("GET / HTTP/1.1", UPGRADE), "200 <p>", "an upgrade may be ignored");
  assertEquals(ask("GET /none HTTP/1.1"), "404 not found");
  assertEquals(ask("GET /rooms/lobby.ndjson?since=0 HTTP/1.1"), "404 not found");
  assertEquals(ask("POST / HTTP/1.1", { "content-length": "5" }), "405 method");
  assertEquals(ask("POST /rooms/lobby HTTP/1.1"), "405 method");
  assertEquals(ask("OPTIONS * HTTP/1.1"), "405 method");
  assertEquals(ask("get / HTTP/1.1"), "405 method");
  assertEquals(ask("GET / HTTP/1.1", { "content-length": "0" }), "200 <p>");
  assertEquals(ask("GET / HTTP/1.1", { "content-length": "1" }), "400 body");
  assertEquals(ask("GET / HTTP/1.1", { "transfer-encoding": "chunked" }), "400 body");
  assertEquals(ask("GET /ws HTTP/1.1"), "426 not a WebSocket");
  assertEquals(ask("HEAD /ws HTTP/1.1", UPGRADE), "426 not a WebSocket");
  assertEquals(
    ask("GET /ws HTTP/1.1", { ...UPGRADE, "sec-websocket-version": "12" }),
    "426 not a WebSocket",
  );
  assertEquals(ask("GET /ws HTTP/1.1", { ...UPGRADE, "sec-websocket-key": "x" }), "400 malformed");
});

Deno.test("Site says with fields what would be taken", () => {
  const fieldsOf = (head: string) => {
    const reply = SITE.reply(new RequestReader().push(bytesOf(`${head}\r\nHost: a\r\n\r\n`))!);
    return "fields" in reply ? reply.fields : {};
  };
  assertEquals(fieldsOf("PUT / HTTP/1.1"), {
    allow: "GET, HEAD",
    "content-type": "text/plain; charset=utf-8",
  });
  assertEquals(fieldsOf("GET /ws HTTP/1.1"), {
    upgrade: "websocket",
    connection: "upgrade, close",
    "sec-websocket-version": "13",
    "content-type": "text/plain; charset=utf-8",
  });
});

Deno.test("Site looks at Host and Origin before anything else, for pages and WebSockets", () => {
  for (
    const start of ["GET / HTTP/1.1", "GET /ws HTTP/1.1", "POST / HTTP/1.1", "GET /none HTTP/1.1"]
  ) {
    const upgrade = start.includes("/ws") ? UPGRADE : {};
    assertEquals(
      ask(start, { ...upgrade, host: "evil.example:8080" }),
      "421 not evil.example",
      start,
    );
    assertEquals(ask(start, { ...upgrade, host: "a b" }), "400 malformed", start);
    for (const origin of ["http://evil.example", "null", "http://localhost:81"]) {
      assertEquals(ask(start, { ...upgrade, origin }), "403 other origin", start);
    }
  }
  assertEquals(ask("GET /ws HTTP/1.1", { ...UPGRADE, origin: "http://localhost" }), KEY);
  assertEquals(ask("GET / HTTP/1.1", { host: "Chat.Example.org" }), "200 <p>");
});

Deno.test("Site says what is wrong with what is no request", () => {
  const answers = ([400, 431, 505] as const).map((status) => {
    const reply = SITE.reply(new RequestError(status, ""));
    return "body" in reply ? [reply.status, new TextDecoder().decode(reply.body)] : [];
  });
  assertEquals(answers, [
    [400, "malformed\n"],
    [431, "over 16 KiB or 100 fields\n"],
    [505, "version\n"],
  ]);
});

Deno.test("Site lets nobody in who is refused; a WebSocket is opened, to be told inside", () => {
  const full: Refusal = { code: "full", message: "The server is full" };
  const banned: Refusal = { code: "banned", message: "You are banned" };
  assertEquals(ask("GET / HTTP/1.1", {}, full), "503 The server is full");
  assertEquals(ask("GET /none HTTP/1.1", {}, full), "503 The server is full");
  assertEquals(ask("GET / HTTP/1.1", {}, banned), "403 You are banned");
  assertEquals(ask("GET /ws HTTP/1.1", UPGRADE, banned), KEY);
  assertEquals(ask("GET /ws HTTP/1.1", {}, full), "426 not a WebSocket");
  assertEquals(ask("GET / HTTP/1.1", { origin: "null" }, full), "403 other origin");
});
