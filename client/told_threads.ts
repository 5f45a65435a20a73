/**
 * Connections to servers that another one has told of. The client's worker may connect to those alone that the user
 * has named, so `main.ts` starts a thread for each of the others, which may connect to that one and do nothing else.
 */

import { addressOf } from "../protocol/host.ts";
import type { PortRequest } from "./dial/port_messages.ts";
import { toldPermissions } from "./permissions.ts";
import type { NodeAddress } from "./server_list.ts";
import { ToldNodes } from "./told_nodes.ts";

/** A thread that connects to one server. */
export type ToldThread = Pick<Worker, "postMessage" | "terminate" | "onerror">;

/** Starts a thread with these permissions. */
export type StartThread = (permissions: Deno.PermissionOptionsObject) => ToldThread;

/** A thread for each server, from the first time it is wanted on. */
export class ToldThreads {
  readonly #told: ToldNodes;
  readonly #start: StartThread;
  readonly #threads = new Map<string, ToldThread>();

  /**
   * Starts nothing yet.
   *
   * @param named The servers that the user has named.
   */
  constructor(named: readonly NodeAddress[], start: StartThread) {
    this.#told = new ToldNodes(named);
    this.#start = start;
  }

  /** Has a request met, over this port; not where the client may not go. */
  connect(request: PortRequest, port: MessagePort): void {
    // the client asks for none of these
    if (this.#told.take(request) === undefined) return port.close();
    this.#threadFor(request).postMessage(request, [port]);
  }

  /** Ends all threads, and with them their connections. */
  close(): void {
    for (const thread of this.#threads.values()) thread.terminate();
    this.#threads.clear();
  }

  #threadFor({ host, port }: NodeAddress): ToldThread {
    const address = addressOf(host, port).toLowerCase();
    const known = this.#threads.get(address);
    if (known !== undefined) return known;
    const thread = this.#start(toldPermissions({ host, port }));
    thread.onerror = (event) => {
      event.preventDefault(); // or it would end this thread, too; it was printed
      thread.terminate();
      this.#threads.delete(address);
    };
    this.#threads.set(address, thread);
    return thread;
  }
}
