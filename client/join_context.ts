/** What `chat join` works with, for a person as for a script. */

import type { Phrases } from "../i18n/phrases.ts";
import type { Fingerprint } from "../protocol/fingerprint.ts";
import { makeDial } from "./link/dial.ts";
import { Link, type LinkOptions } from "./link/link.ts";
import type { Session } from "./link/session.ts";
import { knownServer, knownServersFile } from "./memory/known_servers.ts";
import type { ClientSystem } from "./system.ts";

/** One run of `chat join`. */
export interface JoinContext {
  readonly system: ClientSystem;
  readonly session: Session;
  readonly phrases: Phrases;
  readonly host: string;
  readonly port: number;
  /** The only certificate that the user trusts. */
  readonly pin?: Fingerprint | undefined;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
}

/** Makes the link to the server. A person and a script give different options. */
export function makeLink(
  { system, session, host, port, pin }: JoinContext,
  options: Pick<LinkOptions, "emit" | "drained" | "catchUp">,
): Link {
  const { clock, random, files } = system;
  const known = knownServer(files, knownServersFile(system), host, port);
  const dial = makeDial({ connector: system.connector(host, port), clock, known, pin });
  return new Link({ ...options, dial, clock, random, session });
}
