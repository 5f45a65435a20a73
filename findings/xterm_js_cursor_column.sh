#!/bin/sh
# @xterm/headless 6.0.0: the cursor is reported in column 81 of 80, and tmux 3.3a and screen 4.9.0 say the same.
#
# Expected: after 80 letters in a row of 80 the cursor stays in the last column until the next letter: `CSI 6 n` is answered
#   with column 80, as by xterm 379, and a backspace goes to column 79.
# Seen: the answer is column 81, which the screen does not have. After a backspace it is 79 in xterm.js, but 80 in tmux and
#   in screen, for which the 81st column was a real one.
# So: who asks where the cursor is takes the smaller of the answer and the width, and goes back from the end of a row by
#   `CSI G`, not by a backspace.
set -eu

folder=$(mktemp -d)
trap 'tmux -S "$folder/socket" kill-server 2>/dev/null || :; rm -rf "$folder"' EXIT
cd "$folder"

cat >questions.mjs <<'EOF'
const fullRow = "\x1b[2J\x1b[H" + "x".repeat(80);
export const questions = {
  "79 letters": fullRow.slice(0, -1),
  "80 letters": fullRow,
  "and a backspace": fullRow + "\b",
  "and CSI 79 G": fullRow + "\x1b[79G",
  "and a letter": fullRow + "x",
};
export function reported(name, [, row, column]) {
  return `${name}: row ${row}, column ${column}\n`;
}
EOF
cat >in_terminal.mjs <<'EOF'
import { appendFileSync } from "node:fs";
import { questions, reported } from "./questions.mjs";

process.stdin.setRawMode(true);
for (const [name, text] of Object.entries(questions)) {
  const answer = new Promise((resolve) => process.stdin.once("data", resolve));
  process.stdout.write(`${text}\x1b[6n`);
  appendFileSync("seen", reported(`${process.argv[2]}, ${name}`, /\[(\d+);(\d+)R/.exec(await answer)));
}
process.exit();
EOF
cat >headless.mjs <<'EOF'
import xterm from "@xterm/headless";
import { appendFileSync } from "node:fs";
import { questions, reported } from "./questions.mjs";

const terminal = new xterm.Terminal({ cols: 80, rows: 24 });
for (const [name, text] of Object.entries(questions)) {
  const answer = new Promise((resolve) => terminal.onData(resolve));
  terminal.write(`${text}\x1b[6n`);
  appendFileSync("seen", reported(`xterm.js, ${name}`, /\[(\d+);(\d+)R/.exec(await answer)));
}
EOF

npm install --silent --no-fund --no-audit @xterm/headless@6.0.0
apt-get download -q tmux=3.3a-3 screen=4.9.0-4 libevent-core-2.1-7=2.1.12-stable-8+deb12u1 libutempter0=1.2.1-3 >log 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(echo "$folder"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH PATH="$folder/usr/bin:$PATH" SCREENDIR="$folder/screens"
mkdir -m 700 screens

node headless.mjs
tmux -S "$folder/socket" -f /dev/null new-session -d -x 80 -y 24 'node in_terminal.mjs tmux; tmux wait-for -S done'
timeout 20 tmux -S "$folder/socket" wait-for done
timeout 20 screen -c /dev/null -D -m node in_terminal.mjs screen
cat seen

cat >expected <<'EOF'
xterm.js, 79 letters: row 1, column 80
xterm.js, 80 letters: row 1, column 81
xterm.js, and a backspace: row 1, column 79
xterm.js, and CSI 79 G: row 1, column 79
xterm.js, and a letter: row 2, column 2
tmux, 79 letters: row 1, column 80
tmux, 80 letters: row 1, column 81
tmux, and a backspace: row 1, column 80
tmux, and CSI 79 G: row 1, column 79
tmux, and a letter: row 2, column 2
screen, 79 letters: row 1, column 80
screen, 80 letters: row 1, column 81
screen, and a backspace: row 1, column 80
screen, and CSI 79 G: row 1, column 79
screen, and a letter: row 2, column 2
EOF
diff expected seen
