import { assertEquals } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { chatDoor } from "../../../../server/dialects/chat_door.ts";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeConnection, hello, say } from "../../fakes/connection.ts";
import { FakeServer } from "../../fakes/server.ts";
import { settled } from "../../../support/virtual_clock.ts";

const CAPS = "message-tags away-notify setname invite-notify echo-message";

/** A server whose disk the test holds, with ann and bob in `#ord`; ann holds that room. */
async function setup() {
  const server = new FakeServer();
  const door = ircDoor(server.services, server.irc);
  const enter = async (nick: string, caps = CAPS) => {
    const irc = new FakeConnection(server, { door });
    await irc.socket.send(
      `CAP REQ :${caps}\r\nNICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\nCAP END\r\nJOIN #ord\r\n`,
    );
    irc.socket.news();
    return irc;
  };
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  await settled();
  ann.socket.news();
  /** The marks that somebody has got since they were asked last, in the order in which they came. */
  const seen = (irc: FakeConnection, marks: readonly string[]) =>
    irc.socket.news().split("\n").flatMap((line) => marks.filter((mark) => line.includes(mark)));
  const end = async () => {
    for (const irc of [ann, bob]) await irc.bye();
  };
  return { server, enter, ann, bob, seen, end };
}

/** What ann sends in one piece, and what shows each of it to bob. */
const CASES: Readonly<Record<string, readonly (readonly [line: string, mark: string])[]>> = {
  "a CTCP request": [["PRIVMSG #ord :one", ":one"], ["PRIVMSG #ord :\x01PING 1\x01", "PING 1"]],
  "CTCP between texts": [
    ["PRIVMSG #ord :one", ":one"],
    ["NOTICE #ord :\x01VERSION x\x01", "VERSION x"],
    ["PRIVMSG #ord :two", ":two"],
  ],
  "tags alone": [["PRIVMSG #ord :one", ":one"], ["@+x=y TAGMSG #ord", "TAGMSG #ord"]],
  "a notice to those who hold the room": [
    ["MODE #ord +o bob", "+o bob"],
    ["PRIVMSG #ord :one", ":one"],
    ["NOTICE @#ord :two", "NOTICE @#ord :two"],
  ],
  "modes": [
    ["PRIVMSG #ord :one", ":one"],
    ["MODE #ord +v bob", "+v bob"],
    ["PRIVMSG #ord :two", ":two"],
    ["MODE #ord -v bob", "-v bob"],
  ],
  "an away message, and a real name": [
    ["PRIVMSG #ord :one", ":one"],
    ["AWAY :lunch", "AWAY :lunch"],
    ["PRIVMSG #ord :two", ":two"],
    ["SETNAME :Ann B", "SETNAME :Ann B"],
  ],
  "private messages": [
    ["PRIVMSG #ord :one", "PRIVMSG #ord :one"],
    ["PRIVMSG bob :two", "PRIVMSG bob :two"],
    ["NOTICE bob :\x01VERSION x\x01", "NOTICE bob :\x01VERSION x"],
    ["@+x=y TAGMSG bob", "TAGMSG bob"],
    ["PRIVMSG #ord :three", "PRIVMSG #ord :three"],
  ],
};

for (const [what, steps] of Object.entries(CASES)) {
  const lines = steps.map(([line]) => `${line}\r\n`).join("");
  const marks = steps.map(([, mark]) => mark);
  Deno.test(`IRC: ${what} come behind what was said before, on a slow disk too`, async () => {
    const { server, ann, bob, seen, end } = await setup();
    server.disk.hold();
    await ann.socket.send(lines);
    // a mode before the first text has nothing to wait for
    const early = seen(bob, marks);
    assertEquals(early, marks.slice(0, early.length));
    assertEquals(early.some((mark) => mark.includes(":")), false);
    server.disk.release();
    await settled();
    assertEquals([...early, ...seen(bob, marks)], marks);
    await end();
  });
}

Deno.test("IRC: one's own lines and errors come in the order of the commands", async () => {
  const { server, ann, seen, end } = await setup();
  const marks = ["#ord :one", "PING 1", " 401 ", "bob :two", "#ord :three", "MODE #ord +m"];
  server.disk.hold();
  await ann.socket.send(
    "PRIVMSG #ord :one\r\nPRIVMSG #ord :\x01PING 1\x01\r\nPRIVMSG nobody :x\r\n" +
      "PRIVMSG bob :two\r\nPRIVMSG #ord :three\r\nMODE #ord +m\r\n",
  );
  assertEquals(seen(ann, marks), []);
  server.disk.release();
  await settled();
  assertEquals(seen(ann, marks), marks);
  await end();
});

Deno.test("IRC: what others asked for is in the same place for all", async () => {
  const { server, ann, bob, seen, end } = await setup();
  const marks = [":one", "PING 1", ":two"];
  server.disk.hold();
  await bob.socket.send("PRIVMSG #ord :one\r\n");
  await ann.socket.send("PRIVMSG #ord :\x01PING 1\x01\r\n");
  await bob.socket.send("PRIVMSG #ord :two\r\n");
  server.disk.release();
  await settled();
  assertEquals([seen(ann, marks), seen(bob, marks)], [marks, marks]);
  await end();
});

Deno.test("IRC: what waits for a text that cannot be stored is shown all the same", async () => {
  const { server, ann, bob, seen, end } = await setup();
  const marks = ["NOT_SAVED", "PING 1"];
  server.disk.hold();
  await ann.socket.send("PRIVMSG #ord :one\r\nPRIVMSG #ord :\x01PING 1\x01\r\n");
  server.disk.failure = new StorageError("full", { path: "log" });
  server.disk.release();
  await settled();
  server.disk.failure = undefined;
  assertEquals([seen(ann, marks), seen(bob, marks)], [marks, ["PING 1"]]);
  await end();
});

Deno.test("a private message from any door comes behind what its sender said before", async () => {
  const { server, bob, seen, end } = await setup();
  const door = chatDoor({ ...server.services, rate: 0 });
  const native = new FakeConnection(server, { door });
  await native.socket.frames(hello("nat", { room: "ord" }));
  const plain = new FakeConnection(server, { door });
  await plain.socket.send("pla\n", "/room ord\n");
  await bob.socket.send("PRIVMSG #ord :ready\r\n");
  bob.socket.news();
  const marks = ["#ord :one", "bob :two"];
  server.disk.hold();
  await plain.socket.send("one\n/msg bob two\n");
  server.disk.release();
  await settled();
  assertEquals(seen(bob, marks), marks);
  server.disk.hold();
  await native.socket.frames(say("1", "one"), { type: "dm", cid: "2", to: "bob", text: "two" });
  server.disk.release();
  await settled();
  assertEquals(seen(bob, marks), marks);
  for (const other of [native, plain]) await other.bye();
  await end();
});
