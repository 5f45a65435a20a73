#!/bin/sh
# Deno 2.9.6: a message to a worker is lost while the module of that worker waits at its top level.
#
# Expected: what is posted to a worker waits until it can be handled, as it does until the worker has loaded its code, and
#   as in Node: a module may `await` something before it sets `onmessage`.
# Seen: messages that come during a top-level `await`, also of a module that is imported, are dropped without a word, those
#   after it arrive. Before the first `await` all wait. (Chromium 153 does the same.) Node 22.12.0 keeps them until there
#   is a listener.
# So: set `onmessage` before the first `await`, and in no module that imports one with an `await`; or let the worker say
#   that it is ready, and post nothing before.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >connection.mjs <<'EOF'
await new Promise((resolve) => setTimeout(resolve, 300)); // as to a database
EOF
cat >answer.mjs <<'EOF'
import { parentPort } from "node:worker_threads";
import process from "node:process";

// the worker of each runtime by its own interface
export function answer() {
  if (globalThis.Deno) self.onmessage = ({ data }) => self.postMessage(data);
  else parentPort.on("message", (data) => parentPort.postMessage(data));
}
EOF
cat >"a listener first.mjs" <<'EOF'
import { answer } from "./answer.mjs";
answer();
await new Promise((resolve) => setTimeout(resolve, 300));
EOF
cat >"await first.mjs" <<'EOF'
import { answer } from "./answer.mjs";
await new Promise((resolve) => setTimeout(resolve, 300));
answer();
EOF
cat >"an import that awaits.mjs" <<'EOF'
import "./connection.mjs";
import { answer } from "./answer.mjs";
answer();
EOF
cat >probe.mjs <<'EOF'
import { Worker as NodeWorker } from "node:worker_threads";
import process from "node:process";

const runtime = globalThis.Deno ? "Deno" : "Node";
for (const name of ["a listener first", "await first", "an import that awaits"]) {
  const url = new URL(`./${name}.mjs`, import.meta.url);
  const answers = [];
  let worker;
  if (globalThis.Deno) {
    worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }) => answers.push(data);
  } else {
    worker = new NodeWorker(url);
    worker.on("message", (data) => answers.push(data));
  }
  worker.postMessage("early");
  await new Promise((resolve) => setTimeout(resolve, 2000));
  worker.postMessage("late");
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log(`${runtime}, ${name}: ${answers.join(", ")}`);
  await worker.terminate();
}
process.exit();
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
{
  node_modules/.bin/node probe.mjs
  DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs
} | tee seen

cat >expected <<'EOF'
Node, a listener first: early, late
Node, await first: early, late
Node, an import that awaits: early, late
Deno, a listener first: early, late
Deno, await first: late
Deno, an import that awaits: late
EOF
diff expected seen
