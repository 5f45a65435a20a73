import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { capitalLook, foldNick } from "../../protocol/nick_fold.ts";
import { checkNick } from "../../protocol/names.ts";
import { anyText } from "./arbitraries.ts";

Deno.test("foldNick makes alike what looks alike but for case, width and invisible marks", () => {
  const alike = [
    ["Ann", "ANN", "ann", "ａnn", "Ａｎｎ", "𝐀nn", "a\u200dnn", "ⓐnn"],
    ["Аня", "АНЯ", "аня"],
    ["Am\u00e9lie", "Ame\u0301lie", "AM\u00c9LIE"],
    ["file", "ﬁle", "FILE"],
    ["ann lee", "Ann  Lee", "ann\u00a0lee"],
    ["❤️", "❤"],
    ["K", "k", "\u212a"],
  ];
  for (const [first, ...others] of alike) {
    for (const other of others) assertEquals(foldNick(other), foldNick(first!), other);
  }
});

Deno.test("foldNick makes alike what is written with letters of another script", () => {
  const alike = [
    ["ann", "аnn", "Аnn", "αnn"],
    ["paypal", "раураl", "pаypаl"],
    ["alice", "аlісе", "ɑlice", "a1ice", "a|ice"],
    ["bob0", "bobo"],
    ["modem", "rnodern"],
  ];
  for (const [first, ...others] of alike) {
    for (const other of others) assertEquals(foldNick(other), foldNick(first!), other);
  }
});

Deno.test("foldNick keeps apart what reads differently", () => {
  const names = ["ann", "anna", "anne", "ann 2", "ann2", "日本", "é", "e", "Оля", "Коля", "ж"];
  assertEquals(new Set(names.map(foldNick)).size, names.length);
  const russian = [..."абвгдежзиклмнопрстуфхцчшщъыьэюя"];
  assertEquals(new Set(russian.map(foldNick)).size, russian.length);
});

Deno.test("foldNick of a folded name is itself, and never empty", () => {
  const nick = fc.oneof(anyText, fc.string({ unit: "grapheme", maxLength: 30 }));
  fc.assert(
    fc.property(nick, (raw) => {
      const checked = checkNick(raw);
      if (!checked.ok) return;
      const folded = foldNick(checked.value);
      assert(folded !== "");
      assertEquals(foldNick(folded), folded);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("foldNick gives ASCII the same answer on its short way as on the long one", () => {
  for (let code = 0x21; code < 0x7f; code++) {
    const letter = String.fromCharCode(code);
    // a letter beside it that is no ASCII sends the name the long way
    assertEquals(foldNick(letter) + "日", foldNick(`${letter}日`), letter);
  }
});

Deno.test("capitalLook makes alike what looks alike in capitals alone", () => {
  assertNotEquals(foldNick("ТОМ"), foldNick("Tom"));
  assertEquals(capitalLook("ТОМ"), capitalLook("Tom"));
  assertEquals(capitalLook("вов"), capitalLook("bob"));
  assertNotEquals(capitalLook("anni"), capitalLook("ann1"));
});
