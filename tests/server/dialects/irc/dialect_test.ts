import { assertThrows } from "@std/assert";
import { MemoryBackbone } from "../../../support/memory_backbone.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { phrases } from "../../../../i18n/phrases.ts";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { Hub } from "../../../../server/chat/hub.ts";

Deno.test("ircDoor takes a server name that is one word, and no other", () => {
  const clock = new VirtualClock();
  const hub = new Hub({
    backbone: new MemoryBackbone(),
    phrases: phrases("en").server,
    history: 10,
    clock,
    warn: () => {},
  });
  const door = (serverName: string) =>
    ircDoor({ hub, serverName, version: "chat", operators: new Map(), clock });
  for (const name of ["chat.local", "My.Little.Server", "a", "x".repeat(63)]) door(name);
  for (const name of ["", "two words", ":a", "a!b", "-a", "a.", "x".repeat(64)]) {
    assertThrows(() => door(name), RangeError, "Cannot use the server name");
  }
});
