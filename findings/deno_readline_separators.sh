#!/bin/sh
# Deno 2.9.6: `node:readline` cuts JSON lines in two where a text holds U+2028 or U+2029.
#
# Expected: as its documentation says, a line ends with `\n`, `\r` or `\r\n`. `JSON.stringify` writes one line, so what was
#   written by it and `\n` is read back line by line.
# Seen: Deno 2.9.6 and Node 24.11.0 end a line at these two separators too, which `JSON.stringify` leaves as they are: two
#   halves that are no JSON. Node 22.12.0 does not.
# So: read JSON lines by splitting at `\n` alone, as `TextLineStream` of @std/streams does; or write `\u2028` and `\u2029`
#   into the JSON as escapes.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import process from "node:process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

const runtime = globalThis.Deno ? `Deno ${Deno.version.deno}` : `Node ${process.versions.node}`;
const names = { "\u2028": "U+2028", "\u2029": "U+2029", "\u0085": "U+0085", "\v": "U+000B", "\f": "U+000C" };
for (const [separator, name] of Object.entries(names)) {
  const written = `${JSON.stringify({ text: `one${separator}two` })}\n`;
  const lines = [];
  for await (const line of createInterface({ input: Readable.from([written]) })) lines.push(line);
  console.log(`${runtime}, ${name}: ${lines.length === 1 ? "one line" : `${lines.length} lines`}`);
}
EOF

for version in 22.12.0 24.11.0; do
  npm install --silent --no-fund --no-audit --prefix "$version" "node@$version"
  "$version/node_modules/.bin/node" probe.mjs
done >seen
npm install --silent --no-fund --no-audit deno@2.9.6
DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs >>seen
cat seen

cat >expected <<'EOF'
Node 22.12.0, U+2028: one line
Node 22.12.0, U+2029: one line
Node 22.12.0, U+0085: one line
Node 22.12.0, U+000B: one line
Node 22.12.0, U+000C: one line
Node 24.11.0, U+2028: 2 lines
Node 24.11.0, U+2029: 2 lines
Node 24.11.0, U+0085: one line
Node 24.11.0, U+000B: one line
Node 24.11.0, U+000C: one line
Deno 2.9.6, U+2028: 2 lines
Deno 2.9.6, U+2029: 2 lines
Deno 2.9.6, U+0085: one line
Deno 2.9.6, U+000B: one line
Deno 2.9.6, U+000C: one line
EOF
diff expected seen
