/** What it costs to find lines in what a read brought: `deno bench -P tests/bench/micro/`. */
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { Lines } from "../../../protocol/lines.ts";

const LINES = 400;
const line = `{"type":"say","cid":"123456","text":"${"x".repeat(64)}"}\n`;
const whole = new TextEncoder().encode(line.repeat(LINES));
// 97 bytes: every line is cut somewhere else
const pieces = Array.from(
  { length: Math.ceil(whole.length / 97) },
  (_, i) => whole.subarray(i * 97, (i + 1) * 97),
);

function count(chunks: Uint8Array[]): void {
  const lines = new Lines(MAX_LINE_BYTES);
  let found = 0;
  for (const chunk of chunks) {
    for (const _ of lines.push(chunk)) found++;
  }
  if (found !== LINES) throw new Error(`Found ${found} lines instead of ${LINES}`);
}

Deno.bench(`Lines: ${LINES} in one read`, { group: "lines", baseline: true }, () => count([whole]));
Deno.bench(`Lines: ${LINES}, each cut once`, { group: "lines" }, () => count(pieces));
