/** The native dialect through a WebSocket: the same rooms, the same lines. */

import { assertEquals } from "@std/assert";
import { connectWebSocket } from "../support/web_socket.ts";
import type { Server, ServerOptions } from "../support/process.ts";
import { nativeSuite } from "./native_suite.ts";
import { surviveCrashes } from "./support/crashes.ts";
import { messages } from "./support/data.ts";
import { enter, Guest } from "./support/guest.ts";
import { enterWeb, startWebServer } from "./support/web.ts";

/** Starts a server whose address is that of its web port. */
async function start(options?: ServerOptions): Promise<Server> {
  const server = await startWebServer(options);
  return { ...server, address: server.webAddress };
}

nativeSuite({
  name: "WebSocket",
  start,
  connect: async (address) => new Guest(await connectWebSocket(address)),
});

Deno.test("WebSocket: kill -9, 5 times in the midst of a stream: nothing lost, nothing twice", async () => {
  await surviveCrashes(5, { start, connect: connectWebSocket, eager: false });
});

Deno.test("Members of both doors are in one room: the same lines, ids and order, as in the log", async () => {
  await using server = await startWebServer({ args: ["--rate", "0"] });
  await using guests = new AsyncDisposableStack();
  const everyone: Guest[] = [];
  for (let n = 0; n < 6; n++) {
    const guest = n % 2 === 0 ? enter(server, `tcp-${n}`) : enterWeb(server, `web-${n}`);
    everyone.push(guests.use(await guest));
  }
  const count = 300;
  await Promise.all(everyone.map(async (guest, who) => {
    for (let n = 0; n < count; n++) {
      await guest.send({ type: "say", cid: `c${n}`, text: `${who} ${n} жук 🐞` });
    }
  }));
  const isLast = (line: string) => line.startsWith(`{"id":${count * everyone.length},`);
  await Promise.all(everyone.map((guest) => guest.next(isLast)));
  const seen = everyone.map((guest) => guest.lines.filter((line) => line.startsWith('{"id"')));
  for (const lines of seen) assertEquals(lines, seen[0]);
  assertEquals(seen[0]!.map((line) => JSON.parse(line)), await messages(server.data));
});
