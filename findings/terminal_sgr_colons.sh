#!/bin/sh
# screen 4.9.0: an underline or a colour of a newer kind gives text attributes that nobody asked for.
#
# Expected: `CSI 4:3 m` is a wavy underline, or a plain one where the terminal has no other; `CSI 38:2::1:2:3 m` is a colour
#   as ISO 8613-6 writes it. A terminal that knows neither leaves it out (ECMA-48 5.4.2: it is one parameter).
# Seen: screen reads each number as an attribute: the underline comes out reversed too (3), the colour, also with
#   semicolons, as bold, faint and reversed (1, 2 and 3). mosh 1.4.0 leaves out what has colons, so there is no underline at
#   all. tmux 3.3a and @xterm/headless 6.0.0 know all of it. `CSI 38;5;9 m` is right in all four.
# So: where the terminal is not known, write `CSI 4 m` and the 256 colours with semicolons.
set -eu

folder=$(mktemp -d)
server=
trap 'tmux -S "$folder/socket" kill-server 2>/dev/null || :; [ -z "$server" ] || kill "$server" 2>/dev/null || :
  rm -rf "$folder"' EXIT
cd "$folder"

cat >texts.mjs <<'EOF'
export const sequences = ["4m", "4:3m", "38;5;9m", "38;2;1;2;3m", "38:2::1:2:3m"];
export const text = sequences.map((sequence) => `\x1b[m\x1b[${sequence}x\x1b[m ${sequence}\r\n`).join("");
EOF
cat >program.mjs <<'EOF'
import { text } from "./texts.mjs";

process.stdout.write(text);
setTimeout(() => {}, 60_000);
EOF
cat >headless.mjs <<'EOF'
import xterm from "@xterm/headless";
import { sequences, text } from "./texts.mjs";

const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
await new Promise((written) => terminal.write(text, written));
sequences.forEach((sequence, row) => {
  const cell = terminal.buffer.active.getLine(row).getCell(0);
  const attributes = {
    bold: cell.isBold(),
    faint: cell.isDim(),
    italic: cell.isItalic(),
    underlined: cell.isUnderline(),
    coloured: !cell.isFgDefault(),
  };
  const names = Object.keys(attributes).filter((name) => attributes[name]);
  console.log(`xterm.js, ${sequence}: ${names.join(", ") || "plain"}`);
});
EOF

npm install --silent --no-fund --no-audit @xterm/headless@6.0.0
apt-get download -q screen=4.9.0-4 mosh=1.4.0-1+b1 libprotobuf32=3.21.12-3+deb12u1 tmux=3.3a-3 libevent-core-2.1-7=2.1.12-stable-8+deb12u1 libutempter0=1.2.1-3 >log 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH PATH="$folder/usr/bin:$PATH" SCREENDIR="$folder/screens" LC_ALL=C.UTF-8
mkdir -m 700 screens
echo 'set -g default-terminal tmux-256color' >tmux.conf
tm() {
  tmux -S "$folder/socket" -f tmux.conf "$@"
}
# runs a command in a window, and tells the SGR codes with which tmux has each letter
report() {
  tm new-session -d -s "$1" -x 80 -y 24 "$2"
  for _ in $(seq 100); do
    if tm capture-pane -p -t "$1" | grep -q '::1:2:3m'; then break; fi
    sleep 0.2
  done
  tm capture-pane -e -p -t "$1" | grep 'm$' | tr -d '\033' |
    sed "s/^x/[-mx/; s/^\[\([^x]*\)mx.* \([0-9:;]*m\)$/$1, \2: \1/"
}
{
  node headless.mjs
  report tmux "node program.mjs"
  report screen "screen -c /dev/null node program.mjs"
  mosh-server new -i 127.0.0.1 -- node "$folder/program.mjs" >started 2>log
  server=$(sed -n 's/.*detached, pid = \([0-9]*\).*/\1/p' log)
  key=$(sed -n 's/^MOSH CONNECT [0-9]* //p' started)
  port=$(sed -n 's/^MOSH CONNECT \([0-9]*\) .*/\1/p' started)
  report mosh "MOSH_KEY=$key mosh-client 127.0.0.1 $port"
  kill "$server"
} >seen
cat seen

cat >expected <<'EOF'
xterm.js, 4m: underlined
xterm.js, 4:3m: underlined
xterm.js, 38;5;9m: coloured
xterm.js, 38;2;1;2;3m: coloured
xterm.js, 38:2::1:2:3m: coloured
tmux, 4m: 4
tmux, 4:3m: 4:3
tmux, 38;5;9m: 38;5;9
tmux, 38;2;1;2;3m: 38;2;1;2;3
tmux, 38:2::1:2:3m: 38;2;1;2;3
screen, 4m: 4
screen, 4:3m: 4;7
screen, 38;5;9m: 91
screen, 38;2;1;2;3m: 1;2;7
screen, 38:2::1:2:3m: 1;2;7
mosh, 4m: 4
mosh, 4:3m: -
mosh, 38;5;9m: 38;5;9
mosh, 38;2;1;2;3m: 38;2;1;2;3
mosh, 38:2::1:2:3m: -
EOF
diff expected seen
