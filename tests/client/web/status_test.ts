import { assertEquals } from "@std/assert";
import { refusalText } from "../../../client/web/status.ts";
import { page as en } from "../../../i18n/en/page.ts";
import { page as ru } from "../../../i18n/ru/page.ts";

Deno.test("A refusal is told in the page's words, and in the server's where those mean another cause", () => {
  const taken = { code: "nick_taken", message: "The nickname 'bob' is taken" };
  assertEquals(refusalText(taken, en), en.refusals.nick_taken);
  assertEquals(refusalText(taken, ru), ru.refusals.nick_taken);
  const reserved = "The nickname 'server' is reserved";
  const alike = "The nickname 'b0b' is too much like 'bob'";
  const locked = "Only its operators can set the topic";
  const cases = [
    { code: "nick_taken", message: reserved, data: { reserved: true as const } },
    { code: "nick_taken", message: alike, data: { like: "bob" } },
    { code: "muted", message: locked, data: { cause: "topic" as const } },
    { code: "no_such_code", message: "Something else" },
  ];
  for (const each of cases) {
    for (const say of [en, ru]) assertEquals(refusalText(each, say), each.message);
  }
  assertEquals(refusalText({ code: "no_such_code", message: "" }, en), "no_such_code");
});
