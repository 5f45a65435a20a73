import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { parseMessage } from "../../../../server/dialects/irc/message_format.ts";
import {
  CONCAT,
  type OutgoingMessage,
  privmsgBatch,
  privmsgLines,
} from "../../../../server/dialects/irc/privmsg_lines.ts";

const HEAD = {
  ...{ source: "ann!ann@hidden", target: "#lobby" },
  tags: [["time=T"], ["msgid=lobby:1"]] as const,
};

function inBatch(saying: OutgoingMessage): string {
  let batches = 0;
  return privmsgBatch(saying, () => `m${++batches}`);
}

function parsed(lines: string) {
  return lines.split("\r\n").slice(0, -1).map(parseMessage);
}

Deno.test("privmsgLines and privmsgBatch write what fits one line as one line", () => {
  const line = "@time=T;msgid=lobby:1 :ann!ann@hidden PRIVMSG #lobby :hi\r\n";
  assertEquals(privmsgLines({ ...HEAD, text: "hi" }), line);
  assertEquals(inBatch({ ...HEAD, text: "hi" }), line);
  assertEquals(inBatch({ ...HEAD, text: "hi", pieces: [["hi"]] }), line);
  const action = privmsgLines({ ...HEAD, text: "waves", action: true, outer: "b1" });
  const wanted =
    "@batch=b1;time=T;msgid=lobby:1 :ann!ann@hidden PRIVMSG #lobby :\x01ACTION waves\x01";
  assertEquals(action, `${wanted}\r\n`);
  assert(privmsgLines({ ...HEAD, text: "hi", notice: true }).includes(" NOTICE #lobby :hi"));
});

Deno.test("privmsgLines leaves out blank lines, and names the first that it shows", () => {
  const lines = privmsgLines({
    ...HEAD,
    text: "\n\na\n\nb",
    pieces: [[""], [""], ["a"], [""], ["b"]],
  });
  assertEquals(
    lines,
    "@time=T;msgid=lobby:1 :ann!ann@hidden PRIVMSG #lobby :a\r\n" +
      "@time=T :ann!ann@hidden PRIVMSG #lobby :b\r\n",
  );
});

Deno.test("privmsgBatch puts the tags before the batch, and that into the batch around it", () => {
  const pieces = [["a "], ["b ", "", "c"]];
  assertEquals(
    inBatch({ ...HEAD, text: "", pieces, outer: "b1" }),
    "@batch=b1;time=T;msgid=lobby:1 :ann!ann@hidden BATCH +m1 draft/multiline #lobby\r\n" +
      "@batch=m1 :ann!ann@hidden PRIVMSG #lobby :a \r\n" +
      "@batch=m1 :ann!ann@hidden PRIVMSG #lobby :b \r\n" +
      `@batch=m1;${CONCAT} :ann!ann@hidden PRIVMSG #lobby :c\r\n` +
      "@batch=b1 :ann!ann@hidden BATCH -m1\r\n",
  );
});

Deno.test("privmsgBatch loses nothing, and no line is too long", () => {
  const text = fc.array(fc.string({ unit: "grapheme", maxLength: 700 }), {
    minLength: 1,
    maxLength: 5,
  })
    .map((lines) => lines.map((line) => line.replace(/[\r\n\0]/g, "")));
  fc.assert(fc.property(text, (lines) => {
    const saying = { ...HEAD, text: lines.join("\n") };
    let told = "";
    const said = parsed(inBatch(saying)).filter(({ command }) => command === "PRIVMSG");
    for (const [i, { params, tags }] of said.entries()) {
      told += i === 0 || tags.has(CONCAT) ? params[1] : `\n${params[1]}`;
    }
    assertEquals(told, saying.text);
    for (const written of [inBatch(saying), privmsgLines(saying)]) {
      for (const line of written.split("\r\n")) {
        const bare = line.replace(/^@\S+ /, "");
        assert(new TextEncoder().encode(bare).length <= 510, line);
      }
    }
  }));
});
