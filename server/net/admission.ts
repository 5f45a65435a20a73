/** Which connections are accepted: a number at once, a number from one address, no banned address. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { ErrorCode, ErrorData } from "../../protocol/frames.ts";
import { banRefusal, type BanTerms } from "../chat/ban_refusal.ts";
import { isLoopback } from "../../protocol/address.ts";
import { ConnectionCount } from "./connection_count.ts";

/** The bounds on connections, through all doors together. */
export interface AdmissionOptions {
  /** Connections at once; 0: no bound. */
  readonly maxClients: number;
  /** Connections at once from one address, loopback excepted; 0: no bound. */
  readonly perAddress: number;
  /** The ban of an address; `undefined` when there is none. */
  readonly banOf?: (address: string) => BanTerms | undefined;
  /** Whether nobody can be let in, because nothing can be stored now. */
  readonly isWaiting?: () => boolean;
  readonly phrases: Pick<ServerPhrases, "full" | "perAddress" | "youAreBanned" | "unavailable">;
}

/** Why a connection is refused: a code for programs, a sentence for people. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data?: ErrorData;
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
    const { maxClients, perAddress, banOf, isWaiting, phrases } = this.#options;
    const { connections } = this;
    const ban = banOf?.(address);
    if (ban !== undefined) return banRefusal(ban, phrases);
    if (isWaiting?.()) return { code: "unavailable", message: phrases.unavailable };
    if (maxClients > 0 && connections.total >= maxClients) {
      return { code: "full", message: phrases.full(maxClients) };
    }
    if (perAddress > 0 && connections.from(address) >= perAddress && !isLoopback(address)) {
      return { code: "full", message: phrases.perAddress(perAddress) };
    }
    return undefined;
  }
}
