#!/bin/sh
# ngircd 26.1: a line of more than 512 bytes ends the connection.
#
# Expected: a server cuts what is too long, or refuses that line (417, in modern.ircdocs.horse): RFC 2812 2.3 has the limit,
#   and clients that count letters, or leave out their own address, get over it every day.
# Seen: ngircd says `ERROR :Request too long` and closes; everyone sees the client leave. A bot that says 250 letters of
#   two bytes is out, one that says 250 of one byte is not. inspircd 3.15.0 cuts, in the middle of a letter, so that the
#   others get bytes that are not UTF-8.
# So: count the bytes of the whole line, with `PRIVMSG`, the target and CR LF, and leave 100 for the address before it.
set -eu

folder=$(mktemp -d)
# the servers do not run as root
as_user() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
trap 'for pid in data/*.pid; do kill "$(cat "$pid")" || :; done; wait; cd /; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .

cat >ports.mjs <<'EOF'
import net from "node:net";

const server = net.createServer().listen(0, "127.0.0.1", () => {
  console.log(server.address().port);
  server.close();
});
EOF
cat >probe.mjs <<'EOF'
import net from "node:net";

const [, , name, port] = process.argv;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A client in the channel: what it hears, as bytes of one letter each. */
async function join(nick) {
  for (let tries = 0;; tries++) {
    const socket = net.connect(port, "127.0.0.1");
    const client = { socket, heard: "" };
    socket.setEncoding("latin1").on("data", (text) => client.heard += text);
    const isOpen = await new Promise((resolve) => {
      socket.on("connect", () => resolve(true));
      socket.on("error", () => resolve(false)); // it has not started yet, or the server has ended it
    });
    if (!isOpen && tries < 100) {
      await pause(100);
      continue;
    }
    socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
    while (!/ 422 /.test(client.heard)) await pause(50);
    socket.write("JOIN #lobby\r\n");
    while (!/ 366 /.test(client.heard)) await pause(50);
    return client;
  }
}

const reader = await join("reader");
async function report(text, letters) {
  const writer = await join("writer");
  await pause(500);
  reader.heard = "";
  const line = `PRIVMSG #lobby :${letters}\r\n`;
  writer.socket.write(line);
  await pause(4000);
  const said = /PRIVMSG #lobby :(.*)\r\n/.exec(reader.heard)?.[1];
  const bytes = Buffer.from(said ?? "", "latin1");
  const isWhole = !bytes.toString("utf8").includes("\ufffd");
  const [error] = /ERROR :Request too long/.exec(writer.heard) ?? [""];
  const outcome = [
    said === undefined ? "nobody gets it" : bytes.length === Buffer.byteLength(letters) ? "arrives" : "is cut",
    ...isWhole ? [] : ["in the middle of a letter"],
    ...error ? [error] : [],
    writer.socket.closed ? "the writer is out" : "the writer is there",
  ];
  console.log(`${name}, ${text}, a line of ${Buffer.byteLength(line)} bytes: ${outcome.join(", ")}`);
  writer.socket.destroy();
  await pause(1000);
}

await report("250 letters of one byte", "d".repeat(250));
await report("250 letters of two bytes", "д".repeat(250));
process.exit();
EOF

apt-get download -q ngircd=26.1-1+deb12u1 libident=0.32-1 inspircd=3.15.0-1 >log 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data

ngircd=$(node ports.mjs)
cat >ngircd.conf <<EOF
[Global]
Name = irc.example.net
Info = a server
Listen = 127.0.0.1
Ports = $ngircd
[Options]
DNS = no
Ident = no
PAM = no
EOF
as_user sh -c 'echo $$ >data/ngircd.pid; exec usr/sbin/ngircd -n -f ngircd.conf' >log 2>&1 &
inspircd=$(node ports.mjs)
cat >inspircd.conf <<EOF
<server name="irc.example.net" description="a server" network="example">
<admin name="a" nick="a" email="a@example.net">
<bind address="127.0.0.1" port="$inspircd" type="clients">
<connect allow="*" resolvehostnames="no" localmax="10" globalmax="10">
<path configdir="$folder/data" datadir="$folder/data" logdir="$folder/data" runtimedir="$folder/data"
  moduledir="$folder/usr/lib/inspircd/modules">
<pid file="$folder/data/inspircd.pid">
EOF
as_user usr/sbin/inspircd --nofork --config "$folder/inspircd.conf" >log 2>&1 &
{
  node probe.mjs ngircd "$ngircd"
  node probe.mjs inspircd "$inspircd"
} | tee seen

cat >expected <<'EOF'
ngircd, 250 letters of one byte, a line of 268 bytes: arrives, the writer is there
ngircd, 250 letters of two bytes, a line of 518 bytes: nobody gets it, ERROR :Request too long, the writer is out
inspircd, 250 letters of one byte, a line of 268 bytes: arrives, the writer is there
inspircd, 250 letters of two bytes, a line of 518 bytes: is cut, in the middle of a letter, the writer is there
EOF
diff expected seen
