/** Which connections are let in: so many at once, so many of one address, none that is banned. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { isLoopback } from "../../protocol/address.ts";
import { ConnectionCount } from "./connection_count.ts";

/** The bounds on connections, through all doors together. */
export interface AdmissionOptions {
  /** Connections at once; 0: no bound. */
  readonly maxClients: number;
  /** Connections at once from one address, loopback excepted; 0: no bound. */
  readonly perAddress: number;
  /** Why an address is banned; `undefined` when it is not. */
  readonly barred?: (address: string) => string | undefined;
  readonly phrases: Pick<ServerPhrases, "full" | "perAddress">;
}

/** Why a connection is not let in: a code for programs, a sentence for people. */
export interface Refusal {
  readonly code: "full" | "banned";
  readonly message: string;
}

/** Decides who is let in. Knows no socket. */
export class Admission {
  /** The connections that were let in and have not ended. */
  readonly connections = new ConnectionCount();
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Why one more connection from `address` is not let in; `undefined` when it is. */
  refusal(address: string): Refusal | undefined {
    const { maxClients, perAddress, barred, phrases } = this.#options;
    const { connections } = this;
    const banned = barred?.(address);
    if (banned !== undefined) return { code: "banned", message: banned };
    if (maxClients > 0 && connections.total >= maxClients) {
      return { code: "full", message: phrases.full(maxClients) };
    }
    if (perAddress > 0 && connections.from(address) >= perAddress && !isLoopback(address)) {
      return { code: "full", message: phrases.perAddress(perAddress) };
    }
    return undefined;
  }
}
