import { assertEquals, assertRejects } from "@std/assert";
import { PeekedTransport } from "../../../client/link/peeked_transport.ts";
import { MAX_PEEK_BYTES } from "../../../client/limits.ts";
import { FakePeer } from "../../support/fake_server.ts";

function setUp() {
  const peer = new FakePeer(Infinity);
  return { peer, transport: new PeekedTransport(peer) };
}

Deno.test("PeekedTransport.peek shows the first bytes and leaves them to be read", async () => {
  const { peer, transport } = setUp();
  peer.send("NICK");
  const seen = await transport.peek();
  assertEquals(new TextDecoder().decode(seen ?? undefined), "NICK");
  assertEquals(await transport.peek(), seen, "a second look is at the same");
  const buffer = new Uint8Array(3);
  assertEquals([await transport.read(buffer), new TextDecoder().decode(buffer)], [3, "NIC"]);
  assertEquals(await transport.read(buffer), 1);
});

Deno.test("PeekedTransport.peek shows at most MAX_PEEK_BYTES, and no byte is lost", async () => {
  for (const size of [MAX_PEEK_BYTES, MAX_PEEK_BYTES + 1]) {
    const { peer, transport } = setUp();
    peer.send("x".repeat(size));
    peer.end();
    assertEquals((await transport.peek())?.length, MAX_PEEK_BYTES);
    let total = 0;
    const buffer = new Uint8Array(4096);
    for (let n = await transport.read(buffer); n !== null; n = await transport.read(buffer)) {
      total += n;
    }
    assertEquals(total, size);
  }
});

Deno.test("PeekedTransport.peek tells of the end and of a break", async () => {
  const ended = setUp();
  ended.peer.end();
  assertEquals(await ended.transport.peek(), null);
  assertEquals(await ended.transport.read(new Uint8Array(8)), null);
  const broken = setUp();
  broken.peer.cut();
  await assertRejects(() => broken.transport.peek(), Error);
});
