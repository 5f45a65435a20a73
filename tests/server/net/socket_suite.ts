/** What every socket must do: one suite, run on each implementation. */

import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { nextTurn } from "../../../runtime/next_turn.ts";
import { isDisconnect, type Socket } from "../../../server/net/socket.ts";

/** The other end of a socket, in the test's hand. */
export interface SocketPeer {
  /** Resolves when there is room for more. */
  send(bytes: Uint8Array): Promise<void>;
  /** Resolves to some bytes; `null` when the socket has sent all it ever will. */
  receive(): Promise<Uint8Array | null>;
  /** Says that nothing more comes. */
  end(): Promise<void>;
}

/** A socket that is ready to speak, and its peer. */
export interface SocketPair extends AsyncDisposable {
  readonly socket: Socket;
  readonly peer: SocketPeer;
}

/** A socket that is ready to speak, whose peer can be torn away. */
export interface FragileSocket extends AsyncDisposable {
  readonly socket: Socket;
  /** Resets the connection. */
  reset(): void;
}

/** How sockets to test are made. */
export interface SocketMaker {
  open(): Promise<SocketPair>;
  openFragile(): Promise<FragileSocket>;
}

/** More than systems hold for one connection in both directions, with the buffers of both ends. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;
/** Much more than that. */
const MANY_BYTES = 3 * MAX_HELD_BYTES;
const PIECE_BYTES = 64 * 1024;

const TEXT = new TextEncoder().encode("Grüße, 世界\n");

/** A row in which each place of a piece tells which piece it is: of letters and lines, as all is here. */
const ROW = Uint8Array.from({ length: PIECE_BYTES + 251 }, (_, i) => {
  return i % 251 === 250 ? 0x0a : 0x20 + i % 251 % 95;
});

/** What is sent at `offset` in a long row of pieces. */
function pieceAt(offset: number): Uint8Array {
  const shift = offset / PIECE_BYTES % 251;
  return ROW.subarray(shift, shift + PIECE_BYTES);
}

/** Registers the suite for the sockets that `make` opens. */
export function socketSuite(name: string, make: SocketMaker): void {
  const test = (what: string, run: (pair: SocketPair) => Promise<void>) =>
    Deno.test(`${name} ${what}`, async () => {
      await using pair = await make.open();
      await run(pair);
    });

  test("reads what the peer sends, cut at every place", async ({ socket, peer }) => {
    for (let cut = 1; cut < TEXT.length; cut++) {
      await peer.send(TEXT.subarray(0, cut));
      await peer.send(TEXT.subarray(cut));
      assertEquals(await readExactly(socket, TEXT.length, 512), TEXT, `cut at ${cut}`);
    }
  });

  test("reads what fits and leaves the rest for the next read", async ({ socket, peer }) => {
    for (const size of [1, 2, 3, 5, TEXT.length - 1, TEXT.length]) {
      await peer.send(TEXT);
      assertEquals(await readExactly(socket, TEXT.length, size), TEXT, `${size} bytes at a time`);
    }
  });

  test("sends what it is given, in order, cut at every place", async ({ socket, peer }) => {
    for (let cut = 1; cut < TEXT.length; cut++) {
      const writing = writeAll(socket, TEXT.subarray(0, cut))
        .then(() => writeAll(socket, TEXT.subarray(cut)));
      assertEquals(await receiveExactly(peer, TEXT.length), TEXT, `cut at ${cut}`);
      await writing;
    }
  });

  test("takes no more than the peer does, and makes progress with it", async ({ socket, peer }) => {
    let written = 0;
    const writing = (async () => {
      while (written < MANY_BYTES) {
        const piece = pieceAt(written - written % PIECE_BYTES).subarray(written % PIECE_BYTES);
        const count = await socket.write(piece);
        assert(count > 0 && count <= piece.length, `${count} of ${piece.length} bytes were taken`);
        written += count;
      }
    })();
    for (let received = 0; received < MANY_BYTES; received += PIECE_BYTES) {
      assertLessOrEqual(written - received, MAX_HELD_BYTES);
      assertSame(await receiveExactly(peer, PIECE_BYTES), pieceAt(received));
    }
    await writing;
  });

  test("lets the peer send no more than is read", async ({ socket, peer }) => {
    let sent = 0;
    const sending = (async () => {
      for (; sent < MANY_BYTES; sent += PIECE_BYTES) await peer.send(pieceAt(sent));
    })();
    for (let read = 0; read < MANY_BYTES; read += PIECE_BYTES) {
      assertLessOrEqual(sent - read, MAX_HELD_BYTES);
      assertSame(await readExactly(socket, PIECE_BYTES, PIECE_BYTES), pieceAt(read));
    }
    await sending;
  });

  test("sees the end of what the peer sends, and can still send", async ({ socket, peer }) => {
    await peer.send(TEXT);
    await peer.end();
    assertEquals(await readExactly(socket, TEXT.length, 512), TEXT);
    assertEquals(await socket.read(new Uint8Array(8)), null);
    assertEquals(await socket.read(new Uint8Array(8)), null, "asked once more");
    const writing = writeAll(socket, TEXT);
    assertEquals(await receiveExactly(peer, TEXT.length), TEXT);
    await writing;
  });

  test("ends what it sends, and can still read", async ({ socket, peer }) => {
    const ending = writeAll(socket, TEXT).then(() => socket.closeWrite());
    assertEquals(await receiveExactly(peer, TEXT.length), TEXT);
    assertEquals(await peer.receive(), null);
    await ending;
    await peer.send(TEXT);
    assertEquals(await readExactly(socket, TEXT.length, 512), TEXT);
  });

  test("sees the end of a peer that goes once it was told to", async ({ socket, peer }) => {
    const reading = socket.read(new Uint8Array(8));
    await socket.closeWrite();
    assertEquals(await peer.receive(), null);
    await peer.end();
    assertEquals(await reading, null);
  });

  test("gives up a read and a write when it is closed", async ({ socket }) => {
    const reading = ended(socket.read(new Uint8Array(8)));
    let writes = 0;
    const writing = ended(writeForever(socket, () => writes++));
    await stalled(() => writes);
    socket.close();
    await reading;
    await writing;
    await ended(socket.read(new Uint8Array(8)));
    await ended(socket.write(TEXT));
  });

  // who does both hears of it from one of them: a system tells it once
  const waits = { reads: (socket: Socket) => socket.read(new Uint8Array(8)), writes: writeForever };
  for (const [what, wait] of Object.entries(waits)) {
    Deno.test(`${name} tells of a peer that is torn away, to one who ${what}`, async () => {
      await using fragile = await make.openFragile();
      const waiting = ended(wait(fragile.socket));
      fragile.reset();
      await waiting;
    });
  }
}

/** Resolves when `promise` is rejected as connections end. */
async function ended(promise: Promise<unknown>): Promise<void> {
  const cause = await assertRejects(() => promise);
  assert(isDisconnect(cause), `${cause}`);
}

/** Rejects when no more can be written. */
async function writeForever(socket: Socket, onWrite: () => void = () => {}): Promise<never> {
  const piece = pieceAt(0);
  for (;; onWrite()) await socket.write(piece);
}

/** Resolves when `count` has not changed for some turns of the event loop. */
async function stalled(count: () => number): Promise<void> {
  for (let turns = 0, last = count(); turns < 100; turns++) {
    await nextTurn();
    if (count() !== last) [turns, last] = [0, count()];
  }
}

/** As `assertEquals`, for many bytes. */
function assertSame(seen: Uint8Array, wanted: Uint8Array): void {
  if (seen.length !== wanted.length || seen.some((byte, i) => byte !== wanted[i])) {
    assertEquals(seen, wanted);
  }
}

/** Writes all of `bytes`. */
export async function writeAll(socket: Pick<Socket, "write">, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await socket.write(rest));
}

/** Reads `count` bytes, `size` at a time. */
export async function readExactly(
  socket: Pick<Socket, "read">,
  count: number,
  size: number,
): Promise<Uint8Array> {
  const all = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const into = new Uint8Array(Math.min(size, count - at));
    const length = await socket.read(into);
    assert(length !== null, `the end came after ${at} of ${count} bytes`);
    assert(length > 0 && length <= into.length, `${length} bytes in ${into.length}`);
    all.set(into.subarray(0, length), at);
    at += length;
  }
  return all;
}

/** What is left over of the last piece that each peer has received. */
const leftovers = new WeakMap<SocketPeer, Uint8Array>();

/** Receives `count` bytes. */
async function receiveExactly(peer: SocketPeer, count: number): Promise<Uint8Array> {
  const all = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const left = leftovers.get(peer);
    const bytes = left !== undefined && left.length > 0 ? left : await peer.receive();
    assert(bytes !== null, `the end came after ${at} of ${count} bytes`);
    const part = bytes.subarray(0, count - at);
    all.set(part, at);
    at += part.length;
    leftovers.set(peer, bytes.subarray(part.length));
  }
  return all;
}
