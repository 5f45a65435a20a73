#!/bin/sh
# Chromium 153.0.8010.0: after some fifteen refused connections each WebSocket of a page waits for seconds, to any server.
#
# Expected: the page alone decides how long it waits before it tries again: a refused connection fails in milliseconds,
#   and one to another server that runs is open as fast as ever.
# Seen: the browser puts a random wait before each WebSocket, and about doubles it with each failure. The first are not to
#   be noticed, from about the 15th on they are 1 to 5 seconds. A WebSocket to another port, where a server runs, waits
#   too; each that is opened makes the next waits shorter. Nothing tells the page: `readyState` is CONNECTING. `fetch` to
#   the same ports is fast.
# So: after failures ask by `fetch` whether the server is back, and open a WebSocket then.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import chromium from "@sparticuz/chromium";
import http from "node:http";
import net from "node:net";
import puppeteer from "puppeteer-core";
import { WebSocketServer } from "ws";

const hostname = "127.0.0.1";
const server = http.createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<p>a page</p>");
});
new WebSocketServer({ server });
await new Promise((listening) => server.listen(0, hostname, listening));
const { port } = server.address();

const probe = net.createServer();
await new Promise((listening) => probe.listen(0, hostname, listening));
const nobody = probe.address().port;
await new Promise((closed) => probe.close(closed));

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: "shell",
});
console.log(await browser.version());
const tab = await browser.newPage();
await tab.goto(`http://${hostname}:${port}/`);

/** The median of the times that a WebSocket needs to be open or to fail, in milliseconds. */
async function webSocketMs(port, count) {
  const times = await tab.evaluate(async (address, count) => {
    const times = [];
    for (let i = 0; i < count; i++) {
      const begun = performance.now();
      const socket = new WebSocket(address);
      await new Promise((done) => socket.onopen = socket.onclose = done);
      times.push(performance.now() - begun);
      socket.close();
    }
    return times;
  }, `ws://${hostname}:${port}/`, count);
  return times.sort((a, b) => a - b)[count >> 1];
}

/** The time that a request needs, in milliseconds. */
function fetchMs(port) {
  return tab.evaluate(async (address) => {
    const begun = performance.now();
    await fetch(address).catch(() => {});
    return performance.now() - begun;
  }, `http://${hostname}:${port}/`);
}

function report(name, ms) {
  console.log(`${name}: ${ms > 700 ? "seconds" : "at once"}`);
}

report("refused, 1 to 9", await webSocketMs(nobody, 9));
await webSocketMs(nobody, 9);
report("refused, 19 to 23", await webSocketMs(nobody, 5));
report("fetch, refused", await fetchMs(nobody));
report("fetch from the server that runs", await fetchMs(port));
report("open, after that", await webSocketMs(port, 1));
await browser.close();
process.exit();
EOF

npm install --silent --no-fund --no-audit @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0 ws@8.23.0
TMPDIR="$folder" HOME="$folder" node probe.mjs | tee seen

cat >expected <<'EOF'
HeadlessChrome/153.0.8010.0
refused, 1 to 9: at once
refused, 19 to 23: seconds
fetch, refused: at once
fetch from the server that runs: at once
open, after that: seconds
EOF
diff expected seen
