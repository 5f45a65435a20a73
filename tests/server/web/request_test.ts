import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_HEAD_BYTES, MAX_HEAD_FIELDS } from "../../../server/limits.ts";
import {
  type HttpRequest,
  listHas,
  RequestError,
  RequestReader,
} from "../../../server/web/request.ts";
import { bytesOf } from "../../support/web_frames.ts";

/** Latin-1: every byte is one letter. */
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function read(...chunks: (string | Uint8Array)[]): HttpRequest | undefined {
  const reader = new RequestReader();
  let request: HttpRequest | undefined;
  for (const chunk of chunks) {
    assert(request === undefined, "the head was whole before the last chunk");
    request = reader.push(typeof chunk === "string" ? latin1(chunk) : chunk);
  }
  return request;
}

function statusOf(head: string): number | undefined {
  try {
    read(head);
    return undefined;
  } catch (cause) {
    if (cause instanceof RequestError) return cause.status;
    throw cause;
  }
}

const HEAD =
  "GET /ws?a=1 HTTP/1.1\r\nHost: chat.local:8080\r\nX-Any: \t one \xe9 \r\nx-any:two\r\nEmpty:\r\n\r\n";

Deno.test("RequestReader reads a head", () => {
  const { fields, ...request } = read(HEAD)!;
  assertEquals(request, {
    method: "GET",
    path: "/ws",
    minor: 1,
    host: "chat.local:8080",
    rest: new Uint8Array(),
  });
  assertEquals(Object.fromEntries(fields), {
    host: "chat.local:8080",
    "x-any": "one \xe9, two",
    empty: "",
  });
});

Deno.test("RequestReader reads a head cut at every byte, and keeps what comes behind it", () => {
  const whole = read(HEAD);
  const bytes = latin1(HEAD);
  for (let at = 1; at < bytes.length; at++) {
    assertEquals(read(bytes.subarray(0, at), bytes.subarray(at)), whole, `cut at ${at}`);
  }
  const reader = new RequestReader();
  const found = Array.from(bytes, (byte) => reader.push(Uint8Array.of(byte)));
  assertEquals(found.pop(), whole);
  assert(found.every((request) => request === undefined));
  assertEquals(read(`${HEAD}\x81\x80\n`)!.rest, Uint8Array.of(0x81, 0x80, 0x0a));
});

Deno.test("RequestReader takes a target with scheme and host, which counts more than the field", () => {
  const head = (target: string) => `GET ${target} HTTP/1.1\r\nHost: field\r\n\r\n`;
  const cases: [target: string, path: string, host: string][] = [
    ["/", "/", "field"],
    ["/a/b?c?d", "/a/b", "field"],
    ["?x", "/", "field"],
    ["http://other:80/a?b", "/a", "other:80"],
    ["HTTPS://other", "/", "other"],
    ["http://other?q", "/", "other"],
    ["*", "*", "field"],
    ["http:///x", "/x", ""],
  ];
  for (const [target, path, host] of cases) {
    const request = read(head(target))!;
    assertEquals([request.path, request.host], [path, host], target);
  }
});

Deno.test("RequestReader refuses what is no request", () => {
  const cases: [string, string][] = [
    ["no host", "GET / HTTP/1.1\r\n\r\n"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"],
    ["line feeds alone", "GET / HTTP/1.1\nHost: a\n\n"],
    ["a line feed alone", "GET / HTTP/1.1\r\nHost: a\n\r\n"],
    ["a carriage return alone", "GET / HTTP/1.1\rHost: a\r\n\r\n"],
    ["an empty line before", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["no version", "GET /\r\nHost: a\r\n\r\n"],
    ["no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"],
    ["a long version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"],
    ["a target that is not ASCII", "GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a field without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n"],
    ["a field without a name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"],
    ["a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
    ["a field that goes on", "GET / HTTP/1.1\r\nHost: a\r\nx: y\r\n z: w\r\n\r\n"],
    ["NUL in a value", "GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n"],
    ["DEL in a value", "GET / HTTP/1.1\r\nHost: a\x7fb\r\n\r\n"],
    ["CR in a value", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"],
  ];
  for (const [name, head] of cases) assertEquals(statusOf(head), 400, name);
});

Deno.test("RequestReader refuses at the first byte what can be no method: TLS, or a native frame", () => {
  for (const byte of ["\x16", "{", "\x80", " ", "\r", "\n"]) {
    assertEquals(statusOf(byte), 400, JSON.stringify(byte));
  }
});

Deno.test("RequestReader takes HTTP/1.0 and 1.1, and no other major version", () => {
  const head = (version: string) => `GET / HTTP/${version}\r\nHost: a\r\n\r\n`;
  assertEquals(read(head("1.0"))!.minor, 0);
  assertEquals(read(head("1.9"))!.minor, 9);
  for (const version of ["0.9", "2.0", "3.0"]) assertEquals(statusOf(head(version)), 505, version);
  assertEquals(statusOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
});

Deno.test("RequestReader takes a head of MAX_HEAD_BYTES, and not one byte more", () => {
  const start = "GET / HTTP/1.1\r\nHost: a\r\nx: ";
  const head = (bytes: number) => `${start}${"y".repeat(bytes - start.length - 4)}\r\n\r\n`;
  assertEquals(read(head(MAX_HEAD_BYTES))!.host, "a");
  assertEquals(statusOf(head(MAX_HEAD_BYTES + 1)), 431);
  // what comes behind the head does not count, and a line without an end does
  assertEquals(read(`${head(MAX_HEAD_BYTES)}more`)!.rest, bytesOf("more"));
  assertEquals(statusOf(`GET /${"x".repeat(MAX_HEAD_BYTES - 5)}`), undefined);
  assertEquals(statusOf(`GET /${"x".repeat(MAX_HEAD_BYTES - 4)}`), 431);
});

Deno.test("RequestReader takes MAX_HEAD_FIELDS, and not one more", () => {
  const head = (fields: number) =>
    `GET / HTTP/1.1\r\nHost: a\r\n${"x: y\r\n".repeat(fields - 1)}\r\n`;
  assertEquals(
    read(head(MAX_HEAD_FIELDS))!.fields.get("x")!.split(", ").length,
    MAX_HEAD_FIELDS - 1,
  );
  assertEquals(statusOf(head(MAX_HEAD_FIELDS + 1)), 431);
});

Deno.test("RequestReader takes as long for a hostile line as for any other", () => {
  const spaces = " ".repeat(MAX_HEAD_BYTES - 100);
  for (const end of ["\x01", "y", ""]) {
    statusOf(`GET / HTTP/1.1\r\nHost: a\r\nx:${spaces}${end}\r\n`);
  }
  statusOf(`GET ${spaces}/ HTTP/1.1\r\n`);
});

Deno.test("RequestReader refuses random bytes with a RequestError, or goes on", () => {
  const line = fc.stringMatching(/^[ -~]{0,20}$/);
  const head = fc.array(line).map((lines) => `GET / HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  fc.assert(fc.property(fc.oneof(head.map(latin1), fc.uint8Array()), (bytes) => {
    try {
      new RequestReader().push(bytes);
    } catch (cause) {
      assert(cause instanceof RequestError, String(cause));
    }
  }));
});

Deno.test("RequestError says what is wrong", () => {
  const cause = assertThrows(() => read("GET / HTTP/1.1\r\n\r\n"), RequestError);
  assertEquals([cause.status, cause.message], [400, "there is no host"]);
});

Deno.test("listHas finds an entry in any letter case, and no part of one", () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, false],
    ["", false],
    ["websocket", true],
    ["WebSocket, h2c", true],
    ["h2c ,\tWEBSOCKET", true],
    ["websockets", false],
    ["web socket", false],
  ];
  for (const [list, has] of cases) assertEquals(listHas(list, "websocket"), has, list);
});
