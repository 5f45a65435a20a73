/** Prometheus metrics and a health check, on loopback. */

import { Counter, Gauge, Registry } from "prom-client";
import { observeCluster } from "./cluster_metrics.ts";
import { DRAINING, type HealthFacts, type Problem, PROBLEMS, problemsOf } from "./health.ts";
import type { ConnectionCount } from "./net/connection_count.ts";
import { listenError } from "./net/listen.ts";
import { MetricsServer, type Page } from "./net/metrics_server.ts";
import type { Hub } from "./chat/hub.ts";
import type { ClusterLook, ClusterReport } from "./storage/cluster.ts";
import type { Logger } from "../runtime/logger.ts";
import { METRICS_HOST } from "./options.ts";
import type { Clock, SystemClock } from "../runtime/clock.ts";

/**
 * The events that are counted by their names. The texts of others differ each time, with a path or an error
 * in them: a label must have few values.
 */
export const EVENTS: ReadonlySet<string> = new Set([
  ...[
    "accepted",
    "not accepted",
    "refused",
    "no TLS",
    "no request",
    "not chat",
    "connection failed",
  ],
  ...["joined", "left", "closed", "cut", "took nothing", "killed"],
  ...["operator", "wrong operator password", "wrong password"],
  ...["not saved", "not answered", "not read", "not closed", "room not opened"],
  ...["file not read", "file not written", "search thread ended", "words not kept"],
  ...["database not usable yet", "database not usable", "one copy", "node removed"],
  ...["said again", "not said again"],
  ...["others can read the password", "others can read the operators' passwords"],
  ...[
    "certificate expired",
    "certificate not valid yet",
    "addresses not printed",
    "announcing failed",
    "no admin socket",
    "not announced: only this machine can join",
    "said to the server",
    "stopped",
  ],
]);

/** The label of all other events. */
const OTHER = "other";

/** The counters of the server. They exist before the server starts, so that nothing is missed. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #events = new Counter({
    name: "chat_events_total",
    help: "What happened, by the names that the log has: accepted, joined, left, refused, cut",
    labelNames: ["level", "event"],
    registers: [this.#registry],
  });

  /** What is wrong with the server; nothing before it runs. */
  #problems: () => Promise<Problem[]> = () => Promise.resolve([]);
  #isDraining = false;

  /** Adds what is told of a cluster. */
  observeCluster(
    report: ClusterReport,
    look: () => Promise<ClusterLook | undefined>,
  ): void {
    observeCluster(this.#registry, report, look);
  }

  /** Wraps a log: counts each event and passes it on. */
  watch(log: Logger): Logger {
    return (level, event, fields) => {
      this.#events.inc({ level, event: EVENTS.has(event) ? event : OTHER });
      log(level, event, fields);
    };
  }

  /** The server stops: from now on its health is that alone. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Adds the gauges of a running server. They are read when somebody asks for them. */
  observe(
    hub: Pick<Hub, "count" | "said"> & { readonly rooms: { readonly length: number } },
    connections: Pick<ConnectionCount, "total">,
    clock: Pick<SystemClock, "pending">,
    health: () => Promise<HealthFacts>,
  ): void {
    const problems = async () => this.#isDraining ? [...DRAINING] : problemsOf(await health());
    this.#problems = problems;
    new Gauge({
      name: "chat_problem",
      help: "1 while it is true, as /healthz tells",
      labelNames: ["problem"],
      registers: [this.#registry],
      async collect() {
        const now = await problems();
        for (const problem of PROBLEMS) this.set({ problem }, now.includes(problem) ? 1 : 0);
      },
    });
    this.#gauge("chat_connections", "Connections through all doors", () => connections.total);
    this.#gauge("chat_members", "People with a nickname", () => hub.count);
    this.#gauge("chat_rooms", "Rooms with people in them", () => hub.rooms.length);
    this.#gauge(
      "chat_messages",
      "Messages taken in by the rooms, those read back at the start among them",
      () => hub.said,
    );
    this.#gauge("chat_timers", "Timers that wait", () => clock.pending);
    this.#gauge(
      "chat_memory_bytes",
      "Memory of the process, resident",
      () => Deno.memoryUsage().rss,
    );
  }

  /**
   * Answers on `port` of this machine alone; 0 picks one.
   *
   * @throws {ListenError} when it cannot be listened on.
   */
  serve(port: number, clock: Pick<Clock, "after">): MetricsServer {
    const hostname = METRICS_HOST;
    try {
      const listener = Deno.listen({ hostname, port });
      return new MetricsServer(listener, { page: (path) => this.page(path), clock });
    } catch (cause) {
      throw listenError(hostname, port, cause);
    }
  }

  /** The page of a path: `/metrics` or `/healthz`. */
  async page(path: string): Promise<Page> {
    const type = "text/plain; charset=utf-8";
    switch (path) {
      case "/metrics": {
        const body = await this.#registry.metrics();
        return { status: 200, type: this.#registry.contentType, body };
      }
      case "/healthz": {
        const problems = await this.#problems();
        if (problems.length === 0) return { status: 200, type, body: "ok\n" };
        return { status: 503, type, body: problems.map((problem) => `${problem}\n`).join("") };
      }
      default:
        return { status: 404, type, body: "Not found: use /metrics or /healthz\n" };
    }
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }
}
