/** What `chat join` works with, for a person as for a script. */

import type { Phrases } from "../i18n/phrases.ts";
import type { Fingerprint } from "../protocol/fingerprint.ts";
import { makeDial } from "./link/dial.ts";
import type { DialectContext } from "./link/dialect.ts";
import { Link, type LinkOptions } from "./link/link.ts";
import { PlainDialect } from "./link/plain_dialect.ts";
import type { Session } from "./link/session.ts";
import { knownServer, knownServersFile } from "./memory/known_servers.ts";
import type { NodeAddress } from "./server_list.ts";
import type { ClientSystem } from "./system.ts";

/** One run of `chat join`. */
export interface JoinContext {
  readonly system: ClientSystem;
  readonly session: Session;
  readonly phrases: Phrases;
  readonly host: string;
  readonly port: number;
  /** The other servers of its cluster. */
  readonly others?: readonly NodeAddress[] | undefined;
  /** The only certificate that the user trusts. */
  readonly pin?: Fingerprint | undefined;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
}

/** Makes the link to the server. A person and a script give different options. */
export function makeLink(
  context: JoinContext,
  options: Pick<LinkOptions, "emit" | "drained" | "catchUp">,
): Link {
  const { system, session, host, port, others = [] } = context;
  const { clock, random } = system;
  const [dial, ...elsewhere] = dialsOf(context, [{ host, port }, ...others]);
  const plain = (context: DialectContext) => new PlainDialect(context);
  return new Link({ ...options, dial: dial!, elsewhere, plain, clock, random, session });
}

function dialsOf(
  { system, pin }: JoinContext,
  nodes: readonly NodeAddress[],
): readonly LinkOptions["dial"][] {
  const { clock, files } = system;
  const path = knownServersFile(system);
  const known = nodes.map(({ host, port }) => knownServer(files, path, host, port));
  // what one server of a cluster encrypts must not be said to another one without
  const isEncrypted = async () =>
    (await Promise.all(known.map((each) => each.recall()))).some((each) => each !== undefined);
  return nodes.map(({ host, port }, at) =>
    makeDial({
      ...{ connector: system.connector(host, port), clock, known: known[at]!, pin },
      ...(nodes.length === 1 ? {} : { isEncrypted }),
    })
  );
}
