/** Connections of `chat join` to servers that another one has told of. */

import { tellLost } from "./control_port.ts";
import type { AskToConnect } from "./dial/port_transport.ts";
import type { ToldThreads } from "./told_threads.ts";

/** Loads what connects. */
export type LoadThreads = () => Promise<Pick<ToldThreads, "connect" | "close">>;

/** What connects is loaded when a connection is wanted: few runs want one. */
export class ToldConnections implements AsyncDisposable {
  readonly #load: LoadThreads;
  #threads: ReturnType<LoadThreads> | undefined;

  /** @param load Is called once at the most. */
  constructor(load: LoadThreads) {
    this.#load = load;
  }

  /** Has a request met. Where that cannot be, the client is told. */
  readonly connect: AskToConnect = (request, port, control) => {
    this.#threads ??= this.#load();
    this.#threads.then((threads) => threads.connect(request, port, control)).catch((cause) => {
      tellLost(control, cause);
      port.close();
    });
  };

  /** Ends all of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const threads = await this.#threads?.catch(() => undefined); // then there are none
    threads?.close();
  }
}
