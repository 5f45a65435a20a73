import { assertEquals } from "@std/assert";
import { PING_AFTER_MS } from "../../../../server/limits.ts";
import { IRC_PING_TIMEOUT_MS } from "../../../../server/dialects/irc/limits.ts";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeConnection } from "../../fakes/connection.ts";
import { FakeServer } from "../../fakes/server.ts";

Deno.test("a silent IRC client is pinged, and cut after IRC_PING_TIMEOUT_MS", async () => {
  const server = new FakeServer();
  const ann = new FakeConnection(server, { door: ircDoor(server.services, server.irc) });
  await ann.socket.send("NICK ann\r\nUSER ann 0 * :Ann\r\n");
  ann.socket.news();
  await ann.pass(PING_AFTER_MS + 1);
  assertEquals(ann.socket.news(), "PING :chat.local\r\n");
  await ann.pass(IRC_PING_TIMEOUT_MS);
  assertEquals([ann.socket.news(), server.hub.count], ["", 1]);
  await ann.pass(1);
  assertEquals(ann.socket.news(), "ERROR :Closing link: Disconnected: silent for 120 seconds\r\n");
  assertEquals([ann.over, server.hub.count], [true, 0]);
});
