#!/bin/sh
# multicast-dns 7.2.5: a record without `ttl` is sent as a goodbye, so who hears it forgets the service.
#
# Expected: `mdns.respond([{ name, type: "A", data }])`, as its README has it, tells everyone the address, for a time that
#   the library chooses: 120 seconds in RFC 6762 10.
# Seen: dns-packet 5.6.1 below it writes a `ttl` of 0, which RFC 6762 10.1 has for "this is gone". bonjour-service 1.4.4,
#   which has found a service, takes it out of its list when the same records come without `ttl`, and one that it has not
#   seen it never finds.
# So: name the `ttl` of each record: 120 for those with an address or a host, 4500 for the others.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { Bonjour } from "bonjour-service";
import packet from "dns-packet";
import multicastDns from "multicast-dns";
import dgram from "node:dgram";

const hostname = "127.0.0.1";
const bound = async () => {
  const socket = dgram.createSocket("udp4");
  await new Promise((resolve) => socket.bind(0, hostname, resolve));
  return socket;
};
const listener = await bound();
const { port: listening } = listener.address();
const probe = await bound();
const { port: browsing } = probe.address();
await new Promise((closed) => probe.close(closed));

// without multicast: all of it stays on the loopback interface
const mdns = multicastDns({ multicast: false, ip: hostname, bind: hostname, port: 0 });
const send = (records, port) =>
  new Promise((sent) => mdns.respond(records, { address: hostname, port }, sent));

const heard = new Promise((resolve) => listener.once("message", resolve));
await send([{ name: "brunhilde.local", type: "A", data: "192.168.1.5" }], listening);
const [record] = packet.decode(await heard).answers;
console.log(`multicast-dns sends ${record.type} of ${record.name} with the ttl ${record.ttl}`);

/** The records of a service. */
function service(name, fields) {
  const instance = `${name}._chat._tcp.local`;
  return [
    { name: "_chat._tcp.local", type: "PTR", data: instance, ...fields },
    { name: instance, type: "SRV", data: { port: 8080, target: "host.local" }, ...fields },
    { name: instance, type: "TXT", data: [], ...fields },
    { name: "host.local", type: "A", data: hostname, ...fields },
  ];
}

const bonjour = new Bonjour({ multicast: false, ip: hostname, bind: hostname, port: browsing });
const browser = bonjour.find({ type: "chat" });
const listed = () => `its list: ${browser.services.map(({ name }) => name).join(", ") || "empty"}`;
const report = (event) => ({ name }) => console.log(`bonjour-service: ${name} is ${event}; ${listed()}`);
browser.on("up", report("up"));
browser.on("down", report("down"));
const once = (event) => new Promise((resolve) => browser.once(event, resolve));

const up = once("up");
const sending = setInterval(() => send(service("Room", { ttl: 120 }), browsing), 100);
await up;
clearInterval(sending);
const down = once("down");
await send(service("Another", {}), browsing);
await send(service("Room", {}), browsing);
await down;
process.exit();
EOF

npm install --silent --no-fund --no-audit multicast-dns@7.2.5 dns-packet@5.6.1 bonjour-service@1.4.4
node probe.mjs | tee seen

cat >expected <<'EOF'
multicast-dns sends A of brunhilde.local with the ttl 0
bonjour-service: Room is up; its list: Room
bonjour-service: Room is down; its list: empty
EOF
diff expected seen
