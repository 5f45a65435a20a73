/** A page of another site, open in the same browser: it can neither speak nor listen here. */

import { assert, assertEquals } from "@std/assert";
import { browserTest } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

/** Serves one page to whoever comes. */
function serveSite(html: string) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(html, { headers: { "content-type": "text/html" } }),
  );
  const { hostname, port } = server.addr;
  return {
    address: { hostname, port },
    url: `http://${hostname}:${port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const HELLO = `{"type":"hello","v":1,"nick":"mallory"}\n{"type":"say","cid":"1","text":"forged"}\n`;

browserTest("page: a page of another site", {
  "opens no WebSocket": async (profile) => {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await using site = serveSite("<title>another site</title>");
    const tab = await profile.open(site.address);
    const { hostname, port } = server.webAddress;
    const seen = await tab.read<string[]>(`new Promise((resolve) => {
      const seen = [];
      const socket = new WebSocket("ws://${hostname}:${port}/ws");
      socket.onopen = () => { seen.push("open"); socket.send(${JSON.stringify(HELLO)}); };
      socket.onmessage = () => seen.push("message");
      socket.onclose = () => resolve(seen);
    })`);
    assertEquals(seen, []);
    // that this address is the right one is seen from the server's own page
    const own = await profile.open(server.webAddress);
    await own.enter("ann");
    assertEquals((await bob.nextFrame("joined")).nick, "ann");
    assertEquals(bob.texts, []);
  },

  "posts nothing, at any door": async (profile) => {
    await using server = await startWebServer({ args: ["--irc-port", "0"] });
    const [, irc] = await server.process.waitForOutput(/^irc on .+:(\d+)$/m);
    await using bob = await enter(server, "bob");
    await using site = serveSite("<title>another site</title>");
    const tab = await profile.open(site.address);
    for (const port of [server.webAddress.port, server.address.port, Number(irc)]) {
      for (const path of ["/", "/ws"]) {
        const answer = await tab.read<string>(`(async () => {
          const body = ${JSON.stringify(`${HELLO}NICK mallory\nUSER m 0 * m\nJOIN #lobby\n`)};
          try {
            const { type } = await fetch("http://127.0.0.1:${port}${path}", {
              method: "POST", mode: "no-cors", body,
            });
            return type;
          } catch {
            return "error";
          }
        })()`);
        // a script of another site never learns more
        assert(["opaque", "error"].includes(answer), answer);
      }
    }
    await bob.settled();
    assertEquals([bob.texts, bob.frames("joined")], [[], []]);
    assertEquals((await bob.say("all is well")).id, 1);
  },

  "shows the chat in no frame": async (profile) => {
    await using server = await startWebServer();
    const { hostname, port } = server.webAddress;
    const address = `http://${hostname}:${port}/`;
    await using site = serveSite(`<title>another site</title><iframe src="${address}"></iframe>`);
    const tab = await profile.open(site.address);
    await tab.until("the frame", `document.querySelector("iframe") !== null`);
    const shown = tab.page.frames().filter((frame) => frame.url() === address);
    assertEquals(shown, []);
    assert(
      tab.console.some((line) => line.includes("frame-ancestors")),
      `the browser says why: ${tab.console}`,
    );
  },
});
