#!/bin/sh
# irc-framework 4.14.0: `auto_reconnect` gives up for good where a connection is lost within 5 seconds.
#
# Expected: `auto_reconnect: true` brings a bot back whenever its server comes back.
# Seen: a client that was registered for less than 5 seconds does not try once: a server that restarts twice in a row has
#   lost its bots. One that was registered longer tries three times (`auto_reconnect_max_retries`), some seconds apart,
#   then no more. In both cases the program goes on or ends without an error: there is the event `close`, as after `quit`.
# So: set `auto_reconnect_max_retries`, and call `connect` again at each `close` that one has not asked for.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import { Client } from "irc-framework";
import net from "node:net";

/** A server that registers everybody, and ends each connection after some time. */
async function start(lifeMs) {
  const state = { connections: 0 };
  state.server = net.createServer((socket) => {
    state.connections++;
    socket.on("error", () => {}); // the client has gone
    socket.on("data", (lines) => {
      if (!/^USER /m.test(lines)) return;
      socket.write(":irc.example.net 001 bot :Welcome\r\n");
      setTimeout(() => socket.destroy(), lifeMs);
    });
  });
  await new Promise((listening) => state.server.listen(0, "127.0.0.1", listening));
  return state;
}

async function report(name, lifeMs, staysAway) {
  const state = await start(lifeMs);
  const { port } = state.server.address();
  const client = new Client();
  const events = [];
  client.on("registered", () => events.push("registered"));
  client.on("socket close", () => {
    if (staysAway) state.server.close();
  });
  client.on("reconnecting", ({ attempt }) => events.push(`tries again (${attempt})`));
  const given = new Promise((resolve) => client.on("close", () => resolve(events.push("close"))));
  client.connect({ host: "127.0.0.1", port, nick: "bot", auto_reconnect: true });
  await given;
  await new Promise((resolve) => setTimeout(resolve, 5000));
  console.log(`${name}: ${events.join(", ")}`);
  state.server.close();
}

await Promise.all([
  report("lost after 1 s, the server is there", 1000, false),
  report("lost after 6 s, the server stays away", 6000, true),
]);
process.exit();
EOF

npm install --silent --no-fund --no-audit irc-framework@4.14.0
node probe.mjs | tee seen

cat >expected <<'EOF'
lost after 1 s, the server is there: registered, close
lost after 6 s, the server stays away: registered, tries again (1), tries again (2), tries again (3), close
EOF
diff expected seen
