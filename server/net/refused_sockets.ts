/** Refused clients: each is told why, and has a moment to read it. */

import type { Clock } from "../../runtime/clock.ts";
import { GOODBYE_MS, MAX_REFUSALS, MAX_REFUSED_BYTES, MIN_READ_BYTES } from "../limits.ts";
import { discard } from "./discard.ts";
import type { Socket } from "./socket.ts";
import { writeAll } from "./write_all.ts";

/** The sockets that are being refused. */
export class RefusedSockets {
  readonly #clock: Pick<Clock, "after">;
  /** Functions that close them, the oldest first. */
  readonly #open = new Set<() => void>();

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** Sends `lines` to `socket` and closes it, after `GOODBYE_MS` at the latest. Never throws. */
  send(socket: Socket, lines: string): void {
    if (this.#open.size >= MAX_REFUSALS) this.#open.values().next().value!();
    const close = () => {
      if (!this.#open.delete(close)) return;
      cancel();
      socket.close();
    };
    const cancel = this.#clock.after(GOODBYE_MS, close);
    this.#open.add(close);
    tell(socket, new TextEncoder().encode(lines)).then(close, close);
  }

  /** Closes all of them. */
  close(): void {
    for (const close of this.#open) close();
  }
}

async function tell(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (await socket.handshake?.() === false) return;
  await writeAll(socket, bytes);
  await socket.closeWrite();
  await discard(socket, new Uint8Array(MIN_READ_BYTES), MAX_REFUSED_BYTES);
}
