import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { foldText, foldWithPlaces } from "../../../client/person/fold_text.ts";

Deno.test("foldText: case, composition and compatibility make no difference, letters do", () => {
  const same = [
    ["İsmail", "ismail"],
    ["Straße", "STRASSE"],
    ["Jo\u0308rg", "JÖRG"],
    ["ΟΔΟΣ", "οδος"],
    ["ＡＮＮ", "ann"],
  ] as const;
  for (const [one, other] of same) assertEquals(foldText(one), foldText(other));
  assertEquals(foldText("jörg") === foldText("jorg"), false);
});

Deno.test("foldWithPlaces: folds as foldText does, from the first place to the last", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const folded = foldWithPlaces(text);
    assertEquals(folded.text, foldText(text));
    assertEquals(folded.places.get(folded.text.length), text.length);
  }));
});
