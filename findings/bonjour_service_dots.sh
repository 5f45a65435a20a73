#!/bin/sh
# bonjour-service 1.4.4: of a service called `Room 2.0` the name is `Room 2`, and dns-packet asks for another one.
#
# Expected: RFC 6763 4.1.1: the name of an instance is one label of any text, dots too; 4.3: in a name written with dots
#   they are escaped. What was decoded can be encoded again.
# Seen: bonjour-service finds `Room 2.0` and `Room 2.1` and calls both `Room 2`. What one publishes as `Room 2.0` is called
#   `Room 2-0`. dns-packet 5.6.1 below it, and below multicast-dns, decodes the name without an escape, and encodes that
#   with one label more: a question for its address is one for something else.
# So: no dots in names that are published. Of others take what stands before `._chat._tcp`, and the records that come with
#   the answer; do not ask for them by name.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { Bonjour } from "bonjour-service";
import packet from "dns-packet";
import dgram from "node:dgram";

const PTR = 12, TXT = 16, SRV = 33;
/** A name of these labels as RFC 1035 4.1.4 has it, uncompressed. */
const nameOf = (...labels) =>
  Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), Buffer.from(label)]), Buffer.of(0)]);
const record = (name, type, data) =>
  Buffer.concat([name, Buffer.of(0, type, 0, 1, 0, 0, 0, 120, 0, data.length), data]);

/** The answer of a computer that has this service at port 8080. */
function answer(name) {
  const instance = nameOf(name, "_chat", "_tcp", "local");
  return Buffer.concat([
    Buffer.of(0, 0, 0x84, 0, 0, 0, 0, 3, 0, 0, 0, 0),
    record(nameOf("_chat", "_tcp", "local"), PTR, instance),
    record(instance, SRV, Buffer.concat([Buffer.of(0, 0, 0, 0, 0x1f, 0x90), nameOf("host", "local")])),
    record(instance, TXT, Buffer.of(0)),
  ]);
}

const labels = ["Room 2.0", "_chat", "_tcp", "local"];
const [{ data: decoded }] = packet.decode(answer("Room 2.0")).answers;
const question = packet.encode({ type: "query", questions: [{ name: decoded, type: "SRV" }] });
console.log(`dns-packet decodes ${labels.join(" | ")} as ${decoded}`);
const asked = [];
for (let at = 12; question[at] !== 0; at += 1 + question[at]) {
  asked.push(question.toString("latin1", at + 1, at + 1 + question[at]));
}
console.log(`dns-packet asks for ${asked.join(" | ")}`);

// without multicast: all of it stays on the loopback interface
const probe = dgram.createSocket("udp4");
await new Promise((bound) => probe.bind(0, "127.0.0.1", bound));
const { port } = probe.address();
await new Promise((closed) => probe.close(closed));
const bonjour = new Bonjour({ multicast: false, ip: "127.0.0.1", bind: "127.0.0.1", port });
const found = new Promise((resolve) => {
  const services = [];
  bonjour.find({ type: "chat" }, (service) => {
    services.push(service);
    if (services.length === 3) resolve(services);
  });
});
const sender = dgram.createSocket("udp4");
const names = ["Room 1", "Room 2.0", "Room 2.1"];
const sending = setInterval(() => names.forEach((name) => sender.send(answer(name), port, "127.0.0.1")), 200);
for (const { name, fqdn } of await found) console.log(`bonjour-service finds ${fqdn}: ${name}`);
clearInterval(sending);
const { name } = bonjour.publish({ name: "Room 3.0", type: "chat", port: 8080, probe: false });
console.log(`bonjour-service publishes Room 3.0 as ${name}`);
process.exit();
EOF

npm install --silent --no-fund --no-audit bonjour-service@1.4.4 dns-packet@5.6.1
node probe.mjs | tee seen

cat >expected <<'EOF'
dns-packet decodes Room 2.0 | _chat | _tcp | local as Room 2.0._chat._tcp.local
dns-packet asks for Room 2 | 0 | _chat | _tcp | local
bonjour-service finds Room 1._chat._tcp.local: Room 1
bonjour-service finds Room 2.0._chat._tcp.local: Room 2
bonjour-service finds Room 2.1._chat._tcp.local: Room 2
bonjour-service publishes Room 3.0 as Room 3-0
EOF
diff expected seen
