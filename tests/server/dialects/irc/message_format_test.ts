import { assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import {
  addTag,
  formatMessage,
  formatTag,
  parseMessage,
  parseTags,
  tagBytes,
} from "../../../../server/dialects/irc/message_format.ts";

/** What a line is made of: tags, source, command and parameters. */
function parts(line: string) {
  const { tags, source, command, params } = parseMessage(line);
  return { tags: Object.fromEntries(tags), source, command, params };
}

// the examples of modern.ircdocs.horse ("Message Format", "Parameters") and of message-tags
const EXAMPLES: readonly [line: string, parsed: ReturnType<typeof parts>][] = [
  [":irc.example.com CAP LS * :multi-prefix extended-join sasl", {
    tags: {},
    source: "irc.example.com",
    command: "CAP",
    params: ["LS", "*", "multi-prefix extended-join sasl"],
  }],
  ["@id=234AB :dan!d@localhost PRIVMSG #chan :Hey what's up!", {
    tags: { id: "234AB" },
    source: "dan!d@localhost",
    command: "PRIVMSG",
    params: ["#chan", "Hey what's up!"],
  }],
  ["CAP REQ :sasl", { tags: {}, source: undefined, command: "CAP", params: ["REQ", "sasl"] }],
  [":irc.example.com CAP * LIST :", {
    tags: {},
    source: "irc.example.com",
    command: "CAP",
    params: ["*", "LIST", ""],
  }],
  ["CAP * LS :multi-prefix sasl", {
    tags: {},
    source: undefined,
    command: "CAP",
    params: ["*", "LS", "multi-prefix sasl"],
  }],
  [":dan!d@localhost PRIVMSG #chan Hey!", {
    tags: {},
    source: "dan!d@localhost",
    command: "PRIVMSG",
    params: ["#chan", "Hey!"],
  }],
  [":dan!d@localhost PRIVMSG #chan ::-) there", {
    tags: {},
    source: "dan!d@localhost",
    command: "PRIVMSG",
    params: ["#chan", ":-) there"],
  }],
  ["@aaa=bbb;ccc;example.com/ddd=eee :nick!ident@host.com PRIVMSG me :Hello", {
    tags: { aaa: "bbb", ccc: "", "example.com/ddd": "eee" },
    source: "nick!ident@host.com",
    command: "PRIVMSG",
    params: ["me", "Hello"],
  }],
];

for (const [line, parsed] of EXAMPLES) {
  Deno.test(`parseMessage reads the documents' example ${line}`, () => {
    assertEquals(parts(line), parsed);
  });
}

Deno.test("parseMessage passes over spaces between the parts, and puts the command in capitals", () => {
  assertEquals(parts("@a=1   :src   join   #a   key  "), {
    tags: { a: "1" },
    source: "src",
    command: "JOIN",
    params: ["#a", "key"],
  });
});

Deno.test("parseMessage keeps the spaces of the last parameter, and colons inside a word", () => {
  assertEquals(parts("PRIVMSG a:b :  two  spaces ").params, ["a:b", "  two  spaces "]);
});

Deno.test("parseMessage takes what is more than 15 parameters for the last one", () => {
  const words = Array.from({ length: 17 }, (_, i) => `p${i}`);
  const { params } = parseMessage(`X ${words.join(" ")}`);
  assertEquals(params.length, 15);
  assertEquals(params[14], "p14 p15 p16");
});

Deno.test("parseMessage takes a line of nothing for a message of nothing", () => {
  for (const line of ["", " ", ":", "@", "@a", ":src", "@a :src "]) {
    assertEquals(parts(line).command, "", line);
  }
});

Deno.test("parseTags undoes every escape, and what is none", () => {
  const value = (text: string) => parseTags(`a=${text}`).get("a");
  assertEquals(value("\\:\\s\\\\\\r\\n"), "; \\\r\n");
  assertEquals(value("\\b"), "b", "an escape that is none stands for its letter");
  assertEquals(value("test\\"), "test", "a backslash at the end stands for nothing");
  assertEquals(value(""), "");
  assertEquals(value("a=b"), "a=b", "only the first = divides");
});

Deno.test("parseTags takes the last of several values, and leaves out empty tags", () => {
  assertEquals([...parseTags(";a=1;;a=2;")], [["a", "2"]]);
});

Deno.test("formatTag and parseTags are each other's way back", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => {
    assertEquals(parseTags(formatTag("+a", value)).get("+a"), value);
    assertEquals(/[; \r\n]/.test(formatTag("+a", value)), false);
  }));
});

Deno.test("formatMessage and parseMessage are each other's way back", () => {
  const word = fc.stringMatching(/^[^ :\r\n\0][^ \r\n\0]*$/);
  const text = fc.stringMatching(/^[^\r\n\0]*$/);
  fc.assert(fc.property(word, fc.array(word, { maxLength: 13 }), text, (source, words, last) => {
    const line = formatMessage(source, "COMMAND", [...words, last]);
    assertEquals(parts(line.slice(0, -2)), {
      ...{ tags: {}, source, command: "COMMAND" },
      params: [...words, last],
    });
  }));
});

Deno.test("parseMessage takes any text without complaint", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (line) => {
    const { command, params } = parseMessage(line);
    assertEquals(command, command.toUpperCase());
    assertEquals(params.slice(0, -1).some((param) => param.includes(" ") || param === ""), false);
  }));
});

Deno.test("addTag puts a tag before others, and before a line without any", () => {
  assertEquals(addTag(":s X\r\n", "label=1"), "@label=1 :s X\r\n");
  assertEquals(addTag("@time=2 :s X\r\n", "label=1"), "@label=1;time=2 :s X\r\n");
});

Deno.test("tagBytes counts the tags with their @ and the space after them", () => {
  const bytes = (line: string) => tagBytes(new TextEncoder().encode(line));
  assertEquals(bytes("PRIVMSG a"), 0);
  assertEquals(bytes("@a=1 PRIVMSG a"), 5);
  assertEquals(bytes("@é X"), 4);
  assertEquals(bytes("@abc"), 4, "tags and nothing else");
});
