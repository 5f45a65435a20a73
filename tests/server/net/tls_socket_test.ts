import { assert, assertEquals, assertRejects } from "@std/assert";
import { connect as connectNodeTls } from "node:tls";
import { MAX_TLS_WRITE_BYTES } from "../../../server/limits.ts";
import { nextTurn } from "../../../runtime/next_turn.ts";
import { isDisconnect } from "../../../server/net/socket.ts";
import { Chance } from "../../e2e/support/chance.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { readExactly, socketSuite, writeAll } from "./socket_suite.ts";
import { ConnPeer, fragilePair, tcpPair } from "./tcp_pair.ts";
import { clientHello, clientOn, fragileTlsPair, readToEnd, tlsOn, tlsPair } from "./tls_pair.ts";

const { InvalidData, UnexpectedEof, BadResource } = Deno.errors;
const TEXT = new TextEncoder().encode("Grüße, 世界\n");

/** The types of records in TLS: RFC 8446, section 5.1. */
const ALERT = 21;
const HANDSHAKE = 22;

socketSuite("TlsSocket", { open: tlsPair, openFragile: fragileTlsPair });

/** Copies from one connection to another, `size` bytes at a time, until the end. */
async function copy(from: Deno.Conn, to: Deno.Conn, size: number): Promise<void> {
  const bytes = new Uint8Array(size);
  for (let count; (count = await from.read(bytes)) !== null;) {
    await writeAll(to, bytes.subarray(0, count));
  }
  await to.closeWrite();
}

for (const size of [1, 2, 3, 7]) {
  Deno.test(`TlsSocket takes ciphertext that comes ${size} bytes at a time`, async () => {
    const [outer, inner] = [await tcpPair(), await tcpPair()];
    const relay = Promise.all([
      copy(outer.accepted, inner.connected, size),
      copy(inner.connected, outer.accepted, size),
    ]);
    const socket = tlsOn(inner.accepted);
    const [client] = await Promise.all([clientOn(outer.connected), socket.handshake()]);
    await writeAll(client, TEXT);
    assertEquals(await readExactly(socket, TEXT.length, 4), TEXT);
    await writeAll(socket, TEXT);
    assertEquals(await readExactly(client, TEXT.length, 4), TEXT);
    await client.closeWrite();
    assertEquals(await socket.read(new Uint8Array(8)), null);
    await socket.closeWrite();
    await relay;
    for (const end of [client, socket, outer.accepted, inner.connected]) end.close();
  });
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  Deno.test(`TlsSocket speaks ${version}`, async () => {
    const { accepted, connected } = await fragilePair();
    const socket = tlsOn(accepted);
    const range = { minVersion: version, maxVersion: version };
    const client = connectNodeTls({ socket: connected, rejectUnauthorized: false, ...range });
    await socket.handshake();
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    client.on("data", (bytes: Uint8Array) => resolve(new Uint8Array(bytes)));
    await writeAll(socket, TEXT);
    assertEquals(await promise, TEXT);
    assertEquals(client.getProtocol(), version);
    client.destroy();
    socket.close();
  });
}

Deno.test("TlsSocket waits for a handshake that is never begun, and gives it up when it is closed", async () => {
  const { accepted, connected } = await tcpPair();
  const socket = tlsOn(accepted);
  const handshake = assertRejects(() => socket.handshake());
  socket.close();
  assert(isDisconnect(await handshake));
  // nothing was said to who has said nothing
  assertEquals(await readToEnd(connected), new Uint8Array());
  connected.close();
});

Deno.test("TlsSocket refuses plain text at its first byte", async () => {
  for (const text of ["N", "NICK bob\r\n", "GET / HTTP/1.1\r\n\r\n", '{"type":"hello"}\n']) {
    const { accepted, connected } = await tcpPair();
    const socket = tlsOn(accepted);
    await writeAll(connected, new TextEncoder().encode(text));
    await assertRejects(() => socket.handshake(), InvalidData, "does not speak TLS");
    socket.close();
    await readToEnd(connected).catch(() => {}); // perhaps reset: what it said was not read
    connected.close();
  }
});

Deno.test("TlsSocket says in TLS what is wrong with a handshake that is none", async () => {
  const { accepted, connected } = await tcpPair();
  const socket = tlsOn(accepted);
  // a record of type handshake, 4 bytes long, with a message that no client begins with
  await writeAll(connected, Uint8Array.of(HANDSHAKE, 3, 1, 0, 4, 99, 0, 0, 0));
  await assertRejects(() => socket.handshake(), InvalidData);
  socket.close();
  assertEquals((await readToEnd(connected))[0], ALERT);
  connected.close();
});

Deno.test("TlsSocket sees that a handshake is cut, wherever that is", async () => {
  const hello = await clientHello();
  for (const length of [0, 1, 5, hello.length - 1, hello.length]) {
    const { accepted, connected } = await tcpPair();
    const socket = tlsOn(accepted);
    await writeAll(connected, hello.subarray(0, length));
    await connected.closeWrite();
    await assertRejects(() => socket.handshake(), UnexpectedEof, "", `after ${length} bytes`);
    socket.close();
    connected.close();
  }
});

Deno.test("TlsSocket outlives whatever comes in place of a handshake", async () => {
  const chance = Chance.announced("in place of a handshake");
  const hello = await clientHello();
  for (let round = 0; round < 300; round++) {
    const bytes = spoilt(hello, chance);
    const tcp = Object.assign(new FakeSocket(), { remoteAddr: { hostname: "192.0.2.1", port: 1 } });
    const socket = tlsOn(tcp);
    const handshake = assertRejects(() => socket.handshake());
    const size = 1 + chance.below(bytes.length);
    for (let at = 0; at < bytes.length; at += size) await tcp.send(bytes.subarray(at, at + size));
    if (chance.below(2) > 0) await tcp.hangUp();
    else socket.close();
    assert(isDisconnect(await handshake));
    if (!tcp.closed) socket.close();
  }
});

/** `hello`, changed, cut, followed by more, or only its beginning and then anything. */
function spoilt(hello: Uint8Array, chance: Chance): Uint8Array {
  const noise = (length: number) => Uint8Array.from({ length }, () => chance.below(256));
  const bytes = hello.slice();
  const at = chance.below(bytes.length);
  switch (chance.below(4)) {
    case 0:
      for (let count = 1 + chance.below(4); count > 0; count--) {
        bytes[chance.below(bytes.length)] = chance.below(256);
      }
      return bytes;
    case 1:
      return bytes.slice(0, at + 1);
    case 2:
      return Uint8Array.of(...bytes, ...noise(1 + chance.below(100)));
    default:
      return Uint8Array.of(...bytes.subarray(0, 1 + at % 20), ...noise(1 + chance.below(600)));
  }
}

Deno.test("TlsSocket refuses a record that was changed on the way", async () => {
  const [outer, inner] = [await tcpPair(), await tcpPair()];
  const socket = tlsOn(inner.accepted);
  let changes = false;
  const there = (async () => {
    const bytes = new Uint8Array(4096);
    for (let count; (count = await outer.accepted.read(bytes)) !== null;) {
      if (changes) bytes[count - 1]! ^= 1;
      await writeAll(inner.connected, bytes.subarray(0, count));
    }
  })();
  const back = copy(inner.connected, outer.accepted, 4096);
  const [client] = await Promise.all([clientOn(outer.connected), socket.handshake()]);
  changes = true;
  await writeAll(client, TEXT);
  await assertRejects(() => socket.read(new Uint8Array(64)), InvalidData);
  await assertRejects(() => socket.write(TEXT), InvalidData);
  socket.close();
  await back;
  client.close();
  await there;
  for (const end of [outer.accepted, inner.connected]) end.close();
});

Deno.test("TlsSocket tells an end that anybody could have made from one that the peer has", async () => {
  const { accepted, connected } = await fragilePair();
  const socket = tlsOn(accepted);
  const client = connectNodeTls({ socket: connected, rejectUnauthorized: false });
  client.on("error", () => {});
  await socket.handshake();
  connected.end(); // of TCP, without a word of TLS
  await assertRejects(() => socket.read(new Uint8Array(8)), UnexpectedEof);
  socket.close();
  client.destroy();
});

Deno.test("TlsSocket takes two records' worth of a write at the most", async () => {
  await using pair = await tlsPair();
  const { socket, client } = pair;
  for (const more of [0, 1]) {
    const bytes = new Uint8Array(MAX_TLS_WRITE_BYTES + more);
    assertEquals(await socket.write(bytes), MAX_TLS_WRITE_BYTES);
    await readExactly(client, MAX_TLS_WRITE_BYTES, MAX_TLS_WRITE_BYTES);
  }
});

Deno.test("TlsSocket reads from the system only for who reads from it", async () => {
  const { accepted, connected } = await tcpPair();
  let reads = 0;
  const { remoteAddr } = accepted;
  const counted = {
    remoteAddr,
    read: (into: Uint8Array) => (reads++, accepted.read(into)),
    write: (bytes: Uint8Array) => accepted.write(bytes),
    closeWrite: () => accepted.closeWrite(),
    close: () => accepted.close(),
  };
  const socket = tlsOn(counted);
  assertEquals(socket.remoteAddr, remoteAddr);
  const [client] = await Promise.all([clientOn(connected), socket.handshake()]);
  const before = reads;
  const peer = new ConnPeer(client);
  for (let i = 0; i < 10; i++) await peer.send(TEXT);
  await nextTurn();
  assertEquals(reads, before);
  assertEquals(await readExactly(socket, TEXT.length, TEXT.length), TEXT);
  assert(reads > before);
  socket.close();
  client.close();
});

Deno.test("TlsSocket cannot write before the peer has spoken TLS, and can still end", async () => {
  const { accepted, connected } = await tcpPair();
  const socket = tlsOn(accepted);
  await assertRejects(() => socket.write(TEXT), BadResource);
  await socket.closeWrite();
  assertEquals(await readToEnd(connected), new Uint8Array());
  socket.close();
  connected.close();
});
