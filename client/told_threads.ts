/**
 * Connections to servers that another one has told of. The client's worker may connect to those alone that the user
 * has named, so the main thread starts a thread for each of the others, which may connect to that one and do nothing else.
 */

import { addressOf } from "../protocol/host.ts";
import { tellLost } from "./control_port.ts";
import type { PortRequest } from "./dial/port_messages.ts";
import { MAX_TOLD_CONTROL_PORTS } from "./limits.ts";
import { toldPermissions } from "./permissions.ts";
import type { NodeAddress } from "./server_list.ts";
import { ToldNodes } from "./told_nodes.ts";

/** A thread that connects to one server. */
export interface ToldThread extends Pick<Worker, "terminate" | "onerror"> {
  /** Hands over a request, and the port over which it is met. */
  postMessage(request: PortRequest, ports: MessagePort[]): void;
}

/** Starts a thread with these permissions. */
export type StartThread = (permissions: Deno.PermissionOptionsObject) => ToldThread;

/** A thread that was started. */
interface StartedThread {
  readonly thread: ToldThread;
  /** The control ports of its connections. */
  readonly controls: Set<MessagePort>;
}

/** A thread for each server, from the first time it is wanted on. */
export class ToldThreads {
  readonly #told: ToldNodes;
  readonly #start: StartThread;
  readonly #threads = new Map<string, StartedThread>();

  /**
   * Starts nothing yet.
   *
   * @param named The servers that the user has named.
   */
  constructor(named: readonly NodeAddress[], start: StartThread) {
    this.#told = new ToldNodes(named);
    this.#start = start;
  }

  /** Has a request met, over this port. Where that cannot be, or ends early, the client is told over the other one. */
  connect(request: PortRequest, port: MessagePort, control: MessagePort): void {
    try {
      // the client asks for none of these
      if (this.#told.take(request) === undefined) throw new Error("The client may not go there");
      const { thread, controls } = this.#threadFor(request);
      if (controls.size >= MAX_TOLD_CONTROL_PORTS) {
        throw new Error("There are too many connections");
      }
      thread.postMessage(request, [port]);
      controls.add(control);
      control.onmessage = () => {
        controls.delete(control);
        control.close();
      };
    } catch (cause) {
      tellLost(control, cause);
      port.close();
    }
  }

  /** Ends all threads, and with them their connections. */
  close(): void {
    for (const address of this.#threads.keys()) this.#end(address, "The client has ended");
  }

  #threadFor({ host, port }: NodeAddress): StartedThread {
    const address = addressOf(host, port).toLowerCase();
    const known = this.#threads.get(address);
    if (known !== undefined) return known;
    const thread = this.#start(toldPermissions({ host, port }));
    thread.onerror = (event) => {
      event.preventDefault(); // or it would end this thread, too; it was printed
      this.#end(address, event.message);
    };
    const started = { thread, controls: new Set<MessagePort>() };
    this.#threads.set(address, started);
    return started;
  }

  #end(address: string, why: string): void {
    const { thread, controls } = this.#threads.get(address) ?? {};
    this.#threads.delete(address);
    thread?.terminate();
    for (const control of controls ?? []) tellLost(control, new Error(why));
  }
}
