/**
 * Answers requests for the metrics and the health: HTTP/1.1, one request a connection. Every connection has a
 * deadline, so half a request is not kept.
 *
 * @module
 */

import type { Clock } from "../../runtime/clock.ts";
import { MAX_METRICS_CONNECTIONS, MAX_METRICS_HEAD_BYTES, METRICS_TIMEOUT_MS } from "../limits.ts";
import type { NetAddress } from "./socket.ts";

/** An answer to a request. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** The part of a `Deno.Conn` that is used here. */
export interface MetricsSocket {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
}

/** The part of a `Deno.Listener` that is used here. */
export interface MetricsAcceptor {
  readonly addr: NetAddress;
  accept(): Promise<MetricsSocket>;
  close(): void;
}

/** What the server of the metrics works with. */
export interface MetricsServerOptions {
  /** The answer to a path, such as `/metrics`. */
  readonly page: (path: string) => Page | Promise<Page>;
  readonly clock: Pick<Clock, "after">;
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
};

/** The port of the metrics. It accepts until it is closed. */
export class MetricsServer implements AsyncDisposable {
  readonly #acceptor: MetricsAcceptor;
  readonly #options: MetricsServerOptions;
  readonly #sockets = new Set<MetricsSocket>();
  readonly #running: Promise<void>;

  constructor(acceptor: MetricsAcceptor, options: MetricsServerOptions) {
    this.#acceptor = acceptor;
    this.#options = options;
    this.#running = this.#acceptAll();
  }

  /** Where it listens. */
  get addr(): NetAddress {
    return this.#acceptor.addr;
  }

  /** Ends all at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#acceptor.close();
    for (const socket of this.#sockets) close(socket);
    await this.#running;
  }

  async #acceptAll(): Promise<void> {
    for (;;) {
      let socket: MetricsSocket;
      try {
        socket = await this.#acceptor.accept();
      } catch (cause) {
        if (cause instanceof Deno.errors.BadResource || cause instanceof Deno.errors.Interrupted) {
          return;
        }
        await new Promise<void>((resolve) => void this.#options.clock.after(100, resolve));
        continue;
      }
      if (this.#sockets.size >= MAX_METRICS_CONNECTIONS) close(socket);
      else void this.#serve(socket);
    }
  }

  async #serve(socket: MetricsSocket): Promise<void> {
    this.#sockets.add(socket);
    const cancel = this.#options.clock.after(METRICS_TIMEOUT_MS, () => close(socket));
    try {
      const { method, page } = await this.#answer(await readHead(socket));
      await writeAll(socket, encode(page, method));
      await socket.closeWrite();
      // what was not read would make the system throw the answer away
      const rest = new Uint8Array(1024);
      while (await socket.read(rest) !== null);
    } catch {
      // the peer has gone, or has taken too long
    }
    cancel();
    close(socket);
    this.#sockets.delete(socket);
  }

  async #answer(head: string | undefined): Promise<{ method: string; page: Page }> {
    if (head === undefined) return { method: "GET", page: refusal(431) };
    const [, method = "", target = ""] = /^([A-Z]+) (\S+) HTTP\/1\.\d\r?\n/.exec(head) ?? [];
    const url = method === "" ? null : URL.parse(target, "http://localhost");
    if (url === null) return { method: "GET", page: refusal(400) };
    if (method !== "GET" && method !== "HEAD") return { method, page: refusal(405) };
    return { method, page: await this.#options.page(url.pathname) };
  }
}

/** Reads the head of a request; `undefined` when it is too long. */
async function readHead(socket: MetricsSocket): Promise<string | undefined> {
  const bytes = new Uint8Array(MAX_METRICS_HEAD_BYTES);
  const decoder = new TextDecoder("latin1");
  for (let length = 0; length < bytes.length;) {
    const count = await socket.read(bytes.subarray(length));
    if (count === null) return decoder.decode(bytes.subarray(0, length));
    length += count;
    const head = decoder.decode(bytes.subarray(0, length));
    // what no request begins with, such as TLS, may never have an end
    if (!/^[A-Z]/.test(head) || /\r?\n\r?\n/.test(head)) return head;
  }
  return undefined;
}

function encode({ status, type, body }: Page, method: string): Uint8Array {
  const bytes = new TextEncoder().encode(body);
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`,
    `content-type: ${type}`,
    `content-length: ${bytes.length}`,
    "cache-control: no-store",
    "connection: close",
    "",
    "",
  ].join("\r\n");
  return new TextEncoder().encode(method === "HEAD" ? head : head + body);
}

function refusal(status: number): Page {
  return { status, type: "text/plain; charset=utf-8", body: `${REASONS[status]}\n` };
}

async function writeAll(socket: MetricsSocket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

function close(socket: MetricsSocket): void {
  try {
    socket.close();
  } catch {
    // closed already
  }
}
