import { assertEquals } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeServer } from "../../fakes/line.ts";
import { Peer } from "../../fakes/peer.ts";

Deno.test("a goodbye is sent though the disk has not answered to a JOIN", async () => {
  const server = new FakeServer();
  const { hub, clock, disk } = server;
  const names = { serverName: "chat.local", version: "chat" };
  const door = ircDoor({ hub, ...names, operators: new Map(), clock });
  const ann = new Peer(server, { door });
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
