/**
 * Results as Markdown tables, one a scenario: medians, and ratios within the run.
 *
 * @module
 */
import { faults, type Run } from "./measure.ts";
import type { Peer } from "./peers.ts";
import type { ColumnName, Scenario } from "./scenarios.ts";

/** The middle value; of an even number, the lower one of the two in the middle. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? NaN;
}

/** One run whose figures are each the median of all rounds; faults are added up instead. */
export function medians(runs: Run[]): Run {
  const keys = new Set(runs.flatMap((run) => Object.keys(run))) as Set<keyof Run>;
  const all = [...keys].map((key) => {
    const values = runs.map((run) => run[key]).filter((value) => typeof value === "number");
    return [key, median(values)];
  });
  return Object.fromEntries(all);
}

/** The runs of one scenario, with what they are compared to. */
interface Row {
  run: Run;
  runs: Run[];
  /** Deliveries per second of the fastest real server, and of the least one. */
  fastest: number;
  bound: number;
}

interface Column {
  titles: string[];
  cells(row: Row): string[];
}

function times(value: number | undefined, of: number): string {
  return of > 0 && value !== undefined ? `${(value / of).toFixed(2)} x` : "";
}

function ms(us: number | undefined): string {
  return us === undefined ? "" : (us / 1e3).toPrecision(us < 1e5 ? 3 : 4);
}

function whole(value: number | undefined): string {
  return value === undefined ? "" : Math.round(value).toLocaleString("en");
}

function kibPerMember({ rss_joined_kb = NaN, rss_before_kb = NaN, connections = NaN }: Run) {
  return ((rss_joined_kb - rss_before_kb) / connections).toFixed(1);
}

const COLUMNS: Record<ColumnName, Column> = {
  rate: {
    titles: ["million deliveries/s", "(lowest, highest)"],
    cells: ({ run, runs }) => {
      const all = runs.map((one) => (one.per_second ?? NaN) / 1e6);
      return [
        ((run.per_second ?? NaN) / 1e6).toFixed(2),
        `${Math.min(...all).toFixed(2)}, ${Math.max(...all).toFixed(2)}`,
      ];
    },
  },
  messages: {
    titles: ["messages/s"],
    cells: ({ run }) => [whole(run.per_second)],
  },
  ratio: {
    titles: ["to the fastest peer"],
    cells: ({ run, fastest }) => [times(run.per_second, fastest)],
  },
  bound: {
    titles: ["to the C server"],
    cells: ({ run, bound }) => [times(run.per_second, bound)],
  },
  cpu: {
    titles: ["server CPU s per million"],
    cells: ({ run: { server_cpu_s = NaN, deliveries = NaN } }) => [
      (server_cpu_s / deliveries * 1e6).toFixed(3),
    ],
  },
  latency: {
    titles: ["p50 ms", "p99 ms", "p99.9 ms"],
    cells: ({ run }) => [ms(run.p50_us), ms(run.p99_us), ms(run.p999_us)],
  },
  memory: {
    titles: ["KiB per idle member"],
    cells: ({ run }) => [kibPerMember(run)],
  },
  growth: {
    titles: ["memory at the end, MiB", "bad readers cut"],
    cells: ({ run }) => [((run.rss_end_kb ?? NaN) / 1024).toFixed(1), whole(run.cut_others)],
  },
  held: {
    titles: ["all joined, s", "last one told, ms"],
    cells: ({ run }) => [(run.join_s ?? NaN).toFixed(2), ms(run.max_us)],
  },
  burst: {
    titles: [
      "all in, s",
      "bytes per watcher",
      "most per joiner",
      "all out, s",
      "bytes per watcher",
    ],
    cells: ({ run }) => [
      (run.burst_s ?? NaN).toFixed(2),
      whole(run.watcher_join_bytes),
      whole(run.joiner_bytes_most),
      (run.leave_s ?? NaN).toFixed(2),
      whole(run.watcher_leave_bytes),
    ],
  },
  busy: {
    titles: ["generator busy", "others busy"],
    cells: ({ run }) => [
      `${Math.round((run.generator_busy ?? NaN) * 100)} %`,
      `${Math.round((run.other_cpu ?? NaN) * 100)} %`,
    ],
  },
  faults: {
    titles: ["faults"],
    cells: ({ runs }) => [whole(runs.reduce((sum, run) => sum + faults(run), 0))],
  },
};

function fastestOf(peers: Peer[], kind: Peer["kind"], results: Record<string, Run[]>): number {
  const rates = peers.filter((peer) => peer.kind === kind && peer.name !== "copy-chunks")
    .map((peer) => median((results[peer.name] ?? []).map((run) => run.per_second ?? 0)));
  return Math.max(0, ...rates.filter((rate) => !Number.isNaN(rate)));
}

/** One scenario's table, with a row for each server that has results. */
export function table(scenario: Scenario, peers: Peer[], results: Record<string, Run[]>): string {
  const columns = scenario.columns.map((name) => COLUMNS[name]);
  const fastest = fastestOf(peers, "peer", results);
  const bound = fastestOf(peers, "bound", results);
  const rows = peers.flatMap((peer) => {
    const runs = results[peer.name] ?? [];
    if (runs.length === 0) return [];
    const row = { run: medians(runs), runs, fastest, bound };
    return [[peer.name, ...columns.flatMap((column) => column.cells(row))]];
  });
  const head = ["server", ...columns.flatMap((column) => column.titles)];
  const rule = head.map((_, index) => index === 0 ? "---" : "---:");
  const lines = [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [`### ${scenario.title}`, "", ...lines, ""].join("\n");
}
