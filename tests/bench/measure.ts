/**
 * Runs the load generator once and reads its line of JSON.
 *
 * @module
 */
import { build } from "./build.ts";
import { pinned, type Running } from "./start.ts";

/** What a generator is told; names and units are its own (see `options.c` and `rooms.c`). */
export interface Load {
  mode: "window" | "paced" | "hold" | "burst" | "rooms";
  members: number;
  /** With as many members each; in mode `rooms` alone. */
  rooms?: number;
  window?: number;
  rate?: number;
  seconds?: number;
  warmup?: number;
  senders?: number;
  /** Bytes of a message's text; 64 if not given. */
  text?: number;
  parallel?: number;
  idle?: number;
  never?: number;
  slow?: number;
  joiners?: number;
  spin?: "on" | "off";
  /** Another server of the same cluster, where every other member is. */
  port2?: number;
  pid2?: number;
}

/** What the generator reports. Times in the unit of the name; `_most` is the worst member. */
export interface Result {
  wire: string;
  members: number;
  connections: number;
  join_s: number;
  join_bytes_most: number;
  rss_before_kb: number;
  rss_joined_kb: number;
  seconds: number;
  deliveries: number;
  per_second: number;
  bytes: number;
  p50_us: number;
  p99_us: number;
  p999_us: number;
  max_us: number;
  generator_busy: number;
  generator_cpu_s: number;
  server_cpu_s: number;
  /** Cores that were busy with neither the server nor the generator. */
  other_cpu: number;
  rss_end_kb: number;
  sent: number;
  undelivered: number;
  lost: number;
  duplicated: number;
  disordered: number;
  damaged: number;
  other_order: number;
  cut: number;
  cut_others: number;
  joiners: number;
  burst_s: number;
  watcher_join_bytes: number;
  joiner_bytes_most: number;
  leave_s: number;
  watcher_leave_bytes: number;
  rss_burst_kb: number;
}

/** A run's figures; only those of its mode are there. */
export type Run = Partial<Result>;

/** Everything that must not happen, added up: zero in a run without faults. */
export function faults(run: Run): number {
  const { undelivered, lost, duplicated, disordered, damaged, other_order, cut } = run;
  const all = [undelivered, lost, duplicated, disordered, damaged, other_order, cut];
  return all.reduce<number>((sum, n) => sum + Math.abs(n ?? 0), 0);
}

/**
 * Loads a running server.
 *
 * @throws {Error} With the generator's own words, when the run could not be finished.
 */
export async function measure(
  server: Running,
  wire: string,
  load: Load,
  generator: "load" | "load-tls" = "load",
): Promise<Run> {
  const options = Object.entries({ wire, port: server.port, pid: server.pid, ...load });
  const args = options.flatMap(([name, value]) => [`--${name}`, String(value)]);
  const program = load.mode === "rooms" ? load.mode : generator;
  const [command, all] = pinned(1, await build(program), args);
  const { stdout } = await new Deno.Command(command, { args: all, stderr: "inherit" }).output();
  const lines = new TextDecoder().decode(stdout).trim();
  let run: Run & { error?: string };
  try {
    run = JSON.parse(lines);
  } catch {
    // A failure in the middle of the report leaves half a line before its own.
    run = { error: /\{"error":"(.*)"\}$/.exec(lines)?.[1] ?? `the generator broke off: ${lines}` };
  }
  if (run.error !== undefined) throw new Error(run.error);
  return run;
}
