/** Starts the programs beside this file that are no good guests, each in a process of its own. */

import { fileURLToPath } from "node:url";
import { ROOT } from "../../support/command.ts";
import { Process, type Server } from "../../support/process.ts";

function program(file: string, ...args: string[]): Promise<Process> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command = [Deno.execPath(), "run", "-q", "--no-check", "-P=tests"];
  return Process.start([...command, "--config", `${ROOT}deno.json`, path, ...args]);
}

/** Starts an attack by its name and resolves when it is under way; it ends with the scope. */
export async function attack(
  name: string,
  { address }: Pick<Server, "address">,
): Promise<Process> {
  const process = await program("./attack.ts", name, address.hostname, `${address.port}`);
  try {
    await process.waitForOutput(/^attacking$/m);
  } catch (cause) {
    await process[Symbol.asyncDispose]();
    throw cause;
  }
  return process;
}

/** Begins to send so many hostile lines; the process ends when it has. */
export function fuzz({ address }: Server, seed: number, lines: number): Promise<Process> {
  return program("./fuzz.ts", address.hostname, `${address.port}`, `${seed}`, `${lines}`);
}
