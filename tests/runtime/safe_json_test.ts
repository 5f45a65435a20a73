import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { safeJson } from "../../runtime/safe_json.ts";

Deno.test("safeJson escapes what JSON leaves and a terminal or a reader would act on", () => {
  for (
    const letter of [
      ...["\x7f", "\x9b", "\x85", "\u00ad", "\u061c", "\u200b", "\u200e", "\u2028", "\u2029"],
      ...["\u202e", "\u2066", "\ufeff", "\ufffa", "\u{e0041}"],
    ]
  ) {
    const json = safeJson({ text: `a${letter}b` });
    assert(/^[ -~]*$/.test(json), json);
    assertEquals(JSON.parse(json), { text: `a${letter}b` });
  }
  assertEquals(safeJson({ text: "Ёж 日 👋" }), '{"text":"Ёж 日 👋"}');
});

Deno.test("safeJson says the same as JSON.stringify, of any value", () => {
  const value = fc.jsonValue();
  fc.assert(fc.property(value, (value) => {
    assertEquals(JSON.parse(safeJson(value)), JSON.parse(JSON.stringify(value)));
  }));
});
