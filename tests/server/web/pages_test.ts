import { assertEquals } from "@std/assert";
import { Pages } from "../../../server/web/pages.ts";
import { bytesOf } from "../../support/web_frames.ts";

const PAGES = new Pages([
  { path: "/", type: "text/html", bytes: bytesOf("<p>"), gzip: bytesOf("small"), etag: "e1" },
  { path: "/a.js", type: "text/javascript", bytes: bytesOf("js"), gzip: bytesOf("j"), etag: "e2" },
]);

/** The status, the body, the tag and the encoding of an answer. */
function ask(path: string, fields: Record<string, string> = {}) {
  const answer = PAGES.answer(path, new Map(Object.entries(fields)));
  if (answer === undefined) return undefined;
  const body = answer.body && new TextDecoder().decode(answer.body);
  return [answer.status, body, answer.fields.etag, answer.fields["content-encoding"]];
}

Deno.test("Pages answers with the file of a path, and knows no other", () => {
  assertEquals(ask("/"), [200, "<p>", '"e1"', undefined]);
  assertEquals(ask("/a.js"), [200, "js", '"e2"', undefined]);
  for (const path of ["", "/a", "/a.js/", "//", "/../", "/__proto__", "/constructor", "/A.js"]) {
    assertEquals(ask(path), undefined, path);
  }
  assertEquals(PAGES.answer("/a.js", new Map())!.fields["content-type"], "text/javascript");
});

Deno.test("Pages compresses for those who take it, and names those bytes otherwise", () => {
  const small = [200, "small", '"e1-gzip"', "gzip"];
  const whole = [200, "<p>", '"e1"', undefined];
  const cases: [string, unknown][] = [
    ["gzip", small],
    ["gzip, deflate, br, zstd", small],
    ["deflate, GZIP ; q=0.5", small],
    ["*", small],
    ["*;q=0.1", small],
    ["", whole],
    ["br", whole],
    ["gzip;q=0", whole],
    ["gzip;q=0.000, *", whole],
    ["gzip;q=x", whole],
    ["x-gzip", whole],
    ["identity, *;q=0", whole],
  ];
  for (const [list, answer] of cases) {
    assertEquals(ask("/", { "accept-encoding": list }), answer, list);
  }
});

Deno.test("Pages sends nothing twice to those who have it", () => {
  const gzip = { "accept-encoding": "gzip" };
  const known = (tag: string) => [304, undefined, tag, undefined];
  assertEquals(ask("/", { "if-none-match": '"e1"' }), known('"e1"'));
  assertEquals(ask("/", { "if-none-match": 'W/"e1"' }), known('"e1"'));
  assertEquals(ask("/", { "if-none-match": '"x", "e1"' }), known('"e1"'));
  assertEquals(ask("/", { "if-none-match": "*" }), known('"e1"'));
  assertEquals(ask("/", { ...gzip, "if-none-match": '"e1-gzip"' }), known('"e1-gzip"'));
  for (const tag of ['"e2"', '"e1-gzip"', "e1", "", '"e1']) {
    assertEquals(ask("/", { "if-none-match": tag })?.[0], 200, tag);
  }
  assertEquals(ask("/", { ...gzip, "if-none-match": '"e1"' })?.[0], 200);
});
