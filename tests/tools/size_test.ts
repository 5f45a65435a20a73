import { assertEquals } from "@std/assert";
import size, { MAX_FILE_LINES, MAX_FUNCTION_LINES } from "../../tools/lint/size.ts";

function messages(source: string): string[] {
  return Deno.lint.runPlugin(size, "a.ts", source).map(({ message }) => message);
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `f(${n});\n`).join("");

Deno.test("size lists a file over its bound, and none at it", () => {
  assertEquals(messages(lines(MAX_FILE_LINES)), []);
  assertEquals(messages(lines(MAX_FILE_LINES + 1)), ["201 lines in a file"]);
});

const bodies: [kind: string, of: (body: string) => string][] = [
  ["function", (body) => `function a() {\n${body}}`],
  ["method", (body) => `class A {\n  a() {\n${body}}\n}`],
  ["function in an expression", (body) => `const a = function () {\n${body}}`],
  ["function with an arrow", (body) => `const a = () => {\n${body}}`],
];

for (const [kind, of] of bodies) {
  Deno.test(`size lists a ${kind} over its bound, and none at it`, () => {
    assertEquals(messages(of(lines(MAX_FUNCTION_LINES - 2))), []);
    assertEquals(messages(of(lines(MAX_FUNCTION_LINES - 1))), ["51 lines in a function"]);
  });
}
