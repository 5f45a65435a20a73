import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { certificateValid } from "../support/certificate.ts";
import { runChat, startServer } from "../support/process.ts";
import { connectTls, fingerprintOfPem } from "../support/tls.ts";
import { tempFolder } from "./support/temp.ts";

const TLS = { args: ["--tls"] };

Deno.test("serve --tls speaks native over TLS, the last words included", async () => {
  await using server = await startServer(TLS);
  await using client = await connectTls(server);
  await client.next("NICKNAME_REQUEST");
  await client.send({ type: "hello", v: 1, nick: "ann" });
  await client.nextFrame("live");
  await client.send({ type: "say", cid: "a-1", text: "over TLS" });
  assertEquals((await client.nextFrame("msg")).text, "over TLS");
  const ended = server.process.stop();
  await client.nextFrame("shutdown");
  await client.closed;
  assertEquals((await ended).code, 0);
});

Deno.test("serve --tls makes a certificate once, for its owner alone, and prints its fingerprint", async () => {
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  const seen: string[] = [];
  for (let run = 0; run < 2; run++) {
    await using server = await startServer({ ...TLS, data });
    const { address: { port }, process } = server;
    const [fingerprint] = await process.waitForOutput(/sha256:[0-9a-f]{64}/);
    seen.push(fingerprint);
    assertStringIncludes(process.stderr, `chat join 127.0.0.1 ${port}\n`);
  }
  assertEquals(seen[0], seen[1]);
  assertEquals(seen[0], await fingerprintOfPem(`${data}/tls/cert.pem`));
  if (Deno.build.os !== "windows") {
    for (const name of ["cert.pem", "key.pem"]) {
      assertEquals((await Deno.stat(`${data}/tls/${name}`)).mode! & 0o777, 0o600, name);
    }
  }
  await Deno.remove(data, { recursive: true });
});

Deno.test("serve --cert --key uses the certificate given, and says what is wrong with another", async () => {
  await using first = await startServer(TLS);
  const cert = `${first.data}/tls/cert.pem`;
  const key = `${first.data}/tls/key.pem`;
  {
    await using server = await startServer({ args: ["--cert", cert, "--key", key] });
    assertStringIncludes(server.process.stderr, await fingerprintOfPem(cert));
    // a certificate is given for nothing but TLS
    await using client = await connectTls({ ...server, data: first.data });
    await client.next("NICKNAME_REQUEST");
  }
  await using other = await startServer(TLS);
  const wrong: readonly [string[], number, RegExp][] = [
    [["--cert", cert], 2, /Cannot use --cert without --key/],
    [["--key", key], 2, /Cannot use --key without --cert/],
    [
      ["--cert", `${first.data}/nope`, "--key", key],
      1,
      /Cannot read .*nope: there is no such file/,
    ],
    [["--cert", key, "--key", key], 1, /Cannot use the certificate .*: it holds none in PEM form/],
    [
      ["--cert", cert, "--key", `${other.data}/tls/key.pem`],
      1,
      /Cannot use the certificate and its/,
    ],
  ];
  for (const [args, code, message] of wrong) {
    const data = await Deno.makeTempDir({ prefix: "chat-data-" });
    const ended = await runChat(["serve", "--port", "0", "--data", data, ...args]);
    assertMatch(ended.stderr, message);
    assertEquals(ended.code, code, args.join(" "));
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("serve --tls lets go of who speaks no TLS, or badly, and the others notice nothing", async () => {
  await using server = await startServer({ args: ["--tls", "--irc-port", "0"] });
  const [, ircPort] = await server.process.waitForOutput(/^irc on .+:(\d+)$/m);
  await using ann = await connectTls(server);
  await ann.send({ type: "hello", v: 1, nick: "ann" });
  await ann.nextFrame("live");
  const bytes = (...all: number[]) => Uint8Array.from(all);
  const openings = [
    new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"),
    new TextEncoder().encode("NICK bob\r\nUSER bob 0 * :bob\r\n"),
    // the beginning of TLS, and then something else
    bytes(22, 3, 1, 0, 4, 99, 0, 0, 0),
    bytes(22, 3, 1, 0, 5, 1, 0, 0, 1, 0),
    bytes(22, 3, 3, 64, 1, ...new Array(16_385).fill(1)),
  ];
  for (const port of [server.address.port, Number(ircPort)]) {
    for (const opening of openings) {
      using conn = await Deno.connect({ hostname: "127.0.0.1", port });
      await conn.write(opening);
      // an alert, or nothing, and the end; nothing that was meant for a chat
      const answer = await new Response(conn.readable).text().catch(() => "");
      assert(!/NICKNAME|:/.test(answer), answer);
    }
  }
  await server.process.waitForOutput(/no TLS/);
  await ann.send({ type: "ping", n: 7 });
  assertEquals((await ann.nextFrame("pong")).n, 7);
});

Deno.test("serve warns of a certificate that is not valid now, and says what to do", async () => {
  await using folder = await tempFolder();
  const { cert, key } = await certificateValid("1971-01-01", "1981-01-01");
  await Deno.mkdir(`${folder.path}/tls`);
  await Deno.writeTextFile(`${folder.path}/tls/cert.pem`, cert);
  await Deno.writeTextFile(`${folder.path}/tls/key.pem`, key);
  await using server = await startServer({ data: folder.path, args: ["--tls"] });
  const [line] = await server.process.waitForOutput(/^.*certificate expired.*$/m);
  assertStringIncludes(line, "until=1981-01-01T00:00:00.000Z");
  assertMatch(line, /clock=20\d\d-/);
  assertMatch(line, /fix="set the clock, or remove the folder tls/);
});
