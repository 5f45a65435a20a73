#!/bin/sh
# Deno 2.9.6: a file that was opened through a symbolic link can be read, but not `stat`ed.
#
# Expected: `--allow-read=link` is enough for all that is done with a file opened as `link/file`.
# Seen: `Deno.open`, `Deno.stat` and reading ask for the given path. `FsFile.stat` and `FsFile.statSync` ask for
#   the real path behind the link, and are refused. 2.6.8 does the same.
# So: call `Deno.stat(path)`, or allow the result of `Deno.realPath` too.
set -eu

folder=$(realpath "$(mktemp -d)")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir folder
echo text >folder/file
ln -s folder link

cat >probe.mjs <<'EOF'
async function report(name, action) {
  const outcome = await action().then(() => "allowed", ({ name }) => name);
  console.log(`${name}: ${outcome}`);
}

const file = await Deno.open("link/file");
await report("Deno.stat", () => Deno.stat("link/file"));
await report("FsFile.read", () => file.read(new Uint8Array(4)));
await report("FsFile.stat", () => file.stat());
await report("FsFile.statSync", async () => await file.statSync());
EOF

npm install --silent --no-fund --no-audit deno@2.9.6
DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config --no-prompt --allow-read=link probe.mjs |
  tee seen

cat >expected <<'EOF'
Deno.stat: allowed
FsFile.read: allowed
FsFile.stat: NotCapable
FsFile.statSync: NotCapable
EOF
diff expected seen
