/**
 * The terminal of the program: Deno's standard input and output.
 *
 * @module
 */
import { SIZE_POLL_MS } from "../limits.ts";
import type { TerminalSystem } from "./raw_terminal.ts";

/** The signals of a new size, and of going on after `kill -STOP`. */
const SIGNALS: readonly Deno.Signal[] = ["SIGWINCH", "SIGCONT"];

/** Standard input and output as a terminal. Both must be terminals. */
export const SYSTEM_TERMINAL: TerminalSystem = {
  setRaw: (on) => Deno.stdin.setRaw(on),
  writeSync: (text) => {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
  },
  size: () => Deno.consoleSize(),
  watch: (changed) => Deno.build.os === "windows" ? pollSize(changed) : onSignals(changed),
};

/** Writes all of `text` to the terminal. Other work goes on while the terminal is slow. */
export async function writeToTerminal(text: string): Promise<void> {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await Deno.stdout.write(rest));
}

function onSignals(changed: () => void): () => void {
  for (const signal of SIGNALS) Deno.addSignalListener(signal, changed);
  return () => SIGNALS.forEach((signal) => Deno.removeSignalListener(signal, changed));
}

function pollSize(changed: () => void): () => void {
  let last = sizeNow();
  const timer = setInterval(() => {
    const size = sizeNow();
    if (size !== last) changed();
    last = size;
  }, SIZE_POLL_MS);
  return () => clearInterval(timer);
}

function sizeNow(): string {
  try {
    const { columns, rows } = Deno.consoleSize();
    return `${columns}x${rows}`;
  } catch {
    return ""; // a console that does not tell its size counts as unchanged
  }
}
