#!/bin/sh
# znc 1.8.2: it answers each PING of a client by itself, so a PONG says nothing about the IRC server.
#
# Expected: a client that sends a line and then PING knows, when the PONG comes, that the server has read the line; one that
#   measures its lag so measures the way to the server. A bouncer passes both on.
# Seen: the PONG comes at once from `irc.znc.in`, also while the server reads nothing, and when it is gone. The PING is sent
#   to the server too, and its PONG is dropped. A message that is sent while there is no server is answered with a sentence
#   of `*status`, not with an error.
# So: behind a bouncer wait for one's own message, by `echo-message`, or for the answer to another command.
set -eu

folder=$(mktemp -d)
# znc does not run as root
as_user() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
trap '[ ! -e data/pid ] || kill "$(cat data/pid)" || :; wait; cd /; rm -rf "$folder"' EXIT
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
import { createInterface } from "node:readline";
import net from "node:net";

const [, , serverPort, bouncerPort] = process.argv;

/** Calls `told` with each line that comes. */
function lines(socket, told) {
  socket.on("error", () => {}); // the other side has gone
  createInterface({ input: socket }).on("line", told).on("error", () => {});
}

const heard = [];

/** A server that registers whoever comes, and answers nothing else. */
const read = [];
let served;
const server = net.createServer((socket) => {
  served = socket;
  lines(socket, (line) => {
    read.push(line);
    if (line.startsWith("CAP LS")) socket.write(":irc.example.net CAP * LS :\r\n");
    if (line.startsWith("USER")) socket.write(":irc.example.net 001 ann :Welcome\r\n");
  });
});
await new Promise((listening) => server.listen(serverPort, "127.0.0.1", listening));
await until(() => read.some((line) => line.startsWith("USER")));

const client = net.connect(bouncerPort, "127.0.0.1");
lines(client, (line) => heard.push(line));
client.write("PASS ann/example:secret\r\nNICK ann\r\nUSER ann 0 * :Ann\r\n");
await until(() => heard.some((line) => / 001 /.test(line)));

async function until(holds) {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it does not come: ${heard.slice(-5).join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function report(name, line, answer) {
  client.write(`${line}\r\n`);
  await until(() => heard.some((line) => answer.test(line)));
  console.log(`${name}: ${heard.find((line) => answer.test(line))}`);
}

await report("PING", "PING first", /PONG .*first/);
served.pause();
await report("PING, the server reads nothing", "PING second", /PONG .*second/);
server.close();
served.destroy();
await until(() => heard.some((line) => /status.*Disconnected from IRC/.test(line)));
await report("PING, the server is gone", "PING third", /PONG .*third/);
await report("PRIVMSG, the server is gone", "PRIVMSG #lobby :hello", /#lobby/);
console.log(`the server has read a PING of the client: ${read.some((line) => /^PING.*(first|second|third)/.test(line))}`);
process.exit();
EOF


apt-get download -q znc=1.8.2-3.1+deb12u2 libboost-locale1.74.0=1.74.0+ds1-21 libboost-thread1.74.0=1.74.0+ds1-21 libicu72=72.1-3+deb12u1 >log 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
server=$(node ports.mjs)
bouncer=$(node ports.mjs)
mkdir -p data/configs
ln -s "$folder/usr/lib/znc" data/modules
cat >data/configs/znc.conf <<EOF
Version = 1.8.2
<Listener first>
  Host = 127.0.0.1
  Port = $bouncer
  IPv6 = false
</Listener>
<User ann>
  Pass = plain#secret
  <Network example>
    Server = 127.0.0.1 $server
  </Network>
</User>
EOF
[ "$(id -u)" != 0 ] || chown -R 65534:65534 data
as_user sh -c 'echo $$ >data/pid; exec usr/bin/znc -d "$1" -f -n' sh "$folder/data" >log 2>&1 </dev/null &
node probe.mjs "$server" "$bouncer" | tee seen

cat >expected <<'EOF'
PING: :irc.znc.in PONG irc.znc.in first
PING, the server reads nothing: :irc.znc.in PONG irc.znc.in second
PING, the server is gone: :irc.znc.in PONG irc.znc.in third
PRIVMSG, the server is gone: :*status!znc@znc.in PRIVMSG ann :Your message to #lobby got lost, you are not connected to IRC!
the server has read a PING of the client: true
EOF
diff expected seen
