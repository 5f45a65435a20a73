#!/bin/sh
# Deno 2.9.6: a `MessagePort` emits `close` only in a program that imports `node:worker_threads`.
#
# Expected: the event `close` of the HTML standard when the other end is closed, as in Node: nothing will come any
#   more. An import from which nothing is used changes nothing.
# Seen: no event, unless some module has imported `node:worker_threads`.
# So: who waits for an answer through a port must learn in another way that the other end is gone, as by `onerror` of
#   the worker that has it.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
const { port1, port2 } = new MessageChannel();
const closed = new Promise((resolve) => port2.addEventListener("close", () => resolve("close")));
const arrived = new Promise((resolve) => port2.onmessage = resolve);
port1.postMessage("last words");
await arrived;
port1.close();
const nothing = new Promise((resolve) => setTimeout(resolve, 3000, "nothing"));
console.log(await Promise.race([closed, nothing]));
port2.close();
EOF
cat >with_import.mjs <<'EOF'
import "node:worker_threads";
await import("./probe.mjs");
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
export DENO_DIR="$folder/cache"
{
  echo "Node: $(node_modules/.bin/node probe.mjs)"
  echo "Deno: $(node_modules/.bin/deno run --no-config probe.mjs)"
  echo "Deno, with the import: $(node_modules/.bin/deno run --no-config --allow-read with_import.mjs)"
} | tee seen

cat >expected <<'EOF'
Node: close
Deno: nothing
Deno, with the import: close
EOF
diff expected seen
