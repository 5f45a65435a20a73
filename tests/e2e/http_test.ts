/** Browsers send what a page of any site tells them to any port: that must not be a voice in the chat. */

import { assertEquals } from "@std/assert";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { type Address, startServer } from "../support/process.ts";
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
