import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import {
  renderDm,
  renderMessage,
  type RenderOptions,
} from "../../../client/person/render_message.ts";
import { lineWidth } from "../../../client/tty/lines.ts";
import { plain } from "../../../client/tty/style.ts";
import { msgFrame } from "../../support/fake_server.ts";
import { phrasesOf } from "../../support/phrases.ts";

const say = phrasesOf("en").client.screen;
const WIDE: RenderOptions = { columns: 80, foldRows: 12, me: "ann", say };

/** Noon, wherever the test runs. */
const ts = new Date(2026, 10, 23, 12, 0).toISOString();

function shown(text: string, options: Partial<RenderOptions> = {}, nick = "bob"): string[] {
  return renderMessage(msgFrame(1, { nick, text, ts }), { ...WIDE, ...options }).lines.map(plain);
}

Deno.test("renderMessage breaks long lines below where the text begins", () => {
  assertEquals(shown("one two three four", { columns: 22 }), [
    "12:00 bob: one two",
    "           three four",
  ]);
});

Deno.test("renderMessage keeps the lines and the indentation of a message", () => {
  assertEquals(shown("if x:\n\ty\n\n\t\tz"), [
    "12:00 bob: if x:",
    "               y",
    "           ",
    "                   z",
  ]);
});

Deno.test("renderMessage puts several lines below a name that is too long to stand before them", () => {
  const nick = "x".repeat(32);
  assertEquals(shown("a\nb", {}, nick), [`12:00 ${nick}: `, "        a", "        b"]);
  assertEquals(shown("a", {}, nick), [`12:00 ${nick}: a`]);
});

Deno.test("renderMessage folds at the rows given, where that saves more than one", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `${n}`).join("\n");
  assertEquals(shown(lines(6), { foldRows: 5 }).length, 6);
  const folded = renderMessage(msgFrame(1, { text: lines(7), ts }), { ...WIDE, foldRows: 5 });
  assertEquals(folded.folded, true);
  assertEquals(folded.lines.length, 6);
  assertEquals(plain(folded.lines.at(-1) ?? []).trim(), "… 2 more lines: /more");
  const whole = renderMessage(msgFrame(1, { text: lines(100), ts }), {
    ...WIDE,
    foldRows: Infinity,
  });
  assertEquals([whole.lines.length, whole.folded], [100, false]);
});

Deno.test("renderMessage leaves an address in one piece, to be copied", () => {
  const address = `https://example.org/${"a".repeat(100)}`;
  assertEquals(shown(`see ${address} there`), [
    `12:00 bob: see ${address}`,
    "           there",
  ]);
});

Deno.test("renderMessage: no text stands in the first columns, where times and marks do", () => {
  const text = fc.string({ unit: "binary", maxLength: 100 });
  const space = fc.constantFrom(" ", "\u00a0", "\u3000", "\u2003", "\t", "\n", "x", "日");
  const spaced = fc.array(fc.oneof(space, fc.constant("x".repeat(20)))).map((all) => all.join(""));
  fc.assert(fc.property(
    fc.oneof(text, spaced),
    fc.integer({ min: 20, max: 100 }),
    (said, columns) => {
      for (const [i, line] of shown(said, { columns }).entries()) {
        // a row that is wider than the screen goes on in its first column: only ASCII words may
        const isCopied = line.split(" ").some((word) => /^[!-~]{10,}$/.test(word));
        assert(lineWidth([{ text: line }]) <= columns || isCopied, JSON.stringify(line));
        assert(i === 0 || line === "" || line.startsWith("      "), JSON.stringify(line));
      }
    },
  ));
});

Deno.test("renderMessage makes one's own name stand out in what others say, and not in one's own words", () => {
  const looks = (nick: string, text: string) =>
    renderMessage(msgFrame(1, { nick, text, ts }), WIDE).lines[0]
      ?.filter(({ style }) => style?.reverse === true).map((part) => part.text);
  assertEquals(looks("bob", "Ann, are you there? ann!"), ["Ann", "ann"]);
  assertEquals(looks("ann", "I am ann"), []);
  assertEquals(looks("bob", "anna"), []);
});

Deno.test("renderMessage: a nickname has the same colour however it is spelled", () => {
  const colour = (nick: string) =>
    renderMessage(msgFrame(1, { nick, ts }), WIDE).lines[0]
      ?.find(({ text }) => text === nick)?.style?.colour;
  assertEquals(colour("Ann"), colour("ann"));
  assert(colour("ann") !== undefined);
});

Deno.test("renderMessage: an action, and a private message either way", () => {
  const action = msgFrame(1, { text: "waves", action: true, ts });
  assertEquals(renderMessage(action, WIDE).lines.map(plain), ["12:00 * bob waves"]);
  const dm = { type: "dm", ts, nick: "bob", to: "ann", text: "psst", cid: "c" } as const;
  assertEquals(renderDm(dm, false, WIDE).lines.map(plain), ["12:00 privately from bob: psst"]);
  assertEquals(renderDm(dm, true, WIDE).lines.map(plain), ["12:00 privately to ann: psst"]);
});

Deno.test("renderMessage leaves nothing in a text or nickname that acts on a terminal, whatever a server sends", () => {
  const hostile = "a\x1b[2Jb\x1b]0;owned\x07c\u009b31md\u202ee\rf\u200bg\x00h";
  const frames = [
    msgFrame(1, { nick: hostile, text: hostile, ts }),
    msgFrame(1, { nick: hostile, text: hostile, ts, action: true }),
  ];
  for (const frame of frames) {
    const seen = renderMessage(frame, WIDE).lines.map(plain).join("");
    // deno-lint-ignore no-control-regex -- these are what must not be there
    assert(!/[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e]/.test(seen), JSON.stringify(seen));
    assert(seen.includes("ab"), seen);
  }
});
