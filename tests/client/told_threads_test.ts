import { assertEquals, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { PortRequest } from "../../client/dial/port_messages.ts";
import { portConnector } from "../../client/dial/port_transport.ts";
import { MAX_TOLD_CONTROL_PORTS, MAX_TOLD_NODES } from "../../client/limits.ts";
import { TlsFailure } from "../../client/link/dial.ts";
import { ConnectionRefused, type Transport } from "../../client/link/transport.ts";
import { ToldThreads } from "../../client/told_threads.ts";
import { makeCertificate } from "../../server/access/certificate.ts";
import { soon } from "../support/soon.ts";
import { listen, SocketPeer } from "./dial/socket_peer.ts";
import { transportSuite } from "./link/transport_suite.ts";

const SIGNAL = new AbortController().signal;
const NAMED = { host: "127.0.0.1", port: 1 };

/** Threads as the main thread starts them, or with another module, and how many there were. */
function threadsOf(module = "../../client/dial_worker.ts") {
  const started: Deno.PermissionOptionsObject[] = [];
  const url = import.meta.resolve(module);
  const threads = new ToldThreads([NAMED], (permissions) => {
    started.push(permissions);
    return new Worker(url, { type: "module", deno: { permissions } });
  });
  return {
    threads,
    started,
    to: (host: string, port: number) =>
      portConnector(host, port, (...request) => threads.connect(...request)),
    [Symbol.dispose]: () => threads.close(),
  };
}

/** What a thread says first over the port of a request. */
async function answer(threads: ToldThreads, request: PortRequest): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  port1.onmessage = ({ data }) => resolve(data);
  threads.connect(request, port2, new MessageChannel().port2);
  return await soon(promise).finally(() => port1.close());
}

transportSuite("A connection of another thread", async () => {
  const accepted = Promise.withResolvers<Socket>();
  const server = await listen(createServer({ allowHalfOpen: true }, accepted.resolve));
  const { to, threads } = threadsOf();
  const transport = await to("127.0.0.1", server.port).plain(SIGNAL);
  const peer = new SocketPeer(await accepted.promise);
  return {
    transport,
    peer,
    async [Symbol.asyncDispose]() {
      transport.close();
      threads.close();
      await peer[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});

Deno.test("ToldThreads: a thread meets a server with TLS, and proves a certificate", async () => {
  const ours = await makeCertificate();
  const server = await listen(
    createTlsServer({ cert: ours.cert, key: ours.key }, (socket) => {
      socket.on("error", () => {});
      socket.end("hello");
    }).on("tlsClientError", () => {}),
  );
  using threads = threadsOf();
  const connector = threads.to("127.0.0.1", server.port);
  const certificate = await connector.certificate(SIGNAL);
  assertEquals(certificate.names.includes("chat.local"), true);
  const transport = await connector.secure(certificate, SIGNAL);
  const bytes = new Uint8Array(5);
  assertEquals([await transport.read(bytes), transport.isPrivate], [5, true]);
  assertEquals(new TextDecoder().decode(bytes), "hello");
  transport.close();
  const met = await connector.meet(SIGNAL);
  assertEquals(met.certificate, certificate);
  met.transport?.close();
  const other = { ...certificate, pem: (await makeCertificate()).cert };
  await assertRejects(() => connector.secure(other, SIGNAL), TlsFailure);
  assertEquals(threads.started.length, 1);
  await server[Symbol.asyncDispose]();
  await assertRejects(() => connector.plain(SIGNAL), ConnectionRefused);
});

Deno.test("ToldThreads: a thread may connect to its server and do nothing else", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using threads = threadsOf("./told_threads_probe.ts");
  const { port } = server.addr;
  const found = await answer(threads.threads, { how: "plain", host: "127.0.0.1", port });
  const refused = "NotCapable";
  assertEquals(found, {
    connect: "done",
    ...{ connectElsewhere: refused, listen: refused, read: refused, write: refused },
    ...{ env: refused, run: refused, interfaces: refused, code: "TypeError" },
  });
});

Deno.test("ToldThreads starts one thread for each server, none for one too many or of no use, and ends them", () => {
  const started: Deno.PermissionOptionsObject[] = [];
  let ended = 0;
  const threads = new ToldThreads([NAMED], (permissions) => {
    started.push(permissions);
    return { postMessage: () => {}, terminate: () => void ended++, onerror: null };
  });
  const ask = (host: string, port: number) => {
    const [data, control] = [new MessageChannel(), new MessageChannel()];
    threads.connect({ how: "plain", host, port }, data.port2, control.port2);
    for (const each of [data, control]) for (const end of [each.port1, each.port2]) end.close();
  };
  for (const [host, port] of [["0.0.0.0", 1], ["127.0.0.1", 1], ["a", 0]] as const) ask(host, port);
  assertEquals(started, []);
  for (let i = 0; i < 1_000; i++) ask(`n${i}.lab`, 7);
  ask("N0.lab", 7);
  assertEquals(
    started.map(({ net }) => net),
    Array.from({ length: MAX_TOLD_NODES }, (_, i) => [`n${i}.lab:7`]),
  );
  threads.close();
  assertEquals(ended, MAX_TOLD_NODES);
});

Deno.test("ToldThreads tells all clients of a thread that has died, and starts another one", async () => {
  using threads = threadsOf("./told_threads_dying.ts");
  const [one, other] = [threads.to("a.lab", 7), threads.to("b.lab", 7)];
  const far = await soon(other.plain(SIGNAL));
  const open = [await soon(one.plain(SIGNAL)), await soon(one.plain(SIGNAL))];
  const reads = open.map((each) => each.read(new Uint8Array(1)));
  const ends = [...reads, one.meet(SIGNAL)].map((each: Promise<unknown>) =>
    assertRejects(() => soon(each), Error)
  );
  for (const { message } of await Promise.all(ends)) {
    assertEquals(message.includes("it dies, as the test wants"), true, message);
  }
  await assertRejects(() => open[0]!.write(new Uint8Array(1)), Error, "it dies");
  const next = await soon(one.plain(SIGNAL));
  assertEquals(threads.started.map(({ net }) => net), [["b.lab:7"], ["a.lab:7"], ["a.lab:7"]]);
  // that of the other server goes on until all are ended
  const reading = far.read(new Uint8Array(1));
  threads.threads.close();
  for (const each of [reading, next.read(new Uint8Array(1))]) {
    await assertRejects(() => soon(each), Error, "ended");
  }
});

Deno.test("ToldThreads tells a client at once that it may not go somewhere, or that no thread can be started", async () => {
  using threads = threadsOf();
  for (const [host, port] of [["0.0.0.0", 1], ["127.0.0.1", 1]] as const) {
    await assertRejects(() => soon(threads.to(host, port).plain(SIGNAL)), Error, "may not go");
  }
  assertEquals(threads.started, []);
  let starts = 0;
  const none = new ToldThreads([NAMED], () => {
    starts++;
    throw new URIError("no such host can be");
  });
  const connector = portConnector("a.lab", 7, (...request) => none.connect(...request));
  for (let round = 1; round <= 2; round++) {
    await assertRejects(() => soon(connector.plain(SIGNAL)), Error, "no such host");
    assertEquals(starts, round);
  }
});

Deno.test("ToldThreads keeps a bounded number of control ports, and none of a connection that is closed", async () => {
  using threads = threadsOf("./told_threads_dying.ts");
  const connector = threads.to("a.lab", 7);
  const open: Transport[] = [];
  const goOn = async () => void open.push(await soon(connector.plain(SIGNAL)));
  for (let at = 0; at < MAX_TOLD_CONTROL_PORTS; at++) await goOn();
  await assertRejects(goOn, Error, "too many");
  // the thread that keeps them hears of each end, after a few messages
  for (const each of open.splice(0)) each.close();
  for (let tries = 0; tries < 100 && open.length < MAX_TOLD_CONTROL_PORTS; tries++) {
    await goOn().catch(() => {});
  }
  assertEquals(open.length, MAX_TOLD_CONTROL_PORTS);
  await assertRejects(goOn, Error, "too many");
  for (const each of open) each.close();
});
