/** All that the client needs of the system, as parameters. */

import { type Clock, SystemClock } from "../runtime/clock.ts";
import { warn } from "../runtime/output.ts";
import { onStopSignal } from "../runtime/signals.ts";
import { type Files, SYSTEM_FILES } from "./memory/files.ts";
import type { TerminalSystem } from "./tty/raw_terminal.ts";
import { SYSTEM_TERMINAL, writeToTerminal } from "./tty/system.ts";
import type { Connector } from "./link/dial.ts";
import { connectTcp } from "./dial/tcp.ts";
import { askCertificate, connectTls } from "./dial/tls.ts";

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
  /** Whether input and output are a terminal, with a person in front of it. */
  readonly interactive: boolean;
  /** Standard input. */
  readonly input: {
    readonly readable: ReadableStream<Uint8Array>;
    read(into: Uint8Array): Promise<number | null>;
  };
  /** Standard output; rejects when nobody reads it any more. */
  readonly print: (text: string) => Promise<void>;
  /** Standard error, at once. */
  readonly warn: (text: string) => void;
  readonly terminal: TerminalSystem;
  /** Calls `stop` when the system wants the client to end; returns how to end that. */
  readonly onStop: (stop: () => void) => () => void;
}

/** The system as Deno gives it. */
export function denoSystem(): ClientSystem {
  return {
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    clock: new SystemClock(),
    random: Math.random,
    token: () => randomText().slice(0, 12),
    secret: randomText,
    files: SYSTEM_FILES,
    connector,
    interactive: Deno.stdin.isTerminal() && Deno.stdout.isTerminal(),
    input: Deno.stdin,
    print: writeToTerminal,
    warn,
    terminal: SYSTEM_TERMINAL,
    onStop: (stop) => onStopSignal(stop, { hangUp: true }),
  };
}

function connector(hostname: string, port: number): Connector {
  return {
    plain: (signal) => connectTcp(hostname, port, signal),
    certificate: (signal) => askCertificate(hostname, port, signal),
    secure: (certificate, signal) => connectTls(hostname, port, certificate, signal),
  };
}

function randomText(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
