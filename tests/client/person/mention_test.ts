import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { mentions } from "../../../client/person/mention.ts";

const TABLE: readonly [text: string, nick: string, found: readonly string[]][] = [
  ["hi ann", "ann", ["ann"]],
  ["Ann, ANN and ann!", "ann", ["Ann", "ANN", "ann"]],
  ["anna and joann", "ann", []],
  ["ann_b, 2ann", "ann", []],
  ["@ann: (ann)", "ann", ["ann", "ann"]],
  ["привет, Рая!", "рая", ["Рая"]],
  ["раяна", "рая", []],
  ["a.b or axb", "a.b", ["a.b"]],
  ["c++ or c", "c++", ["c++"]],
  ["[x] y", "[x]", ["[x]"]],
  ["日本と日本さん", "日本", ["日本", "日本"]],
  ["the build-bot is back", "build-bot", ["build-bot"]],
  ["Bob Lee came", "Bob Lee", ["Bob Lee"]],
  ["İsmail, ISMAIL, ismail, ısmail", "ismail", ["İsmail", "ISMAIL", "ismail", "ısmail"]],
  ["hi ismail", "İsmail", ["ismail"]],
  ["STRASSE and Straße", "strasse", ["STRASSE", "Straße"]],
  ["strasse", "Straße", ["strasse"]],
  ["groß", "gros", []],
  ["Jo\u0308rg!", "jörg", ["Jo\u0308rg"]],
  ["Jörg!", "jo\u0308rg", ["Jörg"]],
  ["\u1100\u1161\u11a8", "각", ["\u1100\u1161\u11a8"]],
  ["ΟΔΥΣΣΕΥΣ", "Οδυσσευς", ["ΟΔΥΣΣΕΥΣ"]],
  ["ａｎｎ", "ann", ["ａｎｎ"]],
  ["joerg", "jörg", []],
  ["ann\u0301", "ann", []],
  ["anything", "", []],
];

for (const [text, nick, found] of TABLE) {
  Deno.test(`mentions: "${text}" names "${nick}" ${found.length} times`, () => {
    assertEquals(mentions(text, nick).map(({ start, end }) => text.slice(start, end)), found);
  });
}

Deno.test("mentions finds any nickname that stands alone, whatever is in it", () => {
  const nick = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() === text);
  fc.assert(fc.property(nick, (name) => {
    assertEquals(mentions(`< ${name} >`, name).length >= 1, true);
  }));
});
