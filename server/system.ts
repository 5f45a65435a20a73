/** What the server touches of the process it runs in. */

import { print } from "../runtime/output.ts";
import { readConsole } from "./admin/console.ts";
import { giveUpPermissions } from "./permissions.ts";
import type { ServeProcess } from "./serve.ts";

/** The real process. */
export function systemProcess(stopped: Promise<void>): ServeProcess {
  return {
    env: Deno.env,
    stdout: print,
    stderr: Deno.stderr,
    stopped,
    typed: Deno.stdin.isTerminal() ? (take) => readConsole(Deno.stdin, take) : undefined,
    listens: giveUpPermissions,
  };
}
