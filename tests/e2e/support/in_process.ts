/** A server within the test's own process: real sockets and files, and a clock that the test moves. */

import type { Address } from "../../support/process.ts";
import { SystemClock } from "../../../runtime/clock.ts";
import type { Logger } from "../../../runtime/logger.ts";
import { SERVE } from "../../../server/options.ts";
import type { ServeFlags } from "../../../server/options.ts";
import { startServer } from "../../../server/start.ts";
import type { Asset } from "../../../server/web/pages.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** The system's clock, off by what a test says. Its timers are the system's. */
export class OffsetClock extends SystemClock {
  /** Milliseconds to add to the time of day. */
  dateOffset = 0;
  /** Milliseconds to add to the time that deadlines are measured in. */
  ahead = 0;

  override readonly now = (): number => performance.now() + this.ahead;

  override readonly date = (): number => Date.now() + this.dateOffset;
}

/** A server and its clock. */
export interface ClockedServer extends AsyncDisposable {
  readonly address: Address;
  /** Where browsers come in, where that was wanted. */
  readonly webAddress: Address;
  /** What it logged, as `level event`. */
  readonly log: readonly string[];
  readonly clock: OffsetClock;
  /** Stops it as a signal does. */
  close(): Promise<void>;
}

/** Starts a server on this data folder, and a free port; with `web-port` it serves this page. */
export async function startClocked(
  data: string,
  flags: Partial<ServeFlags> = {},
  page: readonly Asset[] = [],
): Promise<ClockedServer> {
  const defaults = Object.fromEntries(
    Object.entries(SERVE.flags).map(([name, { fallback }]) => [name, fallback]),
  ) as ServeFlags;
  const lines: string[] = [];
  const log: Logger = (level, event) => lines.push(`${level} ${event}`);
  const clock = new OffsetClock();
  const all = { ...defaults, ...flags, port: 0 };
  const server = await startServer({
    flags: all,
    data,
    phrases: phrasesOf("en"),
    log,
    clock,
    page,
  });
  let closed: Promise<void> | undefined;
  const close = () => closed ??= server.close();
  const { hostname, port } = server.addr;
  return {
    address: { hostname, port },
    webAddress: server.webAddr ?? { hostname, port: 0 },
    clock,
    log: lines,
    close,
    [Symbol.asyncDispose]: close,
  };
}
