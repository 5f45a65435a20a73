import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createServer as createTcpServer } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { askCertificate, connectTls, meetTls } from "../../../client/dial/tls.ts";
import { type ShownCertificate, TlsFailure } from "../../../client/link/dial.ts";
import type { Transport } from "../../../client/link/transport.ts";
import { makeCertificate } from "../../../server/access/certificate.ts";
import { selfSigned } from "../../support/certificate.ts";
import { Condition } from "../../support/condition.ts";
import { transportSuite } from "../link/transport_suite.ts";
import { listen, SocketPeer } from "./socket_peer.ts";

const SIGNAL = new AbortController().signal;

const ours = await makeCertificate();
const other = await makeCertificate();

function shown(pem: string): ShownCertificate {
  return { fingerprint: "sha256:not looked at", pem, names: ["chat.local"] };
}

/** A server with TLS, and its ends of the connections that come about. */
class TlsServer implements AsyncDisposable {
  readonly #peers: SocketPeer[] = [];
  readonly #changed = new Condition();
  readonly #listening: ReturnType<typeof listen>;

  constructor(certificate: { readonly cert: string; readonly key: string } = ours) {
    const options = { ...certificate, allowHalfOpen: true };
    const server = createServer(options, (socket: TLSSocket) => {
      this.#peers.push(new SocketPeer(socket));
      this.#changed.changed();
    });
    // a client that only asks, or that trusts another certificate, breaks off
    this.#listening = listen(server.on("tlsClientError", () => {}));
  }

  get port(): Promise<number> {
    return this.#listening.then(({ port }) => port);
  }

  /** Resolves with the server's end of the next connection. */
  accept(): Promise<SocketPeer> {
    return this.#changed.until("a connection", () => this.#peers.shift(), () => "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) await peer[Symbol.asyncDispose]();
    await (await this.#listening)[Symbol.asyncDispose]();
  }
}

/** A connection that `connect` makes to a server of this test. */
async function place(connect: (port: number) => Promise<Transport>) {
  const server = new TlsServer();
  const transport = await connect(await server.port);
  const peer = await server.accept();
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

async function meet(port: number): Promise<Transport> {
  const { transport } = await meetTls("127.0.0.1", port, SIGNAL);
  assert(transport !== undefined);
  return transport;
}

transportSuite(
  "connectTls",
  () => place((port) => connectTls("127.0.0.1", port, shown(ours.cert), SIGNAL)),
);
transportSuite("meetTls", () => place(meet));

Deno.test("meetTls shows the certificate of a server, whatever its dates are; connectTls checks them", async () => {
  const [past, future] = [new Date(Date.UTC(2001, 0)), new Date(Date.UTC(2901, 0))];
  for (
    const dates of [[past, new Date(Date.UTC(2002, 0))], [future, new Date(Date.UTC(2902, 0))]]
  ) {
    const [from, to] = dates;
    await using server = new TlsServer(await selfSigned(from!, to!));
    const port = await server.port;
    const { certificate, transport } = await meetTls("127.0.0.1", port, SIGNAL);
    assertEquals(certificate, await askCertificate("127.0.0.1", port, SIGNAL));
    transport?.close();
    await assertRejects(() => connectTls("127.0.0.1", port, certificate, SIGNAL), TlsFailure);
  }
});

Deno.test("askCertificate shows the certificate of a server, and says nothing to it", async () => {
  await using server = new TlsServer();
  const { pem, names, fingerprint } = await askCertificate(
    "127.0.0.1",
    await server.port,
    SIGNAL,
  );
  assertEquals(pem.replace(/\s/g, ""), ours.cert.replace(/\s/g, ""));
  assertEquals(names.includes("chat.local"), true, names.join());
  assertStringIncludes(fingerprint, "sha256:");
  await using peer = await server.accept();
  await peer.ended();
  await peer.received("");
});

Deno.test("connectTls speaks to nobody but the owner of the certificate's key", async () => {
  await using server = new TlsServer();
  const port = await server.port;
  await assertRejects(
    () => connectTls("127.0.0.1", port, shown(other.cert), SIGNAL),
    TlsFailure,
  );
});

Deno.test("askCertificate, meetTls and connectTls fail where no TLS is spoken", async () => {
  await using server = await listen(createTcpServer((socket) => {
    socket.on("error", () => {});
    // unread, its end would never come
    socket.resume();
    socket.end("NICKNAME_REQUEST\n");
  }));
  const { port } = server;
  await assertRejects(() => askCertificate("127.0.0.1", port, SIGNAL), Error);
  await assertRejects(() => meetTls("127.0.0.1", port, SIGNAL), Error);
  await assertRejects(() => connectTls("127.0.0.1", port, shown(ours.cert), SIGNAL), Error);
});

Deno.test("askCertificate, meetTls and connectTls end when their signal aborts", async () => {
  // accepts, and never speaks
  await using server = await listen(createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
  }));
  const { port } = server;
  for (
    const attempt of [
      (signal: AbortSignal) => askCertificate("127.0.0.1", port, signal),
      (signal: AbortSignal) => meetTls("127.0.0.1", port, signal),
      (signal: AbortSignal) => connectTls("127.0.0.1", port, shown(ours.cert), signal),
    ]
  ) {
    const controller = new AbortController();
    const attempted = attempt(controller.signal);
    controller.abort(new Error("left"));
    await assertRejects(() => attempted, Error);
  }
});
