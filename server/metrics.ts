/** Figures for those who watch the server: Prometheus metrics and a health check, on loopback. */

import { Counter, Gauge, Registry } from "prom-client";
import type { ConnectionCount } from "./net/connection_count.ts";
import { listenError } from "./net/listen.ts";
import type { Hub } from "./chat/hub.ts";
import type { Logger } from "../runtime/logger.ts";
import { METRICS_HOST } from "./options.ts";
import type { SystemClock } from "../runtime/clock.ts";

/** What the server counts. Begins before the server does, so that nothing escapes it. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #events = new Counter({
    name: "chat_events_total",
    help: "What happened, by the names that the log has: accepted, joined, left, refused, cut",
    labelNames: ["level", "event"],
    registers: [this.#registry],
  });

  /** A log that counts what it is told, and passes it on. */
  watch(log: Logger): Logger {
    return (level, event, fields) => {
      this.#events.inc({ level, event });
      log(level, event, fields);
    };
  }

  /** Begins to show what is true of a running server at each look. */
  observe(
    hub: Pick<Hub, "count" | "said"> & { readonly rooms: { readonly length: number } },
    connections: Pick<ConnectionCount, "total">,
    clock: Pick<SystemClock, "pending">,
  ): void {
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
  serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const hostname = METRICS_HOST;
    try {
      return Deno.serve({ hostname, port, onListen: () => {} }, (request) => this.answer(request));
    } catch (cause) {
      throw listenError(hostname, port, cause);
    }
  }

  /** Answers a request: `/metrics` or `/healthz`. */
  async answer(request: Request): Promise<Response> {
    switch (new URL(request.url).pathname) {
      case "/metrics": {
        const headers = { "content-type": this.#registry.contentType };
        return new Response(await this.#registry.metrics(), { headers });
      }
      case "/healthz":
        return new Response("ok\n");
      default:
        return new Response("Not found: use /metrics or /healthz\n", { status: 404 });
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
