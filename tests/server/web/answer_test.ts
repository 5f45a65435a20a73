import { assertEquals } from "@std/assert";
import { encodeAnswer, sentence } from "../../../server/web/answer.ts";

const NOW = Date.UTC(2026, 10, 23, 9, 30);

const text = (...args: Parameters<typeof encodeAnswer>) =>
  new TextDecoder().decode(encodeAnswer(...args));

Deno.test("encodeAnswer writes the head that every answer has, and the body behind it", () => {
  assertEquals(
    text(sentence(405, "Nein: ü", { allow: "GET, HEAD" }), "POST", NOW),
    [
      "HTTP/1.1 405 Method Not Allowed",
      "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; " +
      "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
      "frame-ancestors 'none'; require-trusted-types-for 'script'",
      "x-content-type-options: nosniff",
      "referrer-policy: no-referrer",
      "cross-origin-opener-policy: same-origin",
      "cross-origin-resource-policy: same-origin",
      "cache-control: no-cache",
      "vary: accept-encoding",
      "connection: close",
      "date: Mon, 23 Nov 2026 09:30:00 GMT",
      "content-type: text/plain; charset=utf-8",
      "allow: GET, HEAD",
      "content-length: 9",
      "",
      "Nein: ü\n",
    ].join("\r\n"),
  );
});

Deno.test("encodeAnswer sends no body for HEAD, nor where there is none", () => {
  const head = text(sentence(404, "nothing"), "HEAD", NOW);
  assertEquals([head.endsWith("\r\n\r\n"), head.includes("content-length: 8")], [true, true]);
  const known = text({ status: 304, fields: { etag: '"e"' } }, "GET", NOW);
  assertEquals([known.endsWith("\r\n\r\n"), known.includes("content-length")], [true, false]);
});

Deno.test("encodeAnswer opens a WebSocket with its own fields alone", () => {
  const opening = text({ status: 101, fields: { upgrade: "websocket" } }, "GET", NOW);
  assertEquals(opening, "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n");
});
