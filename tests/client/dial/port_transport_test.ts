import { assert, assertEquals, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import type { PortAnswer, PortRequest } from "../../../client/dial/port_messages.ts";
import { type AskToConnect, portConnector } from "../../../client/dial/port_transport.ts";
import { PortServer } from "../../../client/dial/serve_port.ts";
import { connectorTo } from "../../../client/dial/tls.ts";
import { MAX_PORT_BYTES, MAX_TOLD_CONNECTIONS } from "../../../client/limits.ts";
import { type Connector, TlsFailure } from "../../../client/link/dial.ts";
import { ConnectionRefused, type Transport } from "../../../client/link/transport.ts";
import { FakePeer } from "../../support/fake_server.ts";
import { soon } from "../../support/soon.ts";
import { transportSuite } from "../link/transport_suite.ts";
import { listen, SocketPeer } from "./socket_peer.ts";

const SIGNAL = new AbortController().signal;

const CERTIFICATE = { fingerprint: "sha256:aa", pem: "a certificate", names: ["a"] } as const;

/** Serves what a client asks for, as the thread would; `served` resolves when all of it has ended. */
function serving(connector: Connector) {
  const requests: PortRequest[] = [];
  const ports: Promise<void>[] = [];
  const server = new PortServer(() => connector);
  const ask: AskToConnect = (request, port, control) => {
    control.close(); // the main thread has nothing to say
    requests.push(request);
    ports.push(server.serve(request, port));
  };
  const served = async () => void await Promise.all(ports);
  return { ...portConnector("a.lab", 7, ask), requests, served };
}

/** A connector that makes nothing but what the test gives. */
function connectorOf(given: Partial<Connector>): Connector {
  const no = () => Promise.reject(new Error("not here"));
  return { plain: no, certificate: no, meet: no, secure: no, ...given };
}

/** A connection over a port, and what the other side of it sees. */
async function opened() {
  const peer = new FakePeer(Infinity);
  const far = serving(connectorOf({ plain: () => Promise.resolve(peer) }));
  const transport = await far.plain(SIGNAL);
  return {
    transport,
    peer,
    async [Symbol.asyncDispose]() {
      transport.close();
      await far.served();
    },
  };
}

transportSuite("A transport over a port", async () => {
  const accepted = Promise.withResolvers<Socket>();
  const server = await listen(createServer({ allowHalfOpen: true }, accepted.resolve));
  const far = serving(connectorTo("127.0.0.1", server.port));
  const transport = await far.plain(SIGNAL);
  const peer = new SocketPeer(await accepted.promise);
  return {
    transport,
    peer,
    async [Symbol.asyncDispose]() {
      transport.close();
      await peer[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await far.served();
    },
  };
});

Deno.test("portConnector asks for each kind of connection, and gets what comes of it", async () => {
  const plain = new FakePeer(Infinity);
  const met = Object.assign(new FakePeer(Infinity), { isPrivate: true });
  const secure = Object.assign(new FakePeer(Infinity), { isPrivate: true });
  const far = serving({
    plain: () => Promise.resolve(plain),
    certificate: () => Promise.resolve(CERTIFICATE),
    meet: () => Promise.resolve({ certificate: CERTIFICATE, transport: met }),
    secure: (certificate) => {
      assertEquals(certificate, CERTIFICATE);
      return Promise.resolve(secure);
    },
  });
  const open: Transport[] = [await far.plain(SIGNAL)];
  assertEquals(await far.certificate(SIGNAL), CERTIFICATE);
  const { certificate, transport } = await far.meet(SIGNAL);
  assertEquals(certificate, CERTIFICATE);
  open.push(transport!, await far.secure(CERTIFICATE, SIGNAL));
  assertEquals(open.map(({ isPrivate }) => isPrivate), [false, true, true]);
  const where = { host: "a.lab", port: 7 };
  assertEquals(far.requests, [
    { ...where, how: "plain" },
    { ...where, how: "certificate" },
    { ...where, how: "meet" },
    { ...where, how: "secure", certificate: CERTIFICATE },
  ]);
  for (const each of open) each.close();
  await far.served();
  assertEquals([plain.closed, met.closed, secure.closed], [true, true, true]);
});

Deno.test("portConnector meets a server that shows its certificate alone", async () => {
  const far = serving(connectorOf({ meet: () => Promise.resolve({ certificate: CERTIFICATE }) }));
  assertEquals(await far.meet(SIGNAL), { certificate: CERTIFICATE });
  await far.served();
});

Deno.test("portConnector rejects with errors of the same class, words and code", async () => {
  const lost = Object.assign(new Error("it was reset"), { code: "ECONNRESET" });
  for (const cause of [new ConnectionRefused("nobody"), new TlsFailure("no TLS"), lost]) {
    const far = serving(connectorOf({ plain: () => Promise.reject(cause) }));
    const error = await assertRejects(() => far.plain(SIGNAL), Error, cause.message);
    assertEquals([error.constructor, error.name], [cause.constructor, cause.name]);
    assertEquals(
      "code" in error ? error.code : undefined,
      cause === lost ? "ECONNRESET" : undefined,
    );
    await far.served();
  }
});

Deno.test("portConnector rejects where it cannot ask, and leaves nothing behind", async () => {
  const connector = portConnector("a.lab", 7, () => {
    throw new Error("nobody to ask");
  });
  await assertRejects(() => connector.plain(SIGNAL), Error, "nobody to ask");
  await assertRejects(() => connector.certificate(SIGNAL), Error, "nobody to ask");
});

Deno.test("portConnector ends an attempt when its signal aborts, on both sides", async () => {
  const end = new AbortController();
  const begun = Promise.withResolvers<AbortSignal>();
  const far = serving(connectorOf({
    plain: (signal) => {
      begun.resolve(signal);
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    },
  }));
  const dialling = far.plain(end.signal);
  const signal = await begun.promise;
  end.abort(new Error("left"));
  await assertRejects(() => dialling, Error, "left");
  await far.served();
  assert(signal.aborted);
  await assertRejects(() => far.plain(end.signal), Error, "left");
  assertEquals(far.requests.length, 1);
});

Deno.test("A connection that comes about after its port was closed is closed too", async () => {
  const end = new AbortController();
  const late = Promise.withResolvers<Transport>();
  const peer = new FakePeer(Infinity);
  const far = serving(connectorOf({ plain: () => late.promise }));
  const dialling = far.plain(end.signal);
  end.abort(new Error("left"));
  await assertRejects(() => dialling, Error, "left");
  await far.served();
  late.resolve(peer);
  await peer.until("the end", ({ closed }) => closed);
});

Deno.test("A port brings what is asked for, in bounded pieces, and nothing ahead", async () => {
  await using t = await opened();
  const asked: number[] = [];
  const { read } = t.peer;
  t.peer.read = (into) => {
    asked.push(into.length);
    return read.call(t.peer, into);
  };
  t.peer.send("x".repeat(MAX_PORT_BYTES + 5));
  const first = await t.transport.read(new Uint8Array(MAX_PORT_BYTES + 1));
  assertEquals([first, asked], [MAX_PORT_BYTES, [MAX_PORT_BYTES]]);
  assertEquals(await t.transport.read(new Uint8Array(4)), 4);
  assertEquals(asked, [MAX_PORT_BYTES, 4]);
});

Deno.test("A port takes a bounded number of bytes at once, which stay the caller's", async () => {
  await using t = await opened();
  const bytes = new Uint8Array(MAX_PORT_BYTES + 1).fill(0x61);
  assertEquals(await t.transport.write(bytes), MAX_PORT_BYTES);
  assertEquals(await t.transport.write(bytes.subarray(MAX_PORT_BYTES)), 1);
  assertEquals([bytes.length, t.peer.writes.join("")], [
    MAX_PORT_BYTES + 1,
    "a".repeat(MAX_PORT_BYTES + 1),
  ]);
});

Deno.test("A write over a port waits until the other side has taken it", async () => {
  await using t = await opened();
  const taken = Promise.withResolvers<number>();
  t.peer.write = () => taken.promise;
  let isDone = false;
  const writing = t.transport.write(Uint8Array.of(1)).then(() => isDone = true);
  t.peer.send("heard");
  // by then the other side has the write, too
  await t.transport.read(new Uint8Array(5));
  assertEquals(isDone, false);
  taken.resolve(1);
  await writing;
});

Deno.test("One read and one write are under way at a time", async () => {
  await using t = await opened();
  const reading = t.transport.read(new Uint8Array(5));
  await assertRejects(() => t.transport.read(new Uint8Array(5)), Error, "under way");
  t.peer.send("heard");
  assertEquals(await reading, 5);
});

Deno.test("PortServer ends the connection of a client that does not wait for answers", async () => {
  for (const question of [1, Uint8Array.of(1), "closeWrite"]) {
    for (const isOpen of [true, false]) {
      const peer = new FakePeer(Infinity);
      const never = new Promise<never>(() => {});
      peer.write = peer.closeWrite = () => never;
      const { port1, port2 } = new MessageChannel();
      const plain = () => isOpen ? Promise.resolve(peer) : never;
      const request = { how: "plain", host: "a", port: 1 } as const;
      const served = new PortServer(() => connectorOf({ plain })).serve(request, port2);
      if (isOpen) await new Promise((resolve) => port1.onmessage = resolve);
      port1.postMessage(question);
      port1.postMessage(question);
      await served;
      assertEquals(peer.closed, isOpen);
      port1.close();
    }
  }
});

Deno.test("PortServer has a bounded number of connections at a time", async () => {
  let opened = 0;
  const server = new PortServer(() =>
    connectorOf({
      plain: () => {
        opened++;
        return Promise.resolve(new FakePeer(Infinity));
      },
    })
  );
  const open = () => {
    const { port1, port2 } = new MessageChannel();
    const answer = Promise.withResolvers<PortAnswer>();
    port1.onmessage = ({ data }) => answer.resolve(data);
    const closed = server.serve({ how: "plain", host: "a", port: 1 }, port2);
    return { port: port1, closed, answer: answer.promise };
  };
  const all = Array.from({ length: MAX_TOLD_CONNECTIONS }, open);
  const tooMany = open();
  await tooMany.closed;
  const failure = { kind: "other", message: "There are 4 connections already" } as const;
  assertEquals(await soon(tooMany.answer), { to: "open", failure });
  assertEquals(opened, MAX_TOLD_CONNECTIONS);
  all[0]!.port.postMessage("close");
  await all[0]!.closed;
  const next = open();
  assertEquals(opened, MAX_TOLD_CONNECTIONS + 1);
  for (const { port, closed } of [...all.slice(1), next]) {
    port.postMessage("close");
    await closed;
  }
  for (const { port } of [...all, tooMany, next]) port.close();
});
