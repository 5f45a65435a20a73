#!/bin/sh
# Deno 2.9.6: a Unix socket needs three permissions, and the third takes no relative path.
#
# Expected: a socket is a file, so `--allow-read` and `--allow-write` are enough to listen on it, or else it is the
#   network, and `--allow-net` is.
# Seen: all three are needed. For the first two `s` may be named as `s`, for the third only as `unix:/path/of/s`: with
#   `unix:s` the program does not start.
# So: grant `net: ["unix:" + resolve(path)]` beside `read` and `write`.
set -eu

folder=$(realpath "$(mktemp -d)")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
try {
  Deno.listen({ transport: "unix", path: "s" }).close();
  console.log("listens");
} catch ({ name }) {
  console.log(name);
}
EOF

npm install --silent --no-fund --no-audit deno@2.9.6
probe() {
  rm -f s
  outcome=$(DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config --no-prompt "$@" probe.mjs 2>/dev/null) ||
    outcome="does not start"
  echo "$*: $outcome" | sed "s|$folder|/path|g"
}
{
  probe --allow-net
  probe --allow-read --allow-write
  probe --allow-read=s --allow-write=s --allow-net=unix:s
  probe --allow-read=s --allow-write=s "--allow-net=unix:$folder/s"
} | tee seen

cat >expected <<'EOF'
--allow-net: NotCapable
--allow-read --allow-write: NotCapable
--allow-read=s --allow-write=s --allow-net=unix:s: does not start
--allow-read=s --allow-write=s --allow-net=unix:/path/s: listens
EOF
diff expected seen
