import { assertEquals } from "@std/assert";
import { faultText } from "../../i18n/fault_text.ts";
import { phrasesOf } from "../support/phrases.ts";

Deno.test("faultText says what is wrong, with the sizes where they matter", () => {
  const { server } = phrasesOf("en");
  assertEquals(faultText({ ok: false, fault: "nick_empty" }, server), "A nickname cannot be empty");
  assertEquals(
    faultText({ ok: false, fault: "nick_wide", seen: 30, limit: 24 }, server),
    "The nickname is 30 columns wide; the maximum is 24",
  );
});
