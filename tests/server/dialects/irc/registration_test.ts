import { assertEquals } from "@std/assert";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakePeer } from "../../fakes/peer.ts";
import { FakeServer } from "../../fakes/server.ts";

Deno.test("PING is answered when what others have said before has arrived, too", async () => {
  const server = new FakeServer();
  const door = ircDoor(server.services, server.irc);
  const join = async (nick: string) => {
    const line = new FakePeer((peer) => door.open(peer));
    await line.say(`NICK ${nick}`, `USER ${nick} 0 * :${nick}`, "JOIN #room", "PING in");
    return line;
  };
  const [ann, bob] = [await join("ann"), await join("bob")];
  ann.news();
  server.disk.hold();
  await bob.say("PRIVMSG #room :hi");
  const pinged = ann.say("PING token");
  await bob.say("PONG x");
  assertEquals(ann.news(), [], "the disk has the message still");
  server.disk.release();
  await pinged;
  assertEquals(ann.news().map((line) => line.trim()), [
    ":bob!bob@hidden PRIVMSG #room :hi",
    ":chat.local PONG chat.local :token",
  ]);
});
