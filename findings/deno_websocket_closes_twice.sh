#!/bin/sh
# Deno 2.9.6: a `WebSocket` that is closed when its connection has just broken emits `close` twice.
#
# Expected: one event `close` for each WebSocket, whatever happens: it is the last thing that comes of it.
# Seen: where the other side has reset the connection and `close` is called before that was noticed, there is an `error`, a
#   `close` with code 0, and another `close` with code 1005 that says `wasClean`. Node 22.12.0 emits one, with 1006.
# So: listen with `{ once: true }`: a client that connects again at each `close` has two connections afterwards.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { createHash } from "node:crypto";
import net from "node:net";
import process from "node:process";

const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 1.3
const runtime = globalThis.Deno ? "Deno" : "Node";

const uses = {
  "nothing": () => {},
  "close": (client) => client.close(),
  "send": (client) => client.send("text"),
  "send and close": (client) => (client.send("text"), client.close()),
};
for (const [name, use] of Object.entries(uses)) {
  let served;
  const server = net.createServer((socket) => {
    served = socket;
    socket.on("error", () => {}); // the client has gone
    socket.once("data", (request) => {
      const [, key] = /^sec-websocket-key: (\S+)/im.exec(request);
      const accept = createHash("sha1").update(key + KEY_SUFFIX).digest("base64");
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/`);
  await new Promise((resolve) => client.onopen = resolve);
  const events = [];
  client.onerror = () => events.push("error");
  client.onclose = ({ code, wasClean }) => events.push(`close ${code}${wasClean ? " clean" : ""}`);
  const broken = new Promise((resolve) => served.once("close", resolve));
  served.resetAndDestroy();
  await broken;
  use(client);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // what Node tells of an error varies
  const shown = runtime === "Node" ? events.filter((event) => event !== "error") : events;
  console.log(`${runtime}, ${name}: ${shown.join(", ")}`);
  server.close();
}
process.exit();
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
{
  node_modules/.bin/node probe.mjs
  DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs
} | tee seen

cat >expected <<'EOF'
Node, nothing: close 1006
Node, close: close 1006
Node, send: close 1006
Node, send and close: close 1006
Deno, nothing: error, close 0
Deno, close: error, close 0, close 1005 clean
Deno, send: error, close 0
Deno, send and close: error, close 0, close 1005 clean
EOF
diff expected seen
