import { assertEquals, assertMatch } from "@std/assert";
import { randomToken } from "../../../client/web/random_token.ts";
import { MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "../../../protocol/limits.ts";

Deno.test("A token of 16 bytes is a secret that a server takes", () => {
  const tokens = new Set(Array.from({ length: 100 }, () => randomToken(16)));
  assertEquals(tokens.size, 100);
  for (const token of tokens) {
    assertMatch(token, /^[A-Za-z0-9_-]+$/);
    assertEquals(token.length >= MIN_SECRET_CHARS && token.length <= MAX_TOKEN_CHARS, true);
  }
});
