#!/bin/sh
# Deno 2.9.6: `AbortSignal.timeout` keeps a program running until it is over, as soon as anybody listens to it.
#
# Expected: as in Node: the time-out of something that may take 30 seconds does not hold up the end of a program. Its timer
#   is one that does not count.
# Seen: without a listener it is so. With one the program ends only when the time is over, though all its work is done; so
#   too where the listener is one of an `AbortSignal.any` around it. When the listener is removed, or its work ends as
#   that of `once` of `node:events` does, the program ends at once. Node 22.12.0 ends at once each time.
# So: remove the listener when the work is done.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { EventEmitter, once } from "node:events";
import process from "node:process";

const uses = {
  "no listener": () => AbortSignal.timeout(5000),
  "a listener": () => AbortSignal.timeout(5000).addEventListener("abort", () => {}),
  "a listener that is removed": () => {
    const signal = AbortSignal.timeout(5000);
    const listener = () => {};
    signal.addEventListener("abort", listener);
    signal.removeEventListener("abort", listener);
  },
  "a listener to one of AbortSignal.any": () => {
    AbortSignal.any([AbortSignal.timeout(5000)]).addEventListener("abort", () => {});
  },
  "once of node:events, that has come": async () => {
    const emitter = new EventEmitter();
    const event = once(emitter, "event", { signal: AbortSignal.timeout(5000) });
    emitter.emit("event");
    await event;
  },
};
const runtime = globalThis.Deno ? "Deno" : "Node";
const name = process.argv[2];
if (name === undefined) console.log(Object.keys(uses).join("\n"));
else {
  await uses[name]();
  const done = performance.now();
  process.on("exit", () => {
    const lasted = performance.now() - done;
    console.log(`${runtime}, ${name}: ${lasted > 3000 ? "ends when the time is over" : "ends at once"}`);
  });
}
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
export DENO_DIR="$folder/cache"
node probe.mjs >uses
while read -r use; do
  node_modules/.bin/node probe.mjs "$use" </dev/null
  node_modules/.bin/deno run --no-config -A probe.mjs "$use" </dev/null
done <uses | tee seen

cat >expected <<'EOF'
Node, no listener: ends at once
Deno, no listener: ends at once
Node, a listener: ends at once
Deno, a listener: ends when the time is over
Node, a listener that is removed: ends at once
Deno, a listener that is removed: ends at once
Node, a listener to one of AbortSignal.any: ends at once
Deno, a listener to one of AbortSignal.any: ends when the time is over
Node, once of node:events, that has come: ends at once
Deno, once of node:events, that has come: ends at once
EOF
diff expected seen
