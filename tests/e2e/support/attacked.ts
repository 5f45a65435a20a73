/** Starts the program that is no good guest. */

import { fileURLToPath } from "node:url";
import { ROOT } from "../../support/command.ts";
import { Process, type Server } from "../../support/process.ts";

const PROGRAM = fileURLToPath(new URL("./attack.ts", import.meta.url));

/** Starts an attack by its name and resolves when it is under way; it ends with the scope. */
export async function attack(name: string, { address }: Server): Promise<Process> {
  const command = [Deno.execPath(), "run", "-q", "--no-check", "-P=tests"];
  const config = ["--config", `${ROOT}deno.json`];
  const { hostname, port } = address;
  const process = await Process.start([...command, ...config, PROGRAM, name, hostname, `${port}`]);
  try {
    await process.waitForOutput(/^attacking$/m);
  } catch (cause) {
    await process[Symbol.asyncDispose]();
    throw cause;
  }
  return process;
}
