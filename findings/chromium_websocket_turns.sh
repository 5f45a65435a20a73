#!/bin/sh
# Chromium 153.0.8010.0: a WebSocket whose server does not answer holds up all others to the same address and port.
#
# Expected: each WebSocket stands for itself. One whose handshake is not answered waits; another one to the same server,
#   from another tab or under another of its names, is open in milliseconds.
# Seen: RFC 6455 4.1 lets a client have one connection to an address in the state CONNECTING, and the browser keeps to it
#   for all tabs: the others send nothing and wait, here until the first one is closed, else for minutes. `readyState` is
#   CONNECTING for both. `fetch` to the same port is answered. Once open, there may be many.
# So: give each WebSocket a few seconds to open, and close it then: it may be in the way of other tabs.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import chromium from "@sparticuz/chromium";
import http from "node:http";
import puppeteer from "puppeteer-core";
import { WebSocketServer } from "ws";

const hostname = "127.0.0.1";
const listen = async (server) => {
  await new Promise((listening) => server.listen(0, hostname, listening));
  return server.address().port;
};
const asked = [];
const webSockets = new WebSocketServer({ noServer: true });
const server = http.createServer((_request, response) => {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("content-type", "text/html");
  response.end("<p>a page</p>");
}).on("upgrade", (request, socket, head) => {
  asked.push(request.url);
  if (request.url === "/silent") return; // its handshake is never answered
  webSockets.handleUpgrade(request, socket, head, () => {});
});
const port = await listen(server);

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: "shell",
});
console.log(await browser.version());

async function newTab(name) {
  const tab = await browser.newPage();
  await tab.goto(`http://${name}:${port}/`);
  return tab;
}

/** What becomes of a WebSocket within three seconds. */
async function report(name, tab, address) {
  const outcome = await tab.evaluate((address) => {
    const socket = new WebSocket(address);
    return new Promise((resolve) => {
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("error");
      setTimeout(() => (socket.close(), resolve("waits for more than 3 s")), 3000);
    });
  }, address);
  console.log(`${name}: ${outcome}`);
}

const [first, second] = [await newTab(hostname), await newTab("localhost")];
await report("before", first, `ws://${hostname}:${port}/`);
await first.evaluate((address) => void (globalThis.silent = new WebSocket(address)), `ws://${hostname}:${port}/silent`);
while (!asked.includes("/silent")) await new Promise((resolve) => setTimeout(resolve, 10));
await report("while one is not answered", first, `ws://${hostname}:${port}/one`);
await report("in another tab, under another name", second, `ws://localhost:${port}/two`);
const otherPort = await listen(http.createServer().on("upgrade", server.listeners("upgrade")[0]));
await report("to another port", first, `ws://${hostname}:${otherPort}/three`);
console.log(`fetch from the same port: ${await first.evaluate(async () => (await fetch("/")).status)}`);
await first.evaluate(() => globalThis.silent.close());
await report("when that one is closed", first, `ws://${hostname}:${port}/four`);
console.log(`the server was asked for ${asked.join(" ")}`);
await browser.close();
process.exit();
EOF

npm install --silent --no-fund --no-audit @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0 ws@8.23.0
TMPDIR="$folder" HOME="$folder" node probe.mjs | tee seen

cat >expected <<'EOF'
HeadlessChrome/153.0.8010.0
before: open
while one is not answered: waits for more than 3 s
in another tab, under another name: waits for more than 3 s
to another port: open
fetch from the same port: 200
when that one is closed: open
the server was asked for / /silent /three /four
EOF
diff expected seen
