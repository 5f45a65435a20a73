import { assert, assertEquals, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { connectTcp } from "../../../client/dial/tcp.ts";
import { ConnectionRefused } from "../../../client/link/transport.ts";
import { transportSuite } from "../link/transport_suite.ts";
import { listen, SocketPeer } from "./socket_peer.ts";

const SIGNAL = new AbortController().signal;

/** A connection to a server of this test. */
async function place() {
  const accepted = Promise.withResolvers<Socket>();
  const server = await listen(createServer({ allowHalfOpen: true }, accepted.resolve));
  const transport = await connectTcp("127.0.0.1", server.port, SIGNAL);
  const peer = new SocketPeer(await accepted.promise);
  return {
    transport,
    peer,
    async [Symbol.asyncDispose]() {
      transport.close();
      await peer[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

transportSuite("connectTcp", place);

Deno.test("connectTcp: nobody can read along within this machine", async () => {
  await using t = await place();
  assertEquals(t.transport.isPrivate, true);
});

Deno.test("connectTcp: a port where nothing listens refuses", async () => {
  const server = await listen(createServer());
  await server[Symbol.asyncDispose]();
  await assertRejects(() => connectTcp("127.0.0.1", server.port, SIGNAL), ConnectionRefused);
});

Deno.test("connectTcp ends at once when its signal aborts", async () => {
  const aborted = AbortSignal.abort(new Error("left"));
  const error = await assertRejects(() => connectTcp("127.0.0.1", 1, aborted));
  assert(!(error instanceof ConnectionRefused));
});
