/**
 * What this server is meant to reach, judged by a run's own figures: most goals are ratios to what
 * was measured in the same run.
 *
 * @module
 */
import { MAX_LAG_BYTES } from "../../server/limits.ts";
import { faults, type Run } from "./measure.ts";
import { type Peer, PEERS } from "./peers.ts";
import { type Results, windowId } from "./scenarios.ts";
import { median, medians } from "./table.ts";

/** One goal: a value of the run, and the bound it must keep. */
export interface Goal {
  text: string;
  /** `undefined` or NaN when the run has no such figure. */
  value(results: Results): number | undefined;
  atLeast?: number;
  atMost?: number;
}

type Figure = (run: Run) => number | undefined;

const rate: Figure = (run) => run.per_second;
const millions: Figure = (run) => (run.per_second ?? NaN) / 1e6;
const cost: Figure = (run) => (run.server_cpu_s ?? NaN) / (run.deliveries ?? NaN);
const grown: Figure = (run) => ((run.rss_end_kb ?? NaN) - (run.rss_joined_kb ?? NaN)) * 1024;
const perMember: Figure = (run) =>
  ((run.rss_joined_kb ?? NaN) - (run.rss_before_kb ?? NaN)) / (run.connections ?? NaN);

function of(results: Results, scenario: string, name: string, figure: Figure): number {
  const runs = results[scenario]?.[name] ?? [];
  return median(runs.map((run) => figure(run) ?? NaN));
}

function fastest(results: Results, scenario: string, is: (peer: Peer) => boolean): number {
  const all = PEERS.filter(is).map((peer) => of(results, scenario, peer.name, rate));
  return Math.max(...all.filter((value) => !Number.isNaN(value)));
}

const W10 = windowId(64, 10);
const W100 = windowId(64, 100);
const W1000 = windowId(64, 1_000);
const W5000 = windowId(64, 5_000);
const WIDE = windowId(1_024, 1_000);

function least(scenario: string, text: string, atLeast: number): Goal {
  const value = (results: Results) => of(results, scenario, "chat", millions);
  return { text: `million deliveries/s, ${text}`, value, atLeast };
}

function reader(scenario: string, who: string): Goal[] {
  const compare = (r: Results, figure: Figure) =>
    [of(r, scenario, "chat", figure), of(r, "readers-good", "chat", figure)] as const;
  return [
    {
      text: `p99 of the others beside one that ${who}, to p99 without it`,
      value: (r) => compare(r, (run) => run.p99_us).reduce((with_, without) => with_ / without),
      atMost: 1.25,
    },
    {
      text: `memory that one that ${who} costs, in lag bounds`,
      value: (r) => compare(r, grown).reduce((with_, without) => with_ - without) / MAX_LAG_BYTES,
      atMost: 1,
    },
  ];
}

/** All goals. */
export const GOALS: Goal[] = [
  least(W10, "10 members", 1),
  least(W100, "100 members", 4),
  least(W1000, "1,000 members", 5),
  {
    text: "to the fastest peer, 1,000 members",
    value: (r) => of(r, W1000, "chat", rate) / fastest(r, W1000, ({ kind }) => kind === "peer"),
    atLeast: 1.2,
  },
  least(WIDE, "1,000 members, 1,024 in flight", 15),
  {
    text: "to the C server, 1,000 members, 1,024 in flight",
    value: (r) => of(r, WIDE, "chat", rate) / of(r, WIDE, "copy", rate),
    atLeast: 1,
  },
  {
    text: "IRC door to the faster of ngircd and inspircd, 1,000 members",
    value: (r) =>
      of(r, W1000, "chat-irc", rate) /
      fastest(r, W1000, ({ kind, wire }) => kind === "peer" && wire === "irc"),
    atLeast: 1,
  },
  {
    text: "web door to the TCP door, deliveries by processor time, 1,000 members",
    value: (r) => of(r, W1000, "chat", cost) / of(r, W1000, "chat-web", cost),
    atLeast: 0.8,
  },
  {
    text: "web door to upgradeWebSocket, deliveries by processor time, 1,000 members",
    value: (r) => of(r, W1000, "upgradeWebSocket", cost) / of(r, W1000, "chat-web", cost),
    atLeast: 20,
  },
  { text: "paced p50, µs", value: (r) => of(r, "paced", "chat", (run) => run.p50_us), atMost: 1e3 },
  { text: "paced p99, µs", value: (r) => of(r, "paced", "chat", (run) => run.p99_us), atMost: 5e3 },
  {
    text: "p99 with TLS, to p99 without, where all speak",
    value: (r) => {
      const p99 = (name: string) => of(r, "talk", name, (run) => run.p99_us);
      return p99("chat-tls") / p99("chat");
    },
    atMost: 2,
  },
  ...reader("readers-never", "never reads"),
  ...reader("readers-slow", "reads 1 kB/s"),
  {
    text: "CPU per delivery at 5,000 members, to 100",
    value: (r) => of(r, W5000, "chat", cost) / of(r, W100, "chat", cost),
    atMost: 1.5,
  },
  {
    text: "KiB per idle member, of 10,000",
    value: (r) => of(r, "hold", "chat", perMember),
    atMost: 8,
  },
  {
    text: "bytes that a watcher is sent while 5,000 join or leave",
    value: (r) => {
      const { watcher_join_bytes = NaN, watcher_leave_bytes = NaN } = medians(
        r["burst"]?.["chat"] ?? [],
      );
      return Math.max(watcher_join_bytes, watcher_leave_bytes);
    },
    atMost: 16_384,
  },
  {
    text: "faults in all runs of this server",
    value: (r) =>
      Object.values(r).flatMap((byName) =>
        PEERS.filter(({ kind }) => kind === "own").flatMap(({ name }) => byName[name] ?? [])
      ).reduce((sum, run) => sum + faults(run), 0),
    atMost: 0,
  },
];

/** A table of those goals about which the run says something. */
export function judged(results: Results, goals: Goal[] = GOALS): string {
  const lines = goals.flatMap(({ text, value, atLeast, atMost }) => {
    const reached = value(results);
    if (reached === undefined || !Number.isFinite(reached)) return [];
    const kept = reached >= (atLeast ?? -Infinity) && reached <= (atMost ?? Infinity);
    const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return [`| ${text} | ${bound} | ${+reached.toPrecision(3)} | ${kept ? "yes" : "**no**"} |`];
  });
  return ["### Goals", "", "| goal | bound | reached | kept |", "| --- | ---: | ---: | --- |"]
    .concat(lines, "").join("\n");
}
