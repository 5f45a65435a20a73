/** What `chat join` has put together before it is clear how it will run. */

import type { Phrases } from "../protocol/phrases.ts";
import type { ClientIo } from "./io.ts";
import { Link, type LinkOptions } from "./link.ts";
import type { Session } from "./session.ts";

/** See the module. */
export interface JoinParts {
  readonly io: ClientIo;
  readonly session: Session;
  readonly phrases: Phrases;
  readonly host: string;
  readonly port: number;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
}

/** A link to the server; what differs between a person and a script comes in as options. */
export function linkOf(
  { io, session, host, port }: JoinParts,
  options: Pick<LinkOptions, "emit" | "drained" | "maxCatchUp">,
): Link {
  const { clock, random } = io;
  return new Link({ ...options, dial: io.dial(host, port), clock, random, session });
}
