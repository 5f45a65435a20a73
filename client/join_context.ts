/** What `chat join` works with, for a person as for a script. */

import type { Phrases } from "../i18n/phrases.ts";
import { type Fingerprint, parseFingerprint } from "../protocol/fingerprint.ts";
import type { NodeInfo } from "../protocol/frames.ts";
import { addressOf, placeOf } from "../protocol/host.ts";
import type { LinkEvent } from "./link/events.ts";
import { makeDial } from "./link/dial.ts";
import type { DialectContext } from "./link/dialect.ts";
import { Link, type LinkOptions } from "./link/link.ts";
import { OtherService } from "./link/other_service.ts";
import { PlainDialect } from "./link/plain_dialect.ts";
import { Nodes } from "./link/nodes.ts";
import type { RecalledSession } from "./link/recalled_session.ts";
import { knownServer, knownServersFile } from "./memory/known_servers.ts";
import type { NodeAddress } from "./server_list.ts";
import type { ClientSystem } from "./system.ts";

/** One run of `chat join`. */
export interface JoinContext {
  readonly system: ClientSystem;
  readonly session: RecalledSession;
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
  { emit, ...options }: Pick<LinkOptions, "emit" | "drained" | "catchUp">,
): Link {
  const { system, session, host, port, others = [] } = context;
  const { clock, random } = system;
  const nodes = [{ host, port }, ...others];
  const other = new OtherService(session, clock);
  const dials = dialsOf(context, nodes).map((dial) => other.watched(dial));
  const learning = (event: LinkEvent) => {
    if (event.type !== "nodes") return emit(other.told(event));
    void learn(context, event.nodes);
    const isOther = ({ addr }: NodeInfo) =>
      nodes.every(({ host, port }) => addressOf(host, port) !== addr);
    const unnamed = event.nodes.filter(isOther);
    if (unnamed.length > 0) emit({ type: "nodes", nodes: unnamed });
  };
  const plain = (context: DialectContext) => new PlainDialect(context);
  const turns = nodes.length === 1 ? undefined : new Nodes({ dials, clock, random });
  const shared = { dial: dials[0]!, nodes: turns, plain, clock, random, session };
  return new Link({ ...options, ...shared, emit: learning });
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

/** Remembers the certificates that a server vouches for, where none is known: none is ever replaced. */
async function learn({ system }: JoinContext, nodes: readonly NodeInfo[]): Promise<void> {
  const path = knownServersFile(system);
  for (const { addr, pin = "" } of nodes) {
    const place = placeOf(addr);
    const fingerprint = parseFingerprint(pin);
    if (place?.port === undefined || fingerprint === undefined) continue;
    const known = knownServer(system.files, path, place.host, place.port);
    try {
      if (await known.recall() === undefined) await known.remember(fingerprint);
    } catch {
      return; // then it is trusted when it is met, as any other
    }
  }
}
