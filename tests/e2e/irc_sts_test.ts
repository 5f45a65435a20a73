import { assertEquals } from "@std/assert";
import { certificateBy } from "../support/certificate.ts";
import { LineClient } from "../support/lines.ts";
import { startServer } from "../support/process.ts";

/** The capabilities that a server tells a client of which it is called `hostname` by. */
async function capsOf(
  args: readonly string[],
  request: string,
  trust?: { readonly hostname: string; readonly caCerts: string[] },
): Promise<string[]> {
  await using server = await startServer({ args: ["--irc-port", "0", ...args] });
  const [, port] = await server.process.waitForOutput(/^irc on .+:(\d+)$/m);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await using client = new LineClient(trust ? await Deno.startTls(conn, trust) : conn);
  await client.send(`${request}\r`);
  return (await client.next(/ CAP /)).split(/[ :\r]/);
}

Deno.test("sts: told by TLS alone, with a certificate of others that names the server", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-cert-" });
  await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
  const { cert, key, authority } = await certificateBy("Authority", ["chat.example.org"]);
  await Deno.writeTextFile(`${folder}/cert.pem`, cert);
  await Deno.writeTextFile(`${folder}/key.pem`, key);
  const given = ["--cert", `${folder}/cert.pem`, "--key", `${folder}/key.pem`];
  const named = ["--server-name", "chat.example.org"];
  const trust = { hostname: "chat.example.org", caCerts: [authority] };
  const stsIn = (caps: readonly string[]) => caps.filter((cap) => cap.startsWith("sts"));
  const LS = "CAP LS 302";
  assertEquals(stsIn(await capsOf([...given, ...named], LS, trust)), ["sts=duration=604800"]);
  assertEquals(stsIn(await capsOf([...given, ...named], "CAP LS", trust)), [], "no values known");
  assertEquals(stsIn(await capsOf(given, LS, trust)), [], "the name is another");
  assertEquals(stsIn(await capsOf(named, LS)), [], "no TLS");
  assertEquals((await capsOf([...given, ...named], "CAP REQ sts", trust))[4], "NAK");
});
