/** Looks for another server of a cluster that can let the user in, while the present one is kept. */

import type { Clock } from "../../runtime/clock.ts";
import { OTHER_GREETING_MS } from "../limits.ts";
import { readGreeting } from "./greeting.ts";
import { PeekedTransport } from "./peeked_transport.ts";
import type { Dial, Transport } from "./transport.ts";

/** A server that has greeted. */
export interface OtherServer {
  readonly dial: Dial;
  /** The connection to it. Its greeting can still be read. */
  readonly transport: Transport;
}

/** Tries the others in turn. Resolves with the first that greets; `undefined` when none does. */
export async function findOther(
  others: readonly Dial[],
  clock: Clock,
  signal: AbortSignal,
): Promise<OtherServer | undefined> {
  for (const dial of others) {
    const transport = await greeting(dial, clock, signal);
    if (transport !== undefined) return { dial, transport };
    if (signal.aborted) return undefined;
  }
  return undefined;
}

/** The connection to a server that asks for a nickname; one that waits too refuses everyone instead. */
async function greeting(
  dial: Dial,
  clock: Clock,
  signal: AbortSignal,
): Promise<Transport | undefined> {
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const cancel = clock.after(OTHER_GREETING_MS, () => late.abort());
  let transport: PeekedTransport | undefined;
  const close = () => transport?.close();
  either.addEventListener("abort", close);
  try {
    transport = new PeekedTransport(await dial(either));
    if (either.aborted) close();
    const first = await transport.peek();
    const greeting = first === null ? undefined : readGreeting(first);
    if (!either.aborted && greeting?.kind === "native" && greeting.asked) return transport;
    close();
  } catch {
    close(); // it is no better than the one that is there
  } finally {
    cancel();
    either.removeEventListener("abort", close);
  }
  return undefined;
}
