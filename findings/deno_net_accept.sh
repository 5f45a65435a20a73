#!/bin/sh
# Deno 2.9.6: a server of node:net that once has no file handle left for a connection never accepts again.
#
# Expected: when handles are free again, connections are accepted again. So does Node.js, and so does
#   `Deno.listen`, whose `accept` rejects meanwhile.
# Seen: no event, no error, and no connection any more, though the port still takes them.
# So: accept by `Deno.listen` in a server that must outlive a flood.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Greets who connects, and closes all after two seconds, and again each half second.
cat >server.mjs <<'EOF'
const held = [];
const hold = (close) => held.push(close);

if (globalThis.Deno?.args[0] !== "Deno.listen") {
  const { default: net } = await import("node:net");
  const server = net.createServer((socket) => {
    socket.on("error", () => {}); // the client has gone
    socket.write("hello");
    hold(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
} else {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.log(listener.addr.port);
  (async () => {
    for (;;) {
      try {
        const conn = await listener.accept();
        conn.write(new TextEncoder().encode("hello")).catch(() => {}); // the client has gone
        hold(() => conn.close());
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  })();
}
const free = () => held.splice(0).forEach((close) => close());
setTimeout(() => setInterval(free, 500), 2_000);
setTimeout(() => (globalThis.Deno ?? process).exit(), 9_000);
EOF

# Connects 100 times at once, which is more than the server has file handles for, and once when all is over.
cat >client.mjs <<'EOF'
import { connect } from "node:net";

const dial = () => connect(process.argv[2], "127.0.0.1").on("error", () => {});
for (let i = 0; i < 100; i++) dial();
setTimeout(() => {
  let greeted = false;
  dial().on("data", () => greeted = true);
  setTimeout(() => {
    console.log(greeted ? "the next one is greeted" : "nobody is greeted any more");
    process.exit();
  }, 2_000);
}, 5_000);
EOF

probe() {
  # 60 file handles, of which the runtime needs some itself
  (ulimit -n 60; exec "$2" $3 server.mjs "$4" >port 2>/dev/null) &
  until grep -q . port 2>/dev/null; do sleep 0.1; done
  echo "$1: $(node client.mjs "$(cat port)")"
  wait
  rm port
}

npm install --silent --no-fund --no-audit deno@2.9.6
deno=$(echo node_modules/@deno/*/deno*)
export DENO_DIR="$folder/cache"
{
  probe "Deno, Deno.listen" "$deno" "run --no-config -A" Deno.listen
  probe "Deno, node:net" "$deno" "run --no-config -A" node:net
  probe "Node.js, node:net" "$(command -v node)" "" node:net
} | tee seen

cat >expected <<'EOF'
Deno, Deno.listen: the next one is greeted
Deno, node:net: nobody is greeted any more
Node.js, node:net: the next one is greeted
EOF
diff expected seen
