import { assertEquals } from "@std/assert";
import { serverNameOf } from "../../../../server/dialects/irc/server_name.ts";

Deno.test("serverNameOf takes one word of up to 63 characters, as a host is called", () => {
  for (const name of ["chat.local", "a", "IRC-1.example.org", "x".repeat(63)]) {
    assertEquals(serverNameOf(name), name);
  }
  for (const name of ["", "two words", ":chat", "chat.", "-a", "чат", "a:b", "x".repeat(64)]) {
    assertEquals(serverNameOf(name), undefined, name);
  }
});
