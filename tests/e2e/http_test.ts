/** Browsers send what a page of any site tells them to any port: that must not be a voice in the chat. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { exists } from "@std/fs";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { PLAIN_SILENCE_MS } from "../../server/limits.ts";
import { pause } from "../support/pause.ts";
import { type Address, startServer } from "../support/process.ts";
import { connectTls } from "../support/tls.ts";
import { startIrc } from "./irc_support.ts";
import { records } from "./support/data.ts";
import { enter } from "./support/guest.ts";

/** Requests as a page can have them made: what is in them speaks every dialect. */
async function post({ hostname, port }: Address): Promise<void> {
  const body = [
    '{"type":"hello","v":1,"nick":"evil-1"}\n{"type":"say","cid":"1","text":"from a page"}',
    "evil-2\nfrom a page",
    "NICK evil-3\r\nUSER u 0 * :U\r\nJOIN #lobby\r\nPRIVMSG #lobby :from a page",
  ];
  const paths = ["/", `/${"x".repeat(600)}`, `/${"x".repeat(MAX_LINE_BYTES)}`];
  for (const method of ["POST", "PUT"]) {
    for (const path of paths) {
      for (const lines of body) {
        const url = `http://${hostname}:${port}${path}`;
        const sent = fetch(url, { method, body: `\r\n${lines}\r\n` });
        // what is answered is no HTTP
        await sent.then((answer) => answer.body?.cancel(), () => {});
      }
    }
  }
}

Deno.test("A page that posts to the chat's port says nothing there", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await post(server.address);
  await ann.settled();
  assertEquals((await records(server.data)).map(({ nick }) => nick), ["ann"]);
});

Deno.test("A page that posts to the IRC port says nothing there", async () => {
  await using irc = await startIrc();
  await using ann = await enter(irc.server, "ann");
  await post({ hostname: irc.server.address.hostname, port: irc.port });
  await ann.settled();
  assertEquals((await records(irc.server.data)).map(({ nick }) => nick), ["ann"]);
});

Deno.test("A request in pieces, with pauses between them, says nothing and is no guess at the password", async () => {
  await using server = await startServer({ env: { CHAT_PASSWORD: "sesame" } });
  const { hostname, port } = server.address;
  for (
    const pieces of [["GE", "T / HT", "TP/1.1\r\nHost: a\r\n\r\n"], [
      "\r\n",
      "POST /a HTTP/1.1\r\n\r\nhi\n",
    ]]
  ) {
    const socket = await Deno.connect({ hostname, port });
    const answer = new Response(socket.readable).text();
    const writer = socket.writable.getWriter();
    for (const piece of pieces) {
      await writer.write(new TextEncoder().encode(piece));
      // longer than the silence that ends a line of the client without line feeds
      await pause(2 * PLAIN_SILENCE_MS);
    }
    assertStringIncludes(await answer, "400 Bad Request");
  }
  await using ann = await enter(server, "ann", { password: "sesame" });
  await ann.settled();
  assertEquals((await records(server.data)).map(({ nick }) => nick), ["ann"]);
});

Deno.test("A request inside TLS says nothing either", async () => {
  await using server = await startServer({ args: ["--tls"] });
  await using page = await connectTls(server);
  await page.send("GET / HTTP/1.1\r\nCookie: a=SECRET\r\n\r");
  await page.next(/400 Bad Request/);
  await server.process.stop("SIGTERM");
  assertEquals(await exists(`${server.data}/rooms/lobby`), false);
  assertEquals(server.process.stderr.includes("SECRET"), false);
});
