import { assertEquals } from "@std/assert";
import { MAX_READ_BYTES } from "../../../server/limits.ts";
import { nextTurn } from "../../../runtime/next_turn.ts";
import { isDisconnect } from "../../../server/net/socket.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { type SocketPeer, socketSuite } from "./socket_suite.ts";
import { closing, ConnPeer, fragilePair, tcpPair } from "./tcp_pair.ts";

Deno.test("isDisconnect knows a peer that has gone from a fault of the server", () => {
  const { ConnectionReset, BrokenPipe, TimedOut, InvalidData, NotFound } = Deno.errors;
  for (const cause of [ConnectionReset, BrokenPipe, TimedOut, InvalidData]) {
    assertEquals(isDisconnect(new cause()), true, cause.name);
  }
  for (const code of ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]) {
    assertEquals(isDisconnect(Object.assign(new Error(code), { code })), true, code);
  }
  const full = Object.assign(new Error("disk"), { code: "ENOSPC" });
  for (const cause of [new TypeError("x is undefined"), new NotFound(), full, undefined, "gone"]) {
    assertEquals(isDisconnect(cause), false, String(cause));
  }
});

socketSuite("Deno.TcpConn", {
  open: async () => {
    const { accepted, connected } = await tcpPair();
    const peer = new ConnPeer(connected);
    return { socket: accepted, peer, ...closing(accepted, connected) };
  },
  openFragile: async () => {
    const { accepted, connected } = await fragilePair();
    return { socket: accepted, reset: () => connected.resetAndDestroy(), ...closing(accepted) };
  },
});

socketSuite("FakeSocket", {
  open: () => {
    const socket = fakeSocket();
    return Promise.resolve({ socket, peer: new FakePeer(socket), ...closing(socket) });
  },
  openFragile: () => {
    const socket = fakeSocket();
    const cause = new Deno.errors.ConnectionReset("Connection reset by peer");
    return Promise.resolve({ socket, reset: () => socket.hangUp(cause), ...closing(socket) });
  },
});

function fakeSocket(): FakeSocket {
  const socket = new FakeSocket(false);
  socket.polite = false;
  return socket;
}

/** The peer of a socket in memory: it takes what is asked for, and sends no more than is read. */
class FakePeer implements SocketPeer {
  readonly #socket: FakeSocket;

  constructor(socket: FakeSocket) {
    this.#socket = socket;
  }

  async send(bytes: Uint8Array): Promise<void> {
    while (this.#socket.unread > MAX_READ_BYTES) await nextTurn();
    await this.#socket.send(bytes);
  }

  async receive(): Promise<Uint8Array | null> {
    const { writer } = this.#socket;
    for (; writer.inFlight === 0; await nextTurn()) if (this.#socket.writeClosed) return null;
    return await writer.take();
  }

  end(): Promise<void> {
    return this.#socket.hangUp();
  }
}
