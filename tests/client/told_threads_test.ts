import { assertEquals, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { PortRequest } from "../../client/dial/port_messages.ts";
import { portConnector } from "../../client/dial/port_transport.ts";
import { MAX_TOLD_NODES } from "../../client/limits.ts";
import { TlsFailure } from "../../client/link/dial.ts";
import { ConnectionRefused } from "../../client/link/transport.ts";
import { ToldThreads } from "../../client/told_threads.ts";
import { makeCertificate } from "../../server/access/certificate.ts";
import { Condition } from "../support/condition.ts";
import { listen, SocketPeer } from "./dial/socket_peer.ts";
import { transportSuite } from "./link/transport_suite.ts";

const SIGNAL = new AbortController().signal;
const NAMED = { host: "127.0.0.1", port: 1 };

/** Threads as `main.ts` starts them, or with another module, and how many there were. */
function threadsOf(module = "../../client/dial_worker.ts") {
  const started: Deno.PermissionOptionsObject[] = [];
  const failed = new Condition();
  let failures = 0;
  const url = import.meta.resolve(module);
  const threads = new ToldThreads([NAMED], (permissions) => {
    started.push(permissions);
    const worker = new Worker(url, { type: "module", deno: { permissions } });
    worker.addEventListener("error", () => {
      failures++;
      failed.changed();
    });
    return worker;
  });
  return {
    threads,
    started,
    failed: () => failed.until("a thread that died", () => failures > 0 || undefined, () => ""),
    to: (host: string, port: number) =>
      portConnector(host, port, (request, end) => threads.connect(request, end)),
    [Symbol.dispose]: () => threads.close(),
  };
}

/** What a thread says first over the port of a request. */
async function answer(threads: ToldThreads, request: PortRequest): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  port1.onmessage = ({ data }) => resolve(data);
  threads.connect(request, port2);
  return await promise.finally(() => port1.close());
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
    const { port1, port2 } = new MessageChannel();
    threads.connect({ how: "plain", host, port }, port2);
    for (const each of [port1, port2]) each.close();
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

Deno.test("ToldThreads starts another thread where one has died, and goes on itself", async () => {
  using threads = threadsOf("./told_threads_dying.ts");
  const where = { host: "a.lab", port: 7 };
  assertEquals(await answer(threads.threads, { how: "plain", ...where }), "here");
  const { port1, port2 } = new MessageChannel();
  threads.threads.connect({ how: "meet", ...where }, port2);
  port1.close();
  await threads.failed();
  assertEquals(await answer(threads.threads, { how: "plain", ...where }), "here");
  assertEquals(threads.started.length, 2);
});
