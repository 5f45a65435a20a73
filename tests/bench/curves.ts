/**
 * The two plots of docs/PERFORMANCE.md, drawn from a run's results.
 *
 * @module
 */
import type { Run } from "./measure.ts";
import type { Peer } from "./peers.ts";
import { plot, type Series } from "./plot.ts";
import { type Results, type Wanted, windowId } from "./scenarios.ts";
import { medians } from "./table.ts";

const DOCS = new URL("../../docs/", import.meta.url);

function series(results: Results, peers: Peer[], wanted: Wanted, value: (run: Run) => number) {
  return peers.flatMap((peer): Series[] => {
    const points = wanted.members.flatMap((members) => {
      const runs = results[windowId(wanted.windows[0] ?? 0, members)]?.[peer.name] ?? [];
      const y = value(medians(runs));
      return runs.length > 0 && y > 0 ? [{ x: members, y }] : [];
    });
    if (points.length < 2) return [];
    return [{
      name: peer.name,
      strong: peer.kind === "own",
      dashed: peer.kind === "bound",
      points,
    }];
  });
}

/** Writes docs/fanout.svg and docs/cost.svg. */
export async function curves(results: Results, peers: Peer[], wanted: Wanted): Promise<void> {
  const flight = `${wanted.windows[0]} messages of 64 bytes in flight`;
  const rate = series(results, peers, wanted, (run) => run.per_second ?? 0);
  const cost = series(
    results,
    peers,
    wanted,
    (run) => (run.server_cpu_s ?? 0) / (run.deliveries ?? 1) * 1e6,
  );
  await Deno.writeTextFile(
    new URL("fanout.svg", DOCS),
    plot(`Deliveries per second, ${flight}`, "members of the room", rate),
  );
  await Deno.writeTextFile(
    new URL("cost.svg", DOCS),
    plot(`Server CPU seconds per million deliveries, ${flight}`, "members of the room", cost),
  );
}
