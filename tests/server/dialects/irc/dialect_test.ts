import { assertEquals, assertThrows } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeConnection } from "../../fakes/connection.ts";
import { FakeServer } from "../../fakes/server.ts";
import { settled } from "../../../support/virtual_clock.ts";
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

Deno.test("IrcDialect says once that the database does not answer, and where other IRC ports are", async () => {
  const server = new FakeServer();
  server.others = [{ addr: "b:1", irc: "b:2" }, { addr: "c:1" }];
  const connection = new FakeConnection(server, { door: ircDoor(server.services, server.irc) });
  await connection.socket.send("NICK ann\r\nUSER ann 0 * :ann\r\n");
  connection.socket.news();
  for (const isNews of [true, false]) server.hub.find("ann")!.waits?.(2_000, isNews);
  await settled();
  const words = "The database does not answer: what you say waits, and is shown when it does";
  assertEquals(connection.socket.news(), `:chat.local NOTICE ann :${words}\r\n`);
  const over = connection.connection.farewell();
  await settled();
  assertEquals(
    connection.socket.news(),
    ":chat.local NOTICE ann :The chat goes on at b:2\r\n" +
      "ERROR :Closing link: The server is shutting down\r\n",
  );
  await connection.bye();
  await over;
});
