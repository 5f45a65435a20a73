/** What every transport must do: one suite, run on each implementation. */

import { assertEquals, assertRejects } from "@std/assert";
import { type Transport, writeAll } from "../../../client/link/transport.ts";

/** The other end of a transport. */
export interface TransportPeer {
  send(text: string): Promise<void>;
  /** Resolves when the client has sent exactly this since the last time. */
  received(text: string): Promise<void>;
  /** Resolves when the client has said that nothing more will come. */
  ended(): Promise<void>;
  /** Closes in order. */
  end(): Promise<void>;
  /** Breaks the connection. The client has sent something that was not read. */
  break(): Promise<void>;
}

/** A transport and its other end. */
export interface TransportPlace extends AsyncDisposable {
  readonly transport: Transport;
  readonly peer: TransportPeer;
}

/** Reads until there are as many bytes as `text` has, by reads of at most `maxBytes` bytes. */
async function readText(transport: Transport, text: string, maxBytes: number): Promise<string> {
  const size = new TextEncoder().encode(text).length;
  const bytes: number[] = [];
  const buffer = new Uint8Array(maxBytes);
  while (bytes.length < size) {
    const count = await transport.read(buffer);
    if (count === null) break;
    bytes.push(...buffer.subarray(0, count));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

async function write(transport: Transport, text: string): Promise<void> {
  await writeAll(transport, new TextEncoder().encode(text));
}

/** Registers the suite for the transports that `place` makes. */
export function transportSuite(name: string, place: () => Promise<TransportPlace>): void {
  const test = (
    behaviour: string,
    run: (transport: Transport, peer: TransportPeer) => Promise<void>,
  ) =>
    Deno.test(`${name} ${behaviour}`, async () => {
      await using t = await place();
      await run(t.transport, t.peer);
    });

  test(
    "reads what the other side sends, in order, into a buffer of any size",
    async (transport, peer) => {
      for (const maxBytes of [1, 3, 1024]) {
        const text = `привет 👋 ${"x".repeat(100)}\n`;
        await peer.send(text);
        assertEquals(await readText(transport, text, maxBytes), text);
      }
    },
  );

  test("writes to the other side, in order", async (transport, peer) => {
    await write(transport, "one\n");
    await write(transport, "два\n");
    await peer.received("one\nдва\n");
  });

  test(
    "reads null, again and again, after the other side has closed in order",
    async (transport, peer) => {
      await peer.send("last words");
      await peer.end();
      assertEquals(await readText(transport, "last words", 1024), "last words");
      assertEquals(await transport.read(new Uint8Array(8)), null);
      assertEquals(await transport.read(new Uint8Array(8)), null);
    },
  );

  test("can be read after closeWrite, of which the other side learns", async (transport, peer) => {
    await write(transport, "bye\n");
    await transport.closeWrite();
    await peer.received("bye\n");
    await peer.ended();
    await peer.send("goodbye");
    assertEquals(await readText(transport, "goodbye", 1024), "goodbye");
  });

  test("rejects a read when the connection breaks", async (transport, peer) => {
    await write(transport, "unread");
    const reading = readText(transport, "something", 1024);
    await peer.break();
    await assertRejects(() => reading, Error);
  });

  test("may be closed again and again", async (transport) => {
    for (let i = 0; i < 3; i++) transport.close();
    await assertRejects(() => transport.read(new Uint8Array(8)), Error);
  });

  test("rejects the read that is waiting when it is closed, and all that comes later", async (transport) => {
    const reading = transport.read(new Uint8Array(8));
    transport.close();
    await assertRejects(() => reading, Error);
    await assertRejects(() => transport.read(new Uint8Array(8)), Error);
    await assertRejects(() => transport.write(Uint8Array.of(1)), Error);
  });
}
