import { assertEquals } from "@std/assert";
import { knownServer, serverName } from "../../../client/memory/known_servers.ts";
import type { Fingerprint } from "../../../protocol/fingerprint.ts";
import { MemoryFiles } from "../../support/memory_files.ts";

const A: Fingerprint = `sha256:${"0a".repeat(32)}`;
const B: Fingerprint = `sha256:${"0b".repeat(32)}`;

function setUp(text?: string) {
  const files = new MemoryFiles();
  if (text !== undefined) files.texts.set("/known", text);
  return { files, server: (host: string, port = 7) => knownServer(files, "/known", host, port) };
}

Deno.test("serverName knows a server by its name in small letters and its port", () => {
  assertEquals(serverName("Host.Example", 65432), "host.example:65432");
  assertEquals(serverName("2001:DB8::1", 1), "[2001:db8::1]:1");
});

Deno.test("knownServer finds its own line and no other", async () => {
  const { server } = setUp(
    `# by hand\n\nother:7 ${B}\n  Host:7\t${A.toUpperCase()}\n`,
  );
  assertEquals(await server("HOST").recall(), A);
  assertEquals(await server("host", 8).recall(), undefined);
  assertEquals(await server("nobody").recall(), undefined);
});

Deno.test("knownServer keeps the other lines, and one of its own", async () => {
  const { files, server } = setUp(`# by hand\nhost:7 ${A}\nother:7 ${B}`);
  await server("host").remember(B);
  assertEquals(files.texts.get("/known"), `# by hand\nother:7 ${B}\nhost:7 ${B}\n`);
});

Deno.test("knownServer takes a damaged line for a certificate that nobody has", async () => {
  const { server } = setUp("host:7 sha256:12\n");
  assertEquals(await server("host").recall(), "sha256:unreadable");
});

Deno.test("knownServer remembers as long as it runs where there is no file", async () => {
  const files = { read: () => Promise.reject(), replace: () => Promise.reject() };
  const server = knownServer(files, undefined, "host", 7);
  assertEquals(await server.recall(), undefined);
  await server.remember(A);
  assertEquals(await server.recall(), A);
});
