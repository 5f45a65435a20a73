import { assertThrows } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeServer } from "../../fakes/server.ts";
import { testDialect } from "../dialect_suite.ts";

testDialect("IrcDialect", {
  open: ({ services, irc }) => ircDoor(services, irc),
  enter: (nick) => `NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nJOIN #lobby\r\n`,
  say: (text) => `PRIVMSG #lobby :${text}\r\n`,
  heard: (received) =>
    received.split("\r\n").flatMap((line) => {
      const [, nick, target, text] = /^:(.*?)!\S+ PRIVMSG (\S+) :(.*)$/.exec(line) ?? [];
      if (nick === undefined) return [];
      return [`${nick}${target === "#lobby" ? ":" : ">"} ${text}`];
    }),
  refusal: (_code, message) => `ERROR :Closing link: ${message}\r\n`,
  cut: (_code, message) => `ERROR :Closing link: ${message}\r\n`,
  farewell: "ERROR :Closing link: The server is shutting down\r\n",
  notSaved: /^:chat\.local FAIL PRIVMSG NOT_SAVED :/m,
});

Deno.test("ircDoor takes a server name that is one word, and no other", () => {
  const { services, irc } = new FakeServer();
  const door = (serverName: string) => ircDoor(services, { ...irc, serverName });
  for (const name of ["chat.local", "My.Little.Server", "a", "x".repeat(63)]) door(name);
  for (const name of ["", "two words", ":a", "a!b", "-a", "a.", "x".repeat(64)]) {
    assertThrows(() => door(name), RangeError, "Cannot use the server name");
  }
});
