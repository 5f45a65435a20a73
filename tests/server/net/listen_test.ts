import { assertEquals, assertRejects } from "@std/assert";
import { listen } from "../../../server/net/listen.ts";
import { readExactly, writeAll } from "./socket_suite.ts";
import { CERTIFICATE, clientOn } from "./tls_pair.ts";

const TEXT = new TextEncoder().encode("hello\n");

Deno.test("listen with a certificate accepts who has not spoken yet, and speaks TLS with who does", async () => {
  const acceptor = await listen("127.0.0.1", 0, { ...CERTIFICATE, fingerprint: "sha256:none" });
  const silent = await Deno.connect(acceptor.addr);
  const waiting = await acceptor.accept();
  assertEquals(waiting.remoteAddr.port, silent.localAddr.port);
  const handshake = assertRejects(() => waiting.handshake!());

  const connected = await Deno.connect(acceptor.addr);
  const socket = await acceptor.accept();
  const [client] = await Promise.all([clientOn(connected), socket.handshake!()]);
  await writeAll(socket, TEXT);
  assertEquals(await readExactly(client, TEXT.length, 64), TEXT);

  for (const end of [acceptor, socket, client, waiting, silent]) end.close();
  await handshake;
});
