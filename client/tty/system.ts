/**
 * The terminal of the program: Deno's standard input and output.
 *
 * @module
 */
import { print } from "../../runtime/output.ts";
import { setRawMode } from "../../runtime/raw_mode.ts";
import { FULL_RETRY_MS, MAX_FULL_TRIES, SIZE_POLL_MS, STUCK_OUTPUT_MS } from "../limits.ts";
import type { TerminalListener, TerminalSystem } from "./raw_terminal.ts";

/** Standard input and output as a terminal. Both must be terminals. */
export const SYSTEM_TERMINAL: TerminalSystem = {
  setRaw: (on) => {
    if (!isStuck()) setRawMode(on);
  },
  writeSync,
  size: () => Deno.consoleSize(),
  watch: (listener) =>
    Deno.build.os === "windows" ? pollSize(listener.resized) : onSignals(listener),
  // Windows knows no stopped programs
  suspend: Deno.build.os !== "windows" && maySignalItself()
    ? () => Deno.kill(Deno.pid, "SIGTSTP")
    : undefined,
};

/** Whether a program may send itself a signal: older versions of Deno want the permission to run others. */
function maySignalItself(): boolean {
  try {
    // to go on is nothing new to a program that runs
    Deno.kill(Deno.pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

/** When the output began that is on its way; `undefined` when none is. */
let printingSince: number | undefined;

/** Writes to the terminal. Other work goes on while the terminal is slow. Throws what `print` throws. */
export async function printToTerminal(text: string): Promise<void> {
  printingSince = performance.now();
  try {
    await print(text);
  } finally {
    printingSince = undefined;
  }
}

/**
 * Whether nobody reads the terminal. The system blocks a program that writes behind such output or changes the
 * mode of the terminal, so that the program could not end.
 */
function isStuck(): boolean {
  return printingSince !== undefined && performance.now() - printingSince > STUCK_OUTPUT_MS;
}

/** Writes a few bytes at once. Gives up on a terminal that takes nothing, or is gone. */
function writeSync(text: string): void {
  if (isStuck()) return;
  const bytes = new TextEncoder().encode(text);
  let tries = 0;
  for (let at = 0; at < bytes.length;) {
    try {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    } catch (cause) {
      const isFull = cause instanceof Deno.errors.WouldBlock;
      if (!isFull || ++tries > MAX_FULL_TRIES) return;
      Atomics.wait(NEVER, 0, 0, FULL_RETRY_MS);
    }
  }
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));

function onSignals({ resized, continued }: TerminalListener): () => void {
  Deno.addSignalListener("SIGWINCH", resized);
  Deno.addSignalListener("SIGCONT", continued);
  return () => {
    Deno.removeSignalListener("SIGWINCH", resized);
    Deno.removeSignalListener("SIGCONT", continued);
  };
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
