import { assertEquals } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeServer } from "../../fakes/server.ts";
import { FakeConnection } from "../../fakes/connection.ts";

Deno.test("a goodbye is sent though the disk has not answered to a JOIN", async () => {
  const server = new FakeServer();
  const { hub, disk } = server;
  const door = ircDoor(server.services, server.irc);
  const ann = new FakeConnection(server, { door });
  await ann.socket.send("NICK ann\r\nUSER ann 0 * :Ann\r\n");
  ann.socket.news();
  disk.hold();
  await ann.socket.send("JOIN #room\r\n");
  const gone = ann.connection.farewell();
  assertEquals(ann.socket.news(), "ERROR :Closing link: The server is shutting down\r\n");
  disk.release();
  await gone;
  assertEquals([ann.socket.news(), hub.count, hub.rooms], ["", 0, []]);
});
