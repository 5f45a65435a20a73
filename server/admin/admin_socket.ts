/**
 * Takes the operator's commands from a Unix socket that only its owner can open. A peer sends commands, a
 * line each. It gets lines of JSON: `{"text": …}` to show, and `{"done": …}` when a command has ended, with
 * whether it was done.
 *
 * @module
 */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import type { Clock } from "../../runtime/clock.ts";
import { LossyWriter } from "../../runtime/lossy_writer.ts";
import { MAX_ADMIN_CONNECTIONS } from "../limits.ts";
import type { Admin } from "./admin.ts";

/** The part of a `Deno.Conn` that is used here. */
export interface AdminConn {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** The part of a `Deno.Listener` that is used here. */
export interface AdminListener {
  accept(): Promise<AdminConn>;
  close(): void;
}

/**
 * Listens on a socket in a folder that only its owner can open.
 *
 * @throws {Error} the system's error, when the file system has no sockets or the folder cannot be written.
 */
export async function listenAdmin(path: string): Promise<AdminListener> {
  const listener = Deno.listen({ transport: "unix", path });
  try {
    await Deno.chmod(path, 0o600);
    return listener;
  } catch (cause) {
    listener.close();
    throw cause;
  }
}

/** What a socket of the operator works with. */
export interface AdminSocketOptions {
  readonly admin: Pick<Admin, "line" | "attach">;
  readonly clock: Pick<Clock, "after">;
  /** Called at the end: nobody should look for the socket any more. */
  readonly remove: () => Promise<void>;
}

/** Serves the operator's commands until it is disposed of. */
export class AdminSocket implements AsyncDisposable {
  readonly #listener: AdminListener;
  readonly #options: AdminSocketOptions;
  readonly #conns = new Map<AdminConn, LossyWriter>();
  readonly #serving = new Set<Promise<void>>();
  readonly #running: Promise<void>;

  constructor(listener: AdminListener, options: AdminSocketOptions) {
    this.#listener = listener;
    this.#options = options;
    this.#running = this.#acceptAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#running;
    // the answer to the command that ends the server is on its way
    await new Promise<void>((resolve) => void this.#options.clock.after(0, resolve));
    await Promise.all(Array.from(this.#conns.values(), (writer) => writer.drained()));
    for (const conn of this.#conns.keys()) close(conn);
    await Promise.all(this.#serving);
    await this.#options.remove();
  }

  async #acceptAll(): Promise<void> {
    for (;;) {
      try {
        const conn = await this.#listener.accept();
        if (this.#conns.size >= MAX_ADMIN_CONNECTIONS) close(conn);
        else this.#begin(conn);
      } catch {
        return; // it is closed
      }
    }
  }

  #begin(conn: AdminConn): void {
    const served = this.#serve(conn);
    this.#serving.add(served);
    void served.then(() => this.#serving.delete(served));
  }

  async #serve(conn: AdminConn): Promise<void> {
    const { admin, clock } = this.#options;
    const send = (value: unknown) => `${JSON.stringify(value)}\n`;
    const dropped = (lines: number) => send({ text: `(${lines} …)` });
    const writer = new LossyWriter({ to: conn, clock, dropped });
    this.#conns.set(conn, writer);
    const print = (text: string) => writer.write(send({ text }));
    const detach = admin.attach(print);
    try {
      for await (const line of linesOf(conn)) {
        writer.write(send({ done: await admin.line(line, print) }));
      }
      await writer.drained();
    } catch {
      // the peer has gone
    }
    detach();
    close(conn);
    this.#conns.delete(conn);
  }
}

/** The lines that a peer sends. One that is too long ends them. */
async function* linesOf(conn: AdminConn): AsyncGenerator<string> {
  const lines = new Lines(MAX_LINE_BYTES);
  const buffer = new Uint8Array(MAX_LINE_BYTES);
  const decoder = new TextDecoder();
  for (;;) {
    const count = await conn.read(buffer);
    const found = count === null
      ? [lines.flush()].filter((line) => line !== undefined)
      : lines.push(buffer.subarray(0, count));
    const texts: string[] = [];
    for (const line of found) {
      if (!("bytes" in line)) return;
      texts.push(decoder.decode(line.bytes));
    }
    yield* texts;
    if (count === null) return;
  }
}

function close(conn: { close(): void }): void {
  try {
    conn.close();
  } catch {
    // closed already
  }
}
