import { assertEquals } from "@std/assert";
import type { Introduction } from "../../../../server/dialects/irc/client.ts";
import { saslIn } from "../../../../server/dialects/irc/sasl.ts";

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** What the last of several AUTHENTICATE comes to. */
function last(...params: string[]) {
  const state: Introduction = {};
  return params.map((param) => saslIn(state, param)).at(-1);
}

Deno.test("saslIn reads name and password of PLAIN (RFC 4616)", () => {
  const answer = { kind: "answer" as const, account: "jilles", password: "sesame" };
  assertEquals(last("PLAIN"), { kind: "go" });
  assertEquals(last("plain", encode("jilles\0jilles\0sesame")), answer);
  assertEquals(last("PLAIN", encode("\0jilles\0sesame")), answer);
  assertEquals(last("PLAIN", encode("\0jilles\0пароль")), { ...answer, password: "пароль" });
});

Deno.test("saslIn puts pieces of 400 letters together", () => {
  const password = "bar".repeat(97);
  const whole = encode(`foo\0foo\0${password}`);
  assertEquals(whole.length, 400);
  assertEquals(last("PLAIN", whole), { kind: "more" });
  assertEquals(last("PLAIN", whole, "+"), { kind: "answer", account: "foo", password });
  const longer = encode(`foo\0foo\0${password}bar`);
  const pieces = [longer.slice(0, 400), longer.slice(400)];
  assertEquals(last("PLAIN", ...pieces), {
    kind: "answer",
    account: "foo",
    password: `${password}bar`,
  });
});

Deno.test("saslIn refuses other mechanisms, pieces too long, and what makes no sense", () => {
  assertEquals(last("SCRAM-SHA-256"), { kind: "mechanisms" });
  assertEquals(last("PLAIN", "A".repeat(401)), { kind: "saslTooLong" });
  const most = Array.from({ length: 5 }, () => "A".repeat(400));
  assertEquals(last("PLAIN", ...most), { kind: "saslTooLong" });
  assertEquals(last("PLAIN", "*"), { kind: "saslAborted" });
  assertEquals(last("PLAIN", "###"), { kind: "saslFail" });
  assertEquals(last("PLAIN", encode("only a name")), { kind: "saslFail" });
  assertEquals(last("PLAIN", "+"), { kind: "saslFail" });
});
