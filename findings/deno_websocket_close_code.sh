#!/bin/sh
# Deno 2.9.6: a `WebSocket` whose connection breaks is closed with code 0, not with 1006.
#
# Expected: RFC 6455 7.1.5: where no Close frame came the code is 1006, as in Node and in browsers.
# Seen: the event `close` has the code 0 when the connection ends or is reset. Codes that the server sends are right, and so
#   is 1005 for a Close frame without one.
# So: take `!event.wasClean` for a connection that broke; `code === 1006` and `code >= 1000` do not find it.
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

const endings = {
  "the connection ends": (socket) => socket.end(),
  "the connection is reset": (socket) => socket.resetAndDestroy(),
  "a Close frame without a code": (socket) => socket.end(Uint8Array.of(0x88, 0)),
  "a Close frame with 1001": (socket) => socket.end(Uint8Array.of(0x88, 2, 3, 0xe9)),
};

for (const [name, end] of Object.entries(endings)) {
  const server = net.createServer((socket) => {
    socket.on("error", () => {}); // the client has gone
    socket.once("data", (request) => {
      const [, key] = /^sec-websocket-key: (\S+)/im.exec(request);
      const accept = createHash("sha1").update(key + KEY_SUFFIX).digest("base64");
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      opened.then(() => end(socket));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/`);
  const opened = new Promise((resolve) => client.onopen = resolve);
  const { code, wasClean } = await new Promise((resolve) => client.onclose = resolve);
  console.log(`${runtime}, ${name}: ${code}, ${wasClean ? "clean" : "not clean"}`);
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
Node, the connection ends: 1006, not clean
Node, the connection is reset: 1006, not clean
Node, a Close frame without a code: 1005, clean
Node, a Close frame with 1001: 1001, clean
Deno, the connection ends: 0, not clean
Deno, the connection is reset: 0, not clean
Deno, a Close frame without a code: 1005, clean
Deno, a Close frame with 1001: 1001, clean
EOF
diff expected seen
