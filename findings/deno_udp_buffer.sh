#!/bin/sh
# Deno 2.9.6: `setRecvBufferSize` of `node:dgram` does nothing, and `getRecvBufferSize` says that it did.
#
# Expected: as in Node: the system has the new size, and the getter tells what the system has.
# Seen: the getter returns twice the size that was set, as Linux would, but the system has still its own: where a buffer of
#   4096 bytes keeps few of 50 datagrams of 1,000 bytes that come while nobody reads, all 50 are there. Before anything was
#   set the getter says 65536, whatever the system has.
# So: do not count on it for bursts: read soon, and let the protocol ask again for what was lost.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >send.mjs <<'EOF'
import dgram from "node:dgram";

const [, , port, count] = process.argv;
const socket = dgram.createSocket("udp4");
for (let i = 0; i < count; i++) {
  await new Promise((sent) => socket.send(Buffer.alloc(1000), port, "127.0.0.1", sent));
}
socket.close();
EOF
cat >probe.mjs <<'EOF'
import { spawnSync } from "node:child_process";
import dgram from "node:dgram";
import process from "node:process";

const COUNT = 50;
const runtime = globalThis.Deno ? "Deno" : "Node";
const socket = dgram.createSocket("udp4");
let received = 0;
socket.on("message", () => received++);
await new Promise((bound) => socket.bind(0, "127.0.0.1", bound));
socket.setRecvBufferSize(4096);
console.log(`${runtime}: the size is said to be ${socket.getRecvBufferSize()}`);

// nothing is read meanwhile
spawnSync("node_modules/.bin/node", ["send.mjs", `${socket.address().port}`, `${COUNT}`]);
await new Promise((resolve) => setTimeout(resolve, 500));
console.log(`${runtime}: ${received < 15 ? "few" : received} of ${COUNT} datagrams were kept`);
process.exit();
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
{
  node_modules/.bin/node probe.mjs
  DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs
} | tee seen

cat >expected <<'EOF'
Node: the size is said to be 8192
Node: few of 50 datagrams were kept
Deno: the size is said to be 8192
Deno: 50 of 50 datagrams were kept
EOF
diff expected seen
