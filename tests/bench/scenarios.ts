/**
 * What is measured: one row a scenario.
 *
 * @module
 */
import type { Load, Run } from "./measure.ts";
import type { Peer } from "./peers.ts";

/** One kind of load, and which servers it is put on. */
export interface Scenario {
  /** The key under which its results are kept. */
  id: string;
  title: string;
  load: Load;
  columns: ColumnName[];
  takes(peer: Peer): boolean;
}

/** Which figures a scenario's table shows; `table.ts` knows how. */
export type ColumnName =
  | "rate"
  | "messages"
  | "ratio"
  | "bound"
  | "cpu"
  | "latency"
  | "memory"
  | "growth"
  | "held"
  | "burst"
  | "busy"
  | "faults";

/** What the command line asks for. */
export interface Wanted {
  members: number[];
  windows: number[];
  seconds: number;
  quick: boolean;
}

/** Windows other than the first are only tried with so many members. */
const WIDE_WINDOW_MEMBERS = 1_000;

/** A peer that stores what it is given, and tells its sender when that is done. */
const durable = (peer: Peer) => peer.wire === "xadd";
const everybody = (peer: Peer) => !durable(peer);
const native = (peer: Peer) => peer.name === "chat";

/** Tells a run's result from another's: the key in the results. */
export function windowId(window: number, members: number): string {
  return `window-${window}-${members}`;
}

function windows({ members, windows, seconds }: Wanted): Scenario[] {
  return windows.flatMap((window, index) =>
    (index === 0 ? members : [WIDE_WINDOW_MEMBERS]).map((count): Scenario => ({
      id: windowId(window, count),
      title: `${count.toLocaleString("en")} members, ${window} messages in flight`,
      load: { mode: "window", members: count, window, seconds, warmup: 1.5 },
      columns: ["rate", "ratio", "bound", "cpu", "memory", "busy", "faults"],
      takes: everybody,
    }))
  );
}

const PACED: Load = { mode: "paced", members: 100, rate: 200, warmup: 1 };

// Fast enough that who does not read is past the lag bound within the run.
const CROWDED: Load = { mode: "paced", members: 100, rate: 2_000, text: 512, seconds: 10 };

function readers(id: string, title: string, load: Partial<Load>): Scenario {
  return {
    id,
    title: `100 members, 2,000 messages/s of 512 bytes, ${title}`,
    load: { ...CROWDED, ...load },
    columns: ["rate", "latency", "growth", "faults"],
    takes: native,
  };
}

function behaviour(): Scenario[] {
  return [
    readers("readers-good", "all of them read", {}),
    readers("readers-never", "and one that never reads", { never: 1 }),
    readers("readers-slow", "and one that reads 1 kB/s", { slow: 1 }),
    {
      id: "burst",
      title: "10 members; 5,000 join at once, then leave at once",
      load: { mode: "burst", members: 10, joiners: 5_000, parallel: 1_000 },
      columns: ["burst"],
      // ngircd's queue for new connections is too short for a crowd
      takes: (peer) => native(peer) || peer.name === "inspircd",
    },
    {
      id: "hold",
      title: "10,000 members sit still for 10 s, then one speaks",
      load: { mode: "hold", members: 10_000, seconds: 10, parallel: 64 },
      columns: ["held", "memory", "faults"],
      takes: (peer) => native(peer) || (peer.wire !== "irc" && everybody(peer)),
    },
  ];
}

/** Messages that are acknowledged when they are durable: one in flight in each room, or a window in one. */
function durability({ seconds }: Wanted): Scenario[] {
  const columns: ColumnName[] = ["messages", "latency", "cpu", "faults"];
  const load = { mode: "rooms", seconds, warmup: 1.5 } as const;
  const rooms = [1, 10, 100].map((count): Scenario => ({
    id: `rooms-${count}`,
    title: `${count} rooms of 2 members, one message in flight in each`,
    load: { ...load, rooms: count, members: 2, window: 1 },
    columns,
    takes: (peer) => native(peer) || durable(peer),
  }));
  return [...rooms, {
    id: "rooms-window",
    title: "one room of 10 members, 70 messages in flight",
    load: { ...load, rooms: 1, members: 10, window: 70 },
    columns,
    takes: (peer) => native(peer) || durable(peer),
  }];
}

/** All scenarios of a run; `--quick` leaves out the long ones. */
export function scenarios(wanted: Wanted): Scenario[] {
  const paced: Scenario = {
    id: "paced",
    title: "100 members, 200 messages/s",
    load: { ...PACED, seconds: Math.max(wanted.seconds, 5) },
    columns: ["latency", "cpu", "faults"],
    takes: everybody,
  };
  const talk: Scenario = {
    id: "talk",
    title: "50 members, each of them speaks, 200 messages/s in all",
    load: { ...PACED, members: 50, senders: 50, seconds: Math.max(wanted.seconds, 5) },
    columns: ["latency", "cpu", "faults"],
    takes: (peer) => peer.kind === "own",
  };
  return [
    ...windows(wanted),
    paced,
    talk,
    ...durability(wanted),
    ...(wanted.quick ? [] : behaviour()),
  ];
}

/** All runs of a bench: scenario id, then the server's name, then one entry a round. */
export type Results = Record<string, Record<string, Run[]>>;
