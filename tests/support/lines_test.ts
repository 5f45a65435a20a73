import { assertEquals, assertRejects } from "@std/assert";
import { LineClient } from "./lines.ts";

/** A connected pair: the client under test, and the other side of its connection. */
async function pair(): Promise<{ client: LineClient; other: Deno.TcpConn } & AsyncDisposable> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const [other, conn] = await Promise.all([listener.accept(), Deno.connect({ port })]);
  const client = new LineClient(conn);
  return {
    client,
    other,
    async [Symbol.asyncDispose]() {
      try {
        other.close();
      } catch {
        // the test closed it
      }
      await client[Symbol.asyncDispose]();
    },
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function read(conn: Deno.Conn, length: number): Promise<string> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) filled += await conn.read(buffer.subarray(filled)) ?? length;
  return new TextDecoder().decode(buffer);
}

Deno.test("LineClient.send: strings as lines, objects as JSON lines, bytes as they are", async () => {
  await using both = await pair();
  await both.client.send("ann");
  await both.client.send({ type: "ping", n: 1 });
  await both.client.send(bytes("ż").subarray(0, 1));
  await both.client.send(bytes("ż").subarray(1));
  assertEquals(await read(both.other, 28), 'ann\n{"type":"ping","n":1}\nż');
});

Deno.test("LineClient.next: lines in order, wherever the bytes were cut", async () => {
  await using both = await pair();
  for (const byte of bytes("żółw\r\nb\n")) await both.other.write(new Uint8Array([byte]));
  assertEquals(await both.client.next(), "żółw");
  assertEquals(await both.client.next(), "b");
});

Deno.test("LineClient.next passes over the lines before the one it wants", async () => {
  await using both = await pair();
  await both.other.write(bytes("a1\nb\na2\na3"));
  assertEquals(await both.client.next(/^a/), "a1");
  assertEquals(await both.client.next("a"), "a2");
  assertEquals(both.client.lines, ["a1", "b", "a2"]);
  assertEquals(both.client.partial, "a3");
});

Deno.test("LineClient.nextFrame: the next JSON line of that type", async () => {
  await using both = await pair();
  await both.other.write(bytes('prose\n{"type":"msg"}\n{"type":"pong","n":2}\n'));
  assertEquals(await both.client.nextFrame("pong"), { type: "pong", n: 2 });
});

Deno.test("LineClient.next fails when the other side closes, and shows what came", async () => {
  await using both = await pair();
  const waiting = assertRejects(
    () => both.client.next("b"),
    Error,
    "was closed\nthe last lines:\na",
  );
  await both.other.write(bytes("a\n"));
  both.other.close();
  await waiting;
  await both.client.closed;
});
