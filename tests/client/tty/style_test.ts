import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { paint, paintPlain, plain, span, type Style } from "../../../client/tty/style.ts";

const ALL: Style = {
  bold: true,
  dim: true,
  italic: true,
  underline: true,
  reverse: true,
  colour: { of256: 134, of16: 5 },
};

Deno.test("paint: looks are set for their text and taken back", () => {
  assertEquals(paint([span("a"), span("b", { bold: true })], 256), "a\x1b[1mb\x1b[0m");
  assertEquals(paint([span("x", ALL)], 256), "\x1b[1;2;3;4;7;38;5;134mx\x1b[0m");
});

Deno.test("paint: with 16 colours the nearest of those, dark ones and bright ones", () => {
  assertEquals(paint([span("x", { colour: { of256: 134, of16: 5 } })], 16), "\x1b[35mx\x1b[0m");
  assertEquals(paint([span("x", { colour: { of256: 63, of16: 12 } })], 16), "\x1b[94mx\x1b[0m");
});

Deno.test("paint: without colours the other looks stay, and paintPlain leaves out all", () => {
  assertEquals(paint([span("x", ALL), span("y")], 0), "\x1b[1;2;3;4;7mx\x1b[0my");
  assertEquals(paint([span("x", { colour: { of256: 134, of16: 5 } })], 0), "x");
  assertEquals(paintPlain([span("x", ALL), span("y\x1b")]), "xy\ufffd");
});

Deno.test("paint: a span without text or look writes no sequence", () => {
  assertEquals(paint([span("", ALL), span("x", {})], 256), "x");
});

Deno.test("paint: no text, whoever sent it, can hold a control character", () => {
  assertEquals(
    paint([span("a\x1b[2Jb\x07\r\n\x9bc\u2028\u202ed")], 0),
    "a\ufffd[2Jb\ufffd\ufffd\ufffd\ufffdc\ufffd\ufffdd",
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert(!/\p{Cc}/u.test(paintPlain([span(text, ALL)])));
    assertEquals(paint([span(text, ALL)], 256).split("\x1b").length, text === "" ? 1 : 3);
  }));
});

Deno.test("plain: what is written, without looks", () => {
  assertEquals(plain([span("a", ALL), span("b")]), "ab");
});
