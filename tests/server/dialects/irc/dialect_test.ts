import { assertThrows } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeServer } from "../../fakes/server.ts";

Deno.test("ircDoor takes a server name that is one word, and no other", () => {
  const { services, irc } = new FakeServer();
  const door = (serverName: string) => ircDoor(services, { ...irc, serverName });
  for (const name of ["chat.local", "My.Little.Server", "a", "x".repeat(63)]) door(name);
  for (const name of ["", "two words", ":a", "a!b", "-a", "a.", "x".repeat(64)]) {
    assertThrows(() => door(name), RangeError, "Cannot use the server name");
  }
});
