/** A server within the test's own process: real sockets and files, and clocks that the test turns. */

import type { Address } from "../../support/process.ts";
import type { Log } from "../../../runtime/logger.ts";
import { SERVE } from "../../../server/options.ts";
import type { ServeFlags } from "../../../server/options.ts";
import { startServer } from "../../../server/serve.ts";

/** A server and its clocks. */
export interface ClockedServer extends AsyncDisposable {
  readonly address: Address;
  /** What it logged, as `level event`. */
  readonly log: readonly string[];
  /** Milliseconds by which the clock that people read is off. */
  wallOffset: number;
  /** Milliseconds by which the clock of deadlines is ahead. */
  ahead: number;
  /** Stops it as a signal does. */
  close(): Promise<void>;
}

/** Starts a server on this data folder, and a free port. */
export async function startClocked(
  data: string,
  flags: Partial<ServeFlags> = {},
): Promise<ClockedServer> {
  const defaults = Object.fromEntries(
    Object.entries(SERVE.flags).map(([name, { fallback }]) => [name, fallback]),
  ) as ServeFlags;
  const lines: string[] = [];
  const log: Log = (level, event) => lines.push(`${level} ${event}`);
  const offsets = { wallOffset: 0, ahead: 0 };
  const clocks = {
    wall: () => Date.now() + offsets.wallOffset,
    steady: () => performance.now() + offsets.ahead,
  };
  const all = { ...defaults, ...flags, port: 0 };
  const server = await startServer(all, data, "en", log, undefined, clocks);
  let closed: Promise<void> | undefined;
  const close = () => closed ??= server.close();
  const { hostname, port } = server.addr;
  return Object.assign(offsets, {
    address: { hostname, port },
    log: lines,
    close,
    [Symbol.asyncDispose]: close,
  });
}
