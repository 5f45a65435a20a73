/** What `chat join` has put together before it is clear how it will run. */

import type { Phrases } from "../i18n/phrases.ts";
import type { Fingerprint } from "../protocol/fingerprint.ts";
import { makeDial } from "./link/dial.ts";
import type { ClientIo } from "./io.ts";
import { knownServer, knownServersFile } from "./memory/known_servers.ts";
import { Link, type LinkOptions } from "./link/link.ts";
import type { Session } from "./link/session.ts";

/** See the module. */
export interface JoinParts {
  readonly io: ClientIo;
  readonly session: Session;
  readonly phrases: Phrases;
  readonly host: string;
  readonly port: number;
  /** The only certificate wanted. */
  readonly pin?: Fingerprint | undefined;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
}

/** A link to the server; what differs between a person and a script comes in as options. */
export function linkOf(
  { io, session, host, port, pin }: JoinParts,
  options: Pick<LinkOptions, "emit" | "drained" | "maxCatchUp">,
): Link {
  const { clock, random } = io;
  const known = knownServer(io.files, knownServersFile(io), host, port);
  const dial = makeDial({ connector: io.connector(host, port), clock, known, pin });
  return new Link({ ...options, dial, clock, random, session });
}
