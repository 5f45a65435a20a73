/** What the server uses of its process: environment, output, terminal, signals. */

import { SystemClock } from "../runtime/clock.ts";
import { waitingInput } from "../runtime/input.ts";
import type { Phrases } from "../i18n/phrases.ts";
import { standardError } from "../runtime/lossy_writer.ts";
import { print } from "../runtime/output.ts";
import { setRawMode } from "../runtime/raw_mode.ts";
import { type Console, DrawnConsole, LineConsole } from "./admin/console.ts";
import type { AdminProcess } from "./admin_client.ts";
import type { ClusterProcess } from "./cluster_command.ts";
import { giveUpPermissions } from "./permissions.ts";
import type { ServeProcess } from "./serve.ts";

/** The real process of `chat cluster`. */
export function clusterProcess(phrases: Phrases): ClusterProcess {
  const { stdout, stderr } = adminProcess(phrases);
  return { env: Deno.env, stdout, stderr, clock: new SystemClock() };
}

/** The width of a terminal that does not tell its own: that of the VT100. */
const DEFAULT_COLUMNS = 80;

/** What the main thread does for a server. */
export interface MainThread extends Pick<ServeProcess, "stopped" | "openSearcher"> {
  /** Called at Ctrl-C where that is no signal. */
  readonly interrupt: () => void;
}

/** The real process. */
export function systemProcess({ stopped, interrupt, openSearcher }: MainThread): ServeProcess {
  const canDraw = canDrawOn(Deno.stderr);
  const openConsole = (write: (text: string) => void) => consoleOf(canDraw, write, interrupt);
  return {
    env: Deno.env,
    stdout: print,
    stderr: Deno.stderr,
    stopped,
    openSearcher,
    openConsole: Deno.stdin.isTerminal() ? openConsole : undefined,
    listens: giveUpPermissions,
  };
}

/** The real process of `chat admin`. */
export function adminProcess({ general }: Phrases): AdminProcess {
  const stderr = standardError((lines) => `${general.linesDropped(lines)}\n`);
  return {
    stdout: print,
    stderr: (text) => {
      stderr.write(text);
      return stderr.drained();
    },
    openConsole: (write, interrupted) => consoleOf(canDrawOn(Deno.stdout), write, interrupted),
    connect: (path) => Deno.connect({ transport: "unix", path }),
  };
}

/** The console on standard input. */
async function consoleOf(
  canDraw: boolean,
  write: (text: string) => void,
  interrupted: () => void,
): Promise<Console> {
  const input = waitingInput(Deno.stdin, new SystemClock());
  if (!canDraw) return new LineConsole(input, write);
  const clock = new SystemClock();
  return await DrawnConsole.open({
    input,
    setRaw: setRawMode,
    columns,
    watch,
    write,
    interrupted,
    clock,
  });
}

/** Whether input and output are a terminal that can move its cursor. */
function canDrawOn(output: { isTerminal(): boolean }): boolean {
  return Deno.stdin.isTerminal() && output.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || DEFAULT_COLUMNS;
  } catch {
    // stdout is no terminal
    return DEFAULT_COLUMNS;
  }
}

function watch(changed: () => void): () => void {
  if (Deno.build.os === "windows") return () => {};
  const signals = ["SIGWINCH", "SIGCONT"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, changed);
  return () => signals.forEach((signal) => Deno.removeSignalListener(signal, changed));
}
