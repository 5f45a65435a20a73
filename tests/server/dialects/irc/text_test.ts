import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { MAX_IRC_WORDS_BYTES } from "../../../../server/dialects/irc/limits.ts";
import {
  boundedText,
  formattedText,
  parseCtcp,
  plainText,
  splitText,
} from "../../../../server/dialects/irc/text.ts";

Deno.test("plainText takes away formatting codes with their colours, and nothing else", () => {
  assertEquals(plainText("\x02bold\x02 \x1ditalic\x0f"), "bold italic");
  assertEquals(plainText("\x0304,12red\x03 7"), "red 7");
  assertEquals(plainText("\x033three\x031234"), "three34");
  assertEquals(plainText("\x04ff0000,00ff00hex\x04"), "hex");
  assertEquals(plainText("2,3 plain"), "2,3 plain");
});

Deno.test("formattedText keeps formatting codes, and nothing else that acts on a screen", () => {
  assertEquals(formattedText("\x0304red\x1b[31m\x07\x0f!"), "\x0304red\x0f!");
  assertEquals(formattedText("a\u202eb\x02c"), "ab\x02c");
});

Deno.test("parseCtcp reads a name and a text, with the last mark or without", () => {
  assertEquals(parseCtcp("\x01ACTION waves\x01"), { name: "ACTION", text: "waves" });
  assertEquals(parseCtcp("\x01version"), { name: "VERSION", text: "" });
  assertEquals(parseCtcp("\x01"), { name: "", text: "" });
  assertEquals(parseCtcp("hello"), undefined);
});

Deno.test("splitText cuts at line ends, and keeps empty lines", () => {
  assertEquals(splitText("a\n\nb", 100), ["a", "", "b"]);
});

Deno.test("splitText cuts between letters, never inside one", () => {
  const family = "👨‍👩‍👧"; // 18 bytes
  assertEquals(splitText(family.repeat(3), 40), [family.repeat(2), family]);
  assertEquals(splitText("éééé", 5), ["éé", "éé"]);
});

Deno.test("splitText cuts a letter with more marks than fit between its marks", () => {
  const pieces = splitText("e" + "\u0301".repeat(40), 20);
  assertEquals(pieces.join(""), "e" + "\u0301".repeat(40));
  assert(pieces.every((piece) => new TextEncoder().encode(piece).length <= 20));
});

Deno.test("splitText loses nothing, and no piece is too long", () => {
  const text = fc.string({ unit: "grapheme" }).filter((text) =>
    !text.includes("\n") && text !== ""
  );
  fc.assert(fc.property(text, fc.integer({ min: 4, max: 60 }), (text, most) => {
    const pieces = splitText(text, most);
    assertEquals(pieces.join(""), text);
    for (const piece of pieces) assert(new TextEncoder().encode(piece).length <= most);
  }));
});

Deno.test("boundedText is one clean line of MAX_IRC_WORDS_BYTES, cut between letters", () => {
  assertEquals(boundedText(" \x02gone\x02\nfor \x1b[31mlunch "), "gone for lunch");
  assertEquals(boundedText("\x02\x07"), "");
  const longest = "x".repeat(MAX_IRC_WORDS_BYTES);
  assertEquals([boundedText(longest), boundedText(`${longest}y`)], [longest, longest]);
  assertEquals(boundedText("я".repeat(MAX_IRC_WORDS_BYTES)), "я".repeat(MAX_IRC_WORDS_BYTES / 2));
});
