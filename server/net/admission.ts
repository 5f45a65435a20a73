/** Which connections are accepted: a number at once, a number from one address, no banned address. */

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

/** Why a connection is refused: a code for programs, a sentence for people. */
export interface Refusal {
  readonly code: "full" | "banned";
  readonly message: string;
}

/** Decides which connections are accepted. Knows no socket. */
export class Admission {
  /** The accepted connections that have not ended. */
  readonly connections = new ConnectionCount();
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Why another connection from `address` is refused; `undefined` when it is accepted. */
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
