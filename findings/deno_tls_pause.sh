#!/bin/sh
# Deno 2.9.6: a TLS socket of node:tls that is paused goes on reading, without bound.
#
# Expected: what nobody reads stays with the system, and the other side has to wait. So does Node.js: it takes
#   some megabytes, which the system holds.
# Seen: `pause()` stops the events alone. The socket reads on, decrypts, and keeps it all in memory: a client
#   that sends 256 MB to a server that reads nothing is rid of them.
# So: read the ciphertext yourself, and give it to node:tls through a stream of your own.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { readFileSync } from "node:fs";
import tls from "node:tls";

const MANY_BYTES = 256 * 1024 * 1024;
const key = readFileSync("key.pem");
const cert = readFileSync("cert.pem");

const server = tls.createServer({ key, cert }, (socket) => {
  socket.on("error", () => {});
  socket.pause();
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const client = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
    const piece = new Uint8Array(64 * 1024);
    let sent = 0;
    const send = () => {
      if (sent >= MANY_BYTES) return end();
      client.write(piece, () => {
        sent += piece.length;
        send();
      });
    };
    const end = () => {
      console.log(sent >= MANY_BYTES ? "all is taken" : "the client has to wait");
      process.exit();
    };
    // a client that is not rid of anything for two seconds waits
    let last = -1;
    setInterval(() => sent === last ? end() : last = sent, 2_000);
    send();
  });
});
EOF

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem \
  -out cert.pem -subj /CN=localhost 2>/dev/null
npm install --silent --no-fund --no-audit deno@2.9.6
{
  echo "Deno: $(DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs)"
  echo "Node.js: $(node probe.mjs)"
} | tee seen

cat >expected <<'EOF'
Deno: all is taken
Node.js: the client has to wait
EOF
diff expected seen
