/** An outlet with the far end of it in the test's hand. */

import { Feed } from "../../../server/fanout/feed.ts";
import { Outlet } from "../../../server/fanout/outlet.ts";
import { Writer } from "./writer.ts";

/** What {@linkcode outletWith} can be given. */
export interface FakeOutletOptions {
  readonly maxLagBytes?: number;
  /** Whether the far end takes each write at once. */
  readonly fast?: boolean;
}

/** An outlet, its far end, and how often it has called back. */
export interface FakeOutlet {
  readonly outlet: Outlet;
  readonly writer: Writer;
  readonly calls: { lags: number; errors: unknown[] };
}

/** A new outlet; its far end waits to be told what to take, unless it is `fast`. */
export function outletWith(
  { maxLagBytes = 1e9, fast = false }: FakeOutletOptions = {},
): FakeOutlet {
  const writer = new Writer(fast);
  const calls: FakeOutlet["calls"] = { lags: 0, errors: [] };
  const outlet = new Outlet({
    writer,
    onError: (cause) => calls.errors.push(cause),
    onLag: () => calls.lags++,
    maxLagBytes,
  });
  return { outlet, writer, calls };
}

/** Appends `lines` to `feed` and wakes its readers. */
export function tell(feed: Feed, lines: string): void {
  feed.append(lines);
  feed.flush();
}
