/** What the server touches of the process it runs in. */

import { readConsole } from "./admin/console.ts";
import { giveUpPermissions } from "./permissions.ts";
import type { ServeProcess } from "./serve.ts";

/** The real process. */
export function systemProcess(stopped: Promise<void>): ServeProcess {
  return {
    env: Deno.env,
    stdout: print,
    stderr: warn,
    stopped,
    typed: Deno.stdin.isTerminal() ? (take) => readConsole(Deno.stdin, take) : undefined,
    listens: giveUpPermissions,
  };
}

/** Prints to standard output, at once. */
export function print(text: string): void {
  writeAll(Deno.stdout, text);
}

/** Prints to standard error, at once. */
export function warn(text: string): void {
  writeAll(Deno.stderr, text);
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
