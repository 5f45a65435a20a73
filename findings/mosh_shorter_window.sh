#!/bin/sh
# mosh 1.4.0: when the window gets shorter, the newest rows are lost, and not the oldest.
#
# Expected: the row with the cursor stays, and rows leave at the top, as in tmux 3.3a and in @xterm/headless 6.0.0: who has
#   a chat or a shell in the window sees the newest lines and the prompt. When it gets taller again, the rows are back.
# Seen: mosh cuts rows off at the bottom. The prompt and what was printed last are gone, the older rows stay, and a taller
#   window has empty rows there. A phone whose keyboard appears does that.
# So: a program that prints and is used over mosh must be able to print the newest lines anew; it is told by SIGWINCH.
set -eu

folder=$(mktemp -d)
server=
trap 'tmux -S "$folder/socket" kill-server 2>/dev/null || :; [ -z "$server" ] || kill "$server" 2>/dev/null || :
  rm -rf "$folder"' EXIT
cd "$folder"

cat >program.sh <<'EOF'
for i in $(seq 30); do echo "line $i"; done
printf 'prompt> '
exec cat
EOF
cat >headless.mjs <<'EOF'
import xterm from "@xterm/headless";

const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
const lines = Array.from({ length: 30 }, (_, i) => `line ${i + 1}\r\n`);
await new Promise((written) => terminal.write(`${lines.join("")}prompt> `, written));
for (const rows of [24, 12, 24]) {
  terminal.resize(80, rows);
  const { active } = terminal.buffer;
  const texts = Array.from({ length: rows }, (_, i) => active.getLine(active.viewportY + i).translateToString(true));
  const shown = texts.filter((text) => text !== "");
  console.log(`xterm.js, ${rows} rows: ${shown[0]} to ${shown.at(-1).trim()}`);
}
EOF

npm install --silent --no-fund --no-audit @xterm/headless@6.0.0
apt-get download -q mosh=1.4.0-1+b1 libprotobuf32=3.21.12-3+deb12u1 tmux=3.3a-3 libevent-core-2.1-7=2.1.12-stable-8+deb12u1 libutempter0=1.2.1-3 >log 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH PATH="$folder/usr/bin:$PATH" LC_ALL=C.UTF-8
tm() {
  tmux -S "$folder/socket" -f /dev/null "$@"
}
# what the window shows, when that has not changed for a second
shown() {
  last=
  for _ in $(seq 30); do
    now=$(tm capture-pane -p -t "$1" | sed 's/ *$//' | grep -v '^$' || :)
    [ -z "$now" ] || [ "$now" != "$last" ] || break
    last=$now
    sleep 1
  done
  echo "$(echo "$now" | head -n 1) to $(echo "$now" | tail -n 1)"
}
report() {
  for rows in 24 12 24; do
    tm resize-window -t "$1" -x 80 -y "$rows"
    echo "$1, $rows rows: $(shown "$1")"
  done
}
{
  node headless.mjs
  tm new-session -d -s tmux -x 80 -y 24 'sh program.sh'
  report tmux
  mosh-server new -i 127.0.0.1 -- sh "$folder/program.sh" >started 2>log
  port=$(sed -n 's/^MOSH CONNECT \([0-9]*\) .*/\1/p' started)
  key=$(sed -n 's/^MOSH CONNECT [0-9]* //p' started)
  server=$(sed -n 's/.*detached, pid = \([0-9]*\).*/\1/p' log)
  tm new-session -d -s mosh -x 80 -y 24 "MOSH_KEY=$key mosh-client 127.0.0.1 $port"
  report mosh
  kill "$server"
} >seen
cat seen

cat >expected <<'EOF'
xterm.js, 24 rows: line 8 to prompt>
xterm.js, 12 rows: line 20 to prompt>
xterm.js, 24 rows: line 8 to prompt>
tmux, 24 rows: line 8 to prompt>
tmux, 12 rows: line 20 to prompt>
tmux, 24 rows: line 8 to prompt>
mosh, 24 rows: line 8 to prompt>
mosh, 12 rows: line 8 to line 19
mosh, 24 rows: line 8 to line 19
EOF
diff expected seen
