#!/bin/sh
# Deno 2.9.6: a TLS connection cannot turn off Nagle's algorithm, and each answer in two writes costs 40 ms.
#
# Expected: `setNoDelay` as on `Deno.TcpConn`, or no delay by default.
# Seen: `Deno.TlsConn` has no `setNoDelay`, and the delay is on. Where a side writes twice and then waits, the
#   second write is held back until the other side acknowledges the first, which Linux does after 40 ms.
#   The same server over TCP answers in well under 1 ms with `setNoDelay(true)`, and so does a server of
#   node:tls with it.
# So: send an answer in one write, or use node:tls where TLS must answer fast.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import tls from "node:tls";

const key = Deno.readTextFileSync("key.pem");
const cert = Deno.readTextFileSync("cert.pem");
const hostname = "127.0.0.1";
const bytes = (text) => new TextEncoder().encode(text);

/** Answers each line with two writes. */
async function answer(conn) {
  const buffer = new Uint8Array(100);
  while (await conn.read(buffer) !== null) {
    await conn.write(bytes("first\n"));
    await conn.write(bytes("second\n"));
  }
  conn.close();
}

/** The median of the times from a question to the end of its answer, in milliseconds. */
async function medianMs(conn) {
  const buffer = new Uint8Array(100);
  const times = [];
  for (let i = 0; i < 60; i++) {
    const asked = performance.now();
    await conn.write(bytes("question\n"));
    for (let read = 0; read < "first\nsecond\n".length;) read += await conn.read(buffer);
    times.push(performance.now() - asked);
  }
  conn.close();
  return times.sort((a, b) => a - b)[30];
}

function report(name, ms) {
  console.log(`${name}: the answer comes ${ms > 20 ? "after 20 ms and more" : "at once"}`);
}

async function overTcp(noDelay) {
  using listener = Deno.listen({ hostname, port: 0 });
  const accepted = listener.accept();
  const conn = await Deno.connect({ hostname, port: listener.addr.port });
  const served = await accepted;
  served.setNoDelay(noDelay);
  conn.setNoDelay(noDelay);
  answer(served);
  return await medianMs(conn);
}

function connectTls(port) {
  return Deno.connectTls({ hostname: "localhost", port, caCerts: [cert] });
}

async function overTls() {
  using listener = Deno.listenTls({ hostname, port: 0, key, cert });
  listener.accept().then(answer);
  const conn = await connectTls(listener.addr.port);
  console.log(`Deno.TlsConn has setNoDelay: ${"setNoDelay" in conn}`);
  return await medianMs(conn);
}

async function overNodeTls() {
  const server = tls.createServer({ key, cert }, (socket) => {
    socket.setNoDelay(true);
    socket.on("data", () => {
      socket.write("first\n");
      socket.write("second\n");
    });
    socket.on("error", () => {}); // the client has gone
  });
  await new Promise((listening) => server.listen(0, hostname, listening));
  const ms = await medianMs(await connectTls(server.address().port));
  server.close();
  return ms;
}

report("TCP", await overTcp(false));
report("TCP with setNoDelay", await overTcp(true));
report("TLS", await overTls());
report("TLS by node:tls with setNoDelay", await overNodeTls());
Deno.exit();
EOF

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem \
  -out cert.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -addext basicConstraints=critical,CA:FALSE 2>/dev/null
npm install --silent --no-fund --no-audit deno@2.9.6
DENO_DIR="$folder/cache" node_modules/.bin/deno run --no-config -A probe.mjs | tee seen

cat >expected <<'EOF'
TCP: the answer comes after 20 ms and more
TCP with setNoDelay: the answer comes at once
Deno.TlsConn has setNoDelay: false
TLS: the answer comes after 20 ms and more
TLS by node:tls with setNoDelay: the answer comes at once
EOF
diff expected seen
