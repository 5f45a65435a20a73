import { assertEquals } from "@std/assert";
import { PING_AFTER_MS, SWEEP_MS } from "../../../../server/limits.ts";
import { IRC_PING_TIMEOUT_MS } from "../../../../server/dialects/irc/limits.ts";
import { Connection } from "../../../../server/net/connection.ts";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeServer } from "../../fakes/line.ts";
import { FakeSocket } from "../../fakes/socket.ts";
import { settled } from "../../../support/virtual_clock.ts";

Deno.test("a silent IRC client is pinged, and cut after IRC_PING_TIMEOUT_MS", async () => {
  const server = new FakeServer();
  const { hub, clock, secret } = server;
  const socket = new FakeSocket();
  const names = { serverName: "chat.local", version: "chat" };
  const connection = new Connection({
    ...{ socket, peer: "192.0.2.1:5000", address: "192.0.2.1", hub, log: () => {}, rate: 0 },
    ...{ clock, secret },
    door: ircDoor({ hub, ...names, operators: new Map(), clock }),
  });
  const over = connection.run();
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= SWEEP_MS) {
      await clock.advance(Math.min(left, SWEEP_MS));
      connection.sweep();
      await settled();
    }
  };
  await socket.send("NICK ann\r\nUSER ann 0 * :Ann\r\n");
  socket.news();
  await pass(PING_AFTER_MS + 1);
  assertEquals(socket.news(), "PING :chat.local\r\n");
  await pass(IRC_PING_TIMEOUT_MS);
  assertEquals([socket.news(), hub.count], ["", 1]);
  await pass(1);
  assertEquals(socket.news(), "ERROR :Closing link: Disconnected: silent for 120 seconds\r\n");
  assertEquals(hub.count, 0);
  await over;
});
