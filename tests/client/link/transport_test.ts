import { assertEquals, assertRejects } from "@std/assert";
import { PeekedTransport } from "../../../client/link/peeked_transport.ts";
import { type Transport, writeAll } from "../../../client/link/transport.ts";
import { FakePeer } from "../../support/fake_server.ts";
import { transportSuite } from "./transport_suite.ts";

/** A fake connection, and what the test sees of the client through it. */
function fake(wrap: (peer: FakePeer) => Transport) {
  const peer = new FakePeer(Infinity);
  return Promise.resolve({
    transport: wrap(peer),
    peer: {
      send: (text: string) => Promise.resolve(peer.send(text)),
      received: async (text: string) => {
        await peer.until(`"${text}"`, ({ writes }) => writes.join("") === text);
      },
      ended: async () => void await peer.until("the end", ({ writeClosed }) => writeClosed),
      end: () => Promise.resolve(peer.end()),
      break: () => Promise.resolve(peer.cut()),
    },
    [Symbol.asyncDispose]: () => Promise.resolve(peer.close()),
  });
}

transportSuite("FakePeer", () => fake((peer) => peer));

transportSuite("PeekedTransport", () => fake((peer) => new PeekedTransport(peer)));

transportSuite("PeekedTransport that was peeked at", () =>
  fake((peer) => {
    const transport = new PeekedTransport(peer);
    // what comes first is looked at and left to be read; how it fails, the reader learns
    transport.peek().catch(() => {});
    return transport;
  }));

Deno.test("writeAll writes the rest after each write that takes a part", async () => {
  const written: number[] = [];
  const transport = {
    write: (bytes: Uint8Array) => {
      const count = Math.min(bytes.length, 3);
      written.push(...bytes.subarray(0, count));
      return Promise.resolve(count);
    },
  };
  await writeAll(transport, Uint8Array.from([1, 2, 3, 4, 5, 6, 7]));
  assertEquals(written, [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("writeAll rejects when a write does", async () => {
  const transport = { write: () => Promise.reject(new Error("broken")) };
  await assertRejects(() => writeAll(transport, Uint8Array.of(1)), Error, "broken");
});
