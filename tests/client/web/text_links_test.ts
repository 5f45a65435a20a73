import { assertEquals } from "@std/assert";
import { textParts } from "../../../client/web/text_links.ts";

const links = (text: string) =>
  textParts(text).filter(({ href }) => href !== undefined).map(({ text }) => text);

Deno.test("textParts finds http and https, and leaves the punctuation of the sentence out", () => {
  const cases: [text: string, links: string[]][] = [
    ["see https://example.org.", ["https://example.org"]],
    ["(https://example.org/a_(b))", ["https://example.org/a_(b)"]],
    ["https://example.org/a_(b)", ["https://example.org/a_(b)"]],
    ["[https://[::1]:8080/x]!", ["https://[::1]:8080/x"]],
    ["HTTP://EXAMPLE.ORG/?q=a,b;", ["HTTP://EXAMPLE.ORG/?q=a,b"]],
    ["two: http://a.example http://b.example/", ["http://a.example", "http://b.example/"]],
    ["javascript:alert(1) data:text/html,x ftp://a.example file:///etc", []],
    ["https:// http://", []],
    ["<a href='https://a.example'>", ["https://a.example"]],
    ["no link", []],
    ["", []],
  ];
  for (const [text, expected] of cases) assertEquals(links(text), expected, text);
});

Deno.test("textParts loses nothing of a text", () => {
  for (
    const text of ["a https://b.example, c", "https://b.example", "x\n\thttp://y.example)\n", ""]
  ) {
    assertEquals(textParts(text).map((part) => part.text).join(""), text);
  }
});
