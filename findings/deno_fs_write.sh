#!/bin/sh
# Deno 2.9.6: `FileHandle.write` and `fs.write` of node:fs hold up the event loop until the write is done.
#
# Expected: timers and sockets go on during an asynchronous write. So it is in Node, in Deno 2.6.8, and in
#   Deno 2.9.6 with `Deno.FsFile.write`.
# Seen: in 2.9.6 both functions of node:fs write inside the call. All else waits as long as the write takes:
#   with O_DSYNC until the disk has the bytes, here until a reader of a pipe takes them, one second later.
# So: write with `Deno.FsFile` where the event loop must go on.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkfifo pipe

cat >probe.mjs <<'EOF'
import { spawn } from "node:child_process";
import { write } from "node:fs";
import { open } from "node:fs/promises";

const bytes = new Uint8Array(1 << 20); // far more than a pipe holds

/** Counts the ticks of a timer during a write that takes a second: some ten, unless it is held up. */
async function report(name, start) {
  const reader = spawn("sh", ["-c", `sleep 1; head -c ${bytes.length} pipe >/dev/null`]);
  const ended = new Promise((resolve) => reader.on("exit", resolve));
  let ticks = 0;
  const timer = setInterval(() => ticks++, 100);
  await start();
  clearInterval(timer);
  await ended;
  console.log(`${Deno.version.deno} ${name}: timers ${ticks < 3 ? "stand still" : "go on"}`);
}

const handle = await open("pipe", "r+");
await report("FileHandle.write", () => handle.write(bytes, 0, bytes.length));
await report("fs.write", () =>
  new Promise((done) => write(handle.fd, bytes, 0, bytes.length, done)));
await handle.close();

const file = await Deno.open("pipe", { read: true, write: true });
await report("Deno.FsFile.write", () => file.write(bytes));
file.close();
EOF

for version in 2.6.8 2.9.6; do
  npm install --silent --no-fund --no-audit --prefix "$version" "deno@$version"
  DENO_DIR="$folder/cache" "$version/node_modules/.bin/deno" run --no-config -A probe.mjs
done | tee seen

cat >expected <<'EOF'
2.6.8 FileHandle.write: timers go on
2.6.8 fs.write: timers go on
2.6.8 Deno.FsFile.write: timers go on
2.9.6 FileHandle.write: timers stand still
2.9.6 fs.write: timers stand still
2.9.6 Deno.FsFile.write: timers go on
EOF
diff expected seen
