/** All that the client needs of the system, as parameters. */

import { type Clock, SystemClock } from "../runtime/clock.ts";
import { type Input, waitingInput } from "../runtime/input.ts";
import { standardError } from "../runtime/lossy_writer.ts";
import { onStopSignal, stopThenEnd } from "../runtime/signals.ts";
import type { Phrases } from "../i18n/phrases.ts";
import { type Files, SYSTEM_FILES } from "./memory/files.ts";
import type { Job, Programs } from "./programs.ts";
import type { TerminalSystem } from "./tty/raw_terminal.ts";
import { printToTerminal, SYSTEM_TERMINAL } from "./tty/system.ts";
import type { Connector } from "./link/dial.ts";
import type { AskToConnect } from "./dial/port_transport.ts";
import { connectorTo } from "./dial/tls.ts";

/** The system that the client runs on. */
export interface ClientSystem {
  /** `windows`, `darwin`, `linux` and so on. */
  readonly os: string;
  readonly env: (name: string) => string | undefined;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** A short random text of letters and digits, never the same twice. */
  readonly token: () => string;
  /** A random text of letters and digits that nobody can guess. */
  readonly secret: () => string;
  readonly files: Files;
  /** How to connect to a server. */
  readonly connector: (hostname: string, port: number) => Connector;
  /** The same for one that the user has not named; undefined where the client connects to no such one. */
  readonly toldConnector: ((hostname: string, port: number) => Promise<Connector>) | undefined;
  /** Whether input and output are a terminal, with a person in front of it. */
  readonly interactive: boolean;
  /** Whether the input is a terminal. */
  readonly typed: boolean;
  /** Standard input. */
  readonly input: Input;
  /** Writes to standard output. Rejects with an `OutputError`. */
  readonly print: (text: string) => Promise<void>;
  /** Writes to standard error. What cannot be written there is lost. */
  readonly warn: (text: string) => void;
  /** Resolves when the warnings are written, or cannot be. */
  readonly warned: () => Promise<void>;
  readonly terminal: TerminalSystem;
  /** The user's pager and editor; undefined where none can be run. */
  readonly programs: Programs | undefined;
  /**
   * Calls `stop` when the system wants the client to end, and `end` when it wants that at once. Returns
   * how to end this.
   */
  readonly onStop: (stop: () => void, end: () => void) => () => void;
}

/** What others do for a client that has no permission for it. */
export interface Helpers {
  /** The user's pager and editor. */
  readonly programs: Programs;
  /** Connects to servers that the user has not named. */
  readonly askToConnect: AskToConnect;
}

/** The system as Deno gives it. */
export function denoSystem(
  { general }: Phrases,
  { programs, askToConnect }: Partial<Helpers> = {},
): ClientSystem {
  const clock = new SystemClock();
  let isLent = false;
  const stderr = standardError((lines) => `${general.linesDropped(lines)}\n`);
  return {
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    clock,
    random: Math.random,
    token: () => randomText().slice(0, 12),
    secret: randomText,
    files: SYSTEM_FILES,
    connector: connectorTo,
    toldConnector: askToConnect === undefined ? undefined : async (hostname, port) => {
      // few clients ever need it
      const { portConnector } = await import("./dial/port_transport.ts");
      return portConnector(hostname, port, askToConnect);
    },
    interactive: Deno.stdin.isTerminal() && Deno.stdout.isTerminal(),
    typed: Deno.stdin.isTerminal(),
    input: waitingInput(Deno.stdin, clock),
    print: printToTerminal,
    warn: (text) => stderr.write(text),
    warned: () => stderr.drained(),
    terminal: terminalOf(programs),
    // a read of a Windows console cannot be ended
    programs: programs === undefined || Deno.build.os === "windows" ? undefined : {
      ...programs,
      run: async (program) => {
        isLent = true;
        return await programs.run(program).finally(() => isLent = false);
      },
    },
    onStop: (stop, end) =>
      onStopSignal(stopThenEnd(clock, { stop, end }), {
        hangUp: true,
        // then Ctrl-C is for the program that has the terminal
        isInterruptMeant: () => !isLent,
      }),
  };
}

/** The terminal; a thread that may send no signal to others stops through the one that may. */
function terminalOf({ suspend, goOn }: Partial<Job> = {}): TerminalSystem {
  if (SYSTEM_TERMINAL.suspend === undefined || suspend === undefined) return SYSTEM_TERMINAL;
  return { ...SYSTEM_TERMINAL, suspend, ...(goOn === undefined ? {} : { goOn }) };
}

function randomText(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
