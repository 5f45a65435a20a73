import { assertEquals, assertRejects } from "@std/assert";
import { tcpAcceptor, type TcpSocket } from "../../../server/net/acceptor.ts";
import type { NetAddress } from "../../../server/net/socket.ts";
import { FakeSocket } from "../fakes/socket.ts";

/** A socket that notes what it was set to; a `torn` one cannot be set to anything. */
class FakeTcpSocket extends FakeSocket implements TcpSocket {
  readonly remoteAddr: NetAddress = { hostname: "192.0.2.1", port: 5000 };
  readonly settings: string[] = [];
  torn = false;

  setNoDelay(on: boolean): void {
    if (this.torn) throw new Deno.errors.ConnectionReset("Connection reset by peer");
    this.settings.push(`no delay ${on}`);
  }

  setKeepAlive(on: boolean): void {
    this.settings.push(`keep alive ${on}`);
  }
}

function acceptorOf(socket: TcpSocket) {
  const addr = { hostname: "127.0.0.1", port: 1 };
  return tcpAcceptor({ addr, accept: () => Promise.resolve(socket), close: () => {} });
}

Deno.test("tcpAcceptor accepts sockets that send at once and notice a peer that has vanished", async () => {
  const socket = new FakeTcpSocket();
  assertEquals(await acceptorOf(socket).accept(), socket);
  assertEquals(socket.settings, ["no delay true", "keep alive true"]);
});

Deno.test("tcpAcceptor lets go of a socket whose peer is gone before it is accepted", async () => {
  const socket = new FakeTcpSocket();
  socket.torn = true;
  await assertRejects(() => acceptorOf(socket).accept(), Deno.errors.ConnectionReset);
  assertEquals(socket.closed, true);
});
