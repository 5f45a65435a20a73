#!/bin/sh
# Deno 2.9.6: `console.log` to a reader that has gone does nothing and tells nothing, and the program ends with 0.
#
# Expected: an error, as for everything else that writes, whether the reader has gone or the disk is full. Deno follows
#   Node there.
# Seen: Deno drops text and error where the reader has gone, however long the program goes on, and throws where the disk
#   is full. Node 22.12.0 drops both kinds in the turn of the event loop in which the first one comes, so a program that
#   writes once and ends has lost all and ends with 0; only in a later turn it ends with 1. `/dev/full` stands for a full
#   disk.
# So: a program whose output is its result writes it with `Deno.stdout.write` in Deno, and listens to `error` of
#   `process.stdout` in Node.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkfifo gone

cat >probe.mjs <<'EOF'
import { readFileSync } from "node:fs";
import process from "node:process";

const [, , way, turns, waits] = process.argv;
const write = {
  "console.log": console.log,
  "Deno.stdout.write": (line) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`)),
}[way];
if (waits) {
  write("a line that is read");
  readFileSync("gone"); // returns when the reader has gone
}
for (let turn = 0; turn < turns; turn++) {
  if (turn > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  write("a line");
  write("another line");
}
EOF

npm install --silent --no-fund --no-audit deno@2.9.6 node@22.12.0
export DENO_DIR="$folder/cache"
Deno() {
  node_modules/.bin/deno run --no-config -A probe.mjs "$@"
}
Node() {
  node_modules/.bin/node probe.mjs "$@"
}

# report RUNTIME WAY TURNS
report() {
  full=0
  "$@" >/dev/full 2>errors || full=$?
  echo 0 >code
  { "$@" waits 2>errors || echo $? >code; } | { head -n 1 >line; exec <&-; : >gone; }
  echo "$1, $2, turns $3: a full disk $full, no reader $(cat code)"
}
{
  report Node console.log 1
  report Node console.log 3
  report Deno console.log 1
  report Deno console.log 3
  report Deno Deno.stdout.write 1
} | tee seen

cat >expected <<'EOF'
Node, console.log, turns 1: a full disk 0, no reader 0
Node, console.log, turns 3: a full disk 1, no reader 1
Deno, console.log, turns 1: a full disk 1, no reader 0
Deno, console.log, turns 3: a full disk 1, no reader 0
Deno, Deno.stdout.write, turns 1: a full disk 1, no reader 1
EOF
diff expected seen
