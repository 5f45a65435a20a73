import { assertEquals } from "@std/assert";
import { readSlash, topicOfTyped } from "../../protocol/slash.ts";

const commands: [line: string, name: string, rest: string][] = [
  ["/who", "who", ""],
  ["/MSG bob hi", "msg", "bob hi"],
  ["/me  waves ", "me", "waves "],
  ["/выход", "выход", ""],
  ["/me two\nlines", "me", "two\nlines"],
  ["/123", "123", ""],
];

for (const [line, name, rest] of commands) {
  Deno.test(`readSlash takes ${JSON.stringify(line)} for a command`, () => {
    assertEquals(readSlash(line), { kind: "command", name, rest });
  });
}

const texts: [line: string, text: string][] = [
  ["hi /who", "hi /who"],
  [" /who", " /who"],
  ["and/or", "and/or"],
  ["/etc/passwd is a file", "/etc/passwd is a file"],
  ["//who", "/who"],
  ["//etc/passwd", "/etc/passwd"],
  ["/", "/"],
  ["/ is the root", "/ is the root"],
  ["// a comment", "// a comment"],
  ["/* a comment */", "/* a comment */"],
  ["/** a comment */", "/** a comment */"],
];

for (const [line, text] of texts) {
  Deno.test(`readSlash takes ${JSON.stringify(line)} for a text`, () => {
    assertEquals(readSlash(line), { kind: "text", text });
  });
}

Deno.test("topicOfTyped: the text, or none where it is to be removed", () => {
  assertEquals(topicOfTyped("the build"), "the build");
  assertEquals(["-delete", " -DELETE "].map(topicOfTyped), ["", ""]);
  assertEquals(topicOfTyped("-delete it"), "-delete it");
});
