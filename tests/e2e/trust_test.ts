/** Whom a client trusts: real servers, and some that pretend. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { hasTlsStreams } from "../../runtime/tls_stream.ts";
import { selfSigned } from "../support/certificate.ts";
import { chatCommand, chatDenoVersion } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import {
  type Ended,
  joinArgs,
  Process,
  runChat,
  type Server,
  startServer,
} from "../support/process.ts";
import { fingerprintOfPem } from "../support/tls.ts";
import { makeIsland, whyNoCable } from "./support/network.ts";
import { tempFolder } from "./support/temp.ts";

/** A user with a home of their own, who says one line at a time. */
class User implements AsyncDisposable {
  readonly home = Deno.makeTempDirSync({ prefix: "chat-home-" });

  /** Says a line in a pipe, and leaves. */
  say(server: Pick<Server, "address">, ...args: string[]): Promise<Ended> {
    return runChat(joinArgs(server, "--nick", "bot", ...args), {
      home: this.home,
      stdin: "hello\n",
    });
  }

  get knownServers(): string {
    return `${this.home}/.local/state/chat/known_servers`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

/** All that is in the log of a server's lobby. */
async function logOf({ data }: Server): Promise<string> {
  const folder = `${data}/rooms/lobby`;
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  return (await Promise.all(names.map((name) => Deno.readTextFile(`${folder}/${name}`)))).join("");
}

const onLinux = { ignore: Deno.build.os !== "linux" };

Deno.test({
  ...onLinux,
  name: "join needs no other command for a server with TLS, and says whom it trusts once",
  async fn() {
    await using server = await startServer({ args: ["--tls"] });
    await using user = new User();
    const fingerprint = await fingerprintOfPem(`${server.data}/tls/cert.pem`);
    const first = await user.say(server);
    assertEquals(first.code, 0, first.stderr);
    assertStringIncludes(first.stderr, fingerprint);
    const second = await user.say(server);
    assertEquals([second.code, second.stderr], [0, ""]);
    const { hostname, port } = server.address;
    assertEquals(
      await Deno.readTextFile(user.knownServers),
      `${hostname}:${port} ${fingerprint}\n`,
    );
    assertEquals((await Deno.stat(user.knownServers)).mode! & 0o777, 0o600);
    assertEquals((await logOf(server)).match(/"text":"hello"/g)?.length, 2);
  },
});

Deno.test({
  ...onLinux,
  name: "join writes its known servers through a link, to the file that it leads to",
  async fn() {
    await using server = await startServer({ args: ["--tls"] });
    await using user = new User();
    await Deno.mkdir(`${user.home}/dotfiles`);
    await Deno.mkdir(dirname(user.knownServers), { recursive: true });
    await Deno.symlink("../../../dotfiles/known", user.knownServers);
    const { code, stderr } = await user.say(server);
    assertEquals(code, 0, stderr);
    assertStringIncludes(await Deno.readTextFile(`${user.home}/dotfiles/known`), "sha256:");
    assertEquals((await Deno.lstat(user.knownServers)).isSymlink, true);
  },
});

Deno.test({
  ...onLinux,
  name: "join refuses a server whose certificate has changed, and says nothing to it",
  async fn() {
    await using user = new User();
    let port: string;
    {
      await using server = await startServer({ args: ["--tls"] });
      port = `${server.address.port}`;
      assertEquals((await user.say(server)).code, 0);
    }
    await using server = await startServer({ args: ["--tls", "--port", port] });
    const ended = await user.say(server);
    assertEquals(ended.code, 1);
    assertStringIncludes(ended.stderr, "THIS IS NOT THE SERVER IT WAS");
    assertStringIncludes(ended.stderr, user.knownServers);
    assert(!server.process.stderr.includes("joined"), server.process.stderr);
    // whoever knows that it is the right one takes the line out
    await Deno.remove(user.knownServers);
    assertEquals((await user.say(server)).code, 0);
  },
});

Deno.test({
  ...onLinux,
  name: "join refuses a server that spoke TLS before and does not any more",
  async fn() {
    await using user = new User();
    let port: string;
    {
      await using server = await startServer({ args: ["--tls"] });
      port = `${server.address.port}`;
      assertEquals((await user.say(server)).code, 0);
    }
    await using server = await startServer({ args: ["--port", port] });
    const ended = await user.say(server);
    assertEquals(ended.code, 1);
    assertStringIncludes(ended.stderr, "DOES NOT ENCRYPT ANY MORE");
    assert(!server.process.stderr.includes("joined"), server.process.stderr);
  },
});

Deno.test("join --pin wants this certificate and no other, and never plain text", async () => {
  await using server = await startServer({ args: ["--tls"] });
  await using user = new User();
  const fingerprint = await fingerprintOfPem(`${server.data}/tls/cert.pem`);
  const right = await user.say(server, "--pin", fingerprint);
  assertEquals([right.code, right.stderr], [0, ""]);
  const other = `sha256:${"0".repeat(64)}`;
  const wrong = await user.say(server, "--pin", other);
  assertEquals(wrong.code, 1);
  assertMatch(wrong.stderr, /NOT THE SERVER YOU WANT.*sha256:0{64} -> sha256:/);
  assertEquals((await user.say(server, "--pin", "sha256:xyz")).code, 2);
  await using plain = await startServer();
  const naked = await user.say(plain, "--pin", fingerprint);
  assertEquals(naked.code, 1);
  assertStringIncludes(naked.stderr, "--pin asks for TLS, and this server has none");
});

Deno.test({
  ...needs("openssl"),
  name: "join refuses a server that shows a certificate to which it has no key",
  async fn() {
    await using server = await startServer({ args: ["--tls"] });
    await using user = new User();
    assertEquals((await user.say(server)).code, 0);
    const cert = `${server.data}/tls/cert.pem`;
    const key = `${server.data}/impostor.pem`;
    await Deno.writeTextFile(key, await impostorKey(`${server.data}/tls/key.pem`));
    const address = { hostname: "127.0.0.1", port: freePort() };
    const where = `127.0.0.1:${address.port}`;
    const args = ["s_server", "-accept", where, "-cert", cert, "-key", key];
    await using impostor = await Process.start(["openssl", ...args]);
    await impostor.waitForOutput(/ACCEPT/);
    const ended = await user.say({ address }, "--pin", await fingerprintOfPem(cert));
    assertEquals(ended.code, 1, ended.stderr);
    assertStringIncludes(ended.stderr, "cannot prove that its certificate is its own");
    assert(!/hello|bot/.test(impostor.stdout), impostor.stdout);
  },
});

Deno.test({
  ...needs("openssl"),
  name: "join says what is wrong with a certificate that cannot be checked, and takes one that can",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "chat-cert-" });
    const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
    const make = async (...extensions: string[]) => {
      const added = extensions.flatMap((extension) => ["-addext", extension]);
      const { success } = await new Deno.Command("openssl", {
        args: [
          ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
          ...["-days", "3650", "-subj", "/CN=chat", "-keyout", key, "-out", cert, ...added],
        ],
        stderr: "null",
      }).output();
      assert(success);
    };
    const serve = () => startServer({ args: ["--cert", cert, "--key", key] });
    await make();
    {
      await using server = await serve();
      await using user = new User();
      const ended = await user.say(server);
      assertEquals(ended.code, 1);
      assertStringIncludes(ended.stderr, "cannot prove that its certificate is its own");
      assertStringIncludes(ended.stderr, "CaUsedAsEndEntity");
    }
    // as SECURITY.md has it
    await make("subjectAltName=DNS:chat.local", "basicConstraints=critical,CA:FALSE");
    {
      await using server = await serve();
      await using user = new User();
      assertEquals((await user.say(server)).code, 0);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

/** Before Deno 2.8, a certificate can be asked for on a connection of node:net alone. */
const isOldDeno = !hasTlsStreams(await chatDenoVersion());
const noCable = await whyNoCable();
if (isOldDeno) console.warn("Tests ignored: chat runs on a Deno that has no TLS on streams");
if (noCable !== undefined) console.warn(`Tests ignored: no network can be made here: ${noCable}`);

Deno.test({
  ignore: isOldDeno,
  name: "join does not judge a server by dates that it knows by its fingerprint",
  async fn() {
    await using folder = await tempFolder();
    const [cert, key] = [`${folder.path}/cert.pem`, `${folder.path}/key.pem`];
    const expired = await selfSigned(new Date(Date.UTC(2001, 0)), new Date(Date.UTC(2002, 0)));
    await Deno.writeTextFile(cert, expired.cert);
    await Deno.writeTextFile(key, expired.key);
    await using server = await startServer({ args: ["--cert", cert, "--key", key] });
    await using user = new User();
    const first = await user.say(server);
    assertEquals(first.code, 1, "nothing else is known of it yet");
    assertStringIncludes(first.stderr, "cannot prove that its certificate is its own");
    const pinned = await user.say(server, "--pin", await fingerprintOfPem(cert));
    assertEquals([pinned.code, pinned.stderr], [0, ""]);
    const known = await user.say(server);
    assertEquals([known.code, known.stderr], [0, ""]);
  },
});

Deno.test({
  ignore: isOldDeno || noCable !== undefined,
  name: "join speaks TLS with a server at a link-local address",
  async fn() {
    await using island = await makeIsland();
    await using folder = await tempFolder();
    const chat = [...island.inside, ...chatCommand()];
    const flags = ["--host", "::", "--port", "0", "--tls", "--data", `${folder.path}/data`];
    await using server = await Process.start([...chat, "serve", ...flags]);
    const [, port] = await server.waitForOutput(/^listening on .*:(\d+)$/m);
    for (let visit = 0; visit < 2; visit++) {
      await using client = await Process.start(
        [...chat, "join", island.host, port!, "--nick", "ann"],
        { home: folder.path, stdin: "hello\n" },
      );
      const ended = await client.ended;
      assertEquals(ended.code, 0, ended.stderr);
    }
    assertEquals(server.stderr.match(/ joined /g)?.length, 2);
  },
});

/** A private key that says it belongs to the public key in `path`, and does not. */
async function impostorKey(path: string): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const theirs = await publicPart(bytesOfPem(await Deno.readTextFile(path)));
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  // the public key stands at the end of the private one
  assertEquals(key.slice(-own.length), own);
  key.set(theirs, key.length - own.length);
  const base64 = btoa(String.fromCharCode(...key));
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
}

async function publicPart(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", key);
  const bytes = (text: string) => Uint8Array.fromBase64(text, { alphabet: "base64url" });
  return new Uint8Array([4, ...bytes(x), ...bytes(y)]);
}

function bytesOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const base64 = pem.split("-----")[2]!.replace(/\s/g, "");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
