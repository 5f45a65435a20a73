#!/bin/sh
# Deno 2.9.6: `--allow-read` reads `/dev/fd/3` where that is a pipe, and not where it is a regular file.
#
# Expected: who may read all files may read the one that the shell has opened, as `cat /dev/fd/3` does.
# Seen: `3<file` is refused: "Requires all access". A pipe at the same path is read. `/dev/stdin`, which is a link
#   to `/proc/self/fd/0`, is refused for both, also where it is named in `--allow-read`.
# So: resolve such a name first: a descriptor of a regular file by `Deno.realPath`, in a part of the program that has
#   all permissions, or read from `Deno.stdin`.
set -eu

folder=$(realpath "$(mktemp -d)")
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo text >file
cat >probe.mjs <<'EOF'
const [name, path] = Deno.args;
try {
  console.log(`${name}: ${Deno.readTextFileSync(path).trim()}`);
} catch ({ name: error }) {
  console.log(`${name}: ${error}`);
}
EOF

npm install --silent --no-fund --no-audit deno@2.9.6
probe() {
  allow=$1
  shift
  DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config --no-prompt "$allow" probe.mjs "$@"
}
{
  probe --allow-read 'its path' file
  probe --allow-read '3<file' /dev/fd/3 3<file
  echo text | probe --allow-read '3<pipe' /dev/fd/3 3<&0
  probe --allow-read '/dev/stdin, a file' /dev/stdin <file
  echo text | probe --allow-read '/dev/stdin, a pipe' /dev/stdin
  echo text | probe --allow-read=/dev/stdin '/dev/stdin, named' /dev/stdin
} | tee seen

cat >expected <<'EOF'
its path: text
3<file: NotCapable
3<pipe: text
/dev/stdin, a file: NotCapable
/dev/stdin, a pipe: NotCapable
/dev/stdin, named: NotCapable
EOF
diff expected seen
