/** What `chat join` works with, for a person as for a script. */

import type { Phrases } from "../i18n/phrases.ts";
import { type Fingerprint, parseFingerprint } from "../protocol/fingerprint.ts";
import type { NodeInfo } from "../protocol/frames.ts";
import { placeOf } from "../protocol/host.ts";
import type { LinkEvent } from "./link/events.ts";
import { type Connector, type KnownServer, makeDial } from "./link/dial.ts";
import type { DialectContext } from "./link/dialect.ts";
import { Link, type LinkOptions } from "./link/link.ts";
import { OtherService } from "./link/other_service.ts";
import { PlainDialect } from "./link/plain_dialect.ts";
import { Nodes } from "./link/nodes.ts";
import type { RecalledSession } from "./link/recalled_session.ts";
import type { Dial } from "./link/transport.ts";
import { knownServer, knownServersFile, serverName } from "./memory/known_servers.ts";
import type { NodeAddress } from "./server_list.ts";
import type { ClientSystem } from "./system.ts";
import { ToldNodes } from "./told_nodes.ts";

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
  const named = [{ host, port }, ...others];
  const other = new OtherService(session, clock);
  const dials = new Dials(context, named);
  const turns = new Nodes({
    dials: named.map((node) => other.watched(dials.toNamed(node))),
    ...{ clock, random },
  });
  const told = new ToldNodes(named);
  /** Goes on at a server that another one has told of, when its turn comes. Returns whether it may. */
  const goTo = (node: ToldNode): boolean => {
    const dial = dials.toTold(node);
    const isNew = dial && told.take(node);
    if (isNew) turns.add(other.watched(dial));
    return isNew !== undefined;
  };
  const learning = (event: LinkEvent) => {
    if (event.type === "secured") dials.isEncrypted = true;
    if (event.type !== "nodes") return emit(other.told(event));
    const known = event.nodes.map((info) => ({ info, node: toldNode(info) }));
    const unnamed = known.filter(({ node }) => node !== undefined && told.isAnother(node));
    const elsewhere = unnamed.filter(({ node }) => !goTo(node!));
    // of all others nothing is kept: a server may make up as many as it likes
    for (const { node } of known) {
      if (node !== undefined && (told.isNamed(node) || told.isTaken(node))) dials.learn(node);
    }
    if (unnamed.length === 0) return;
    const infos = (each: typeof known) => each.map(({ info }) => info);
    emit({ type: "nodes", nodes: infos(unnamed), elsewhere: infos(elsewhere) });
  };
  const plain = (context: DialectContext) => new PlainDialect(context);
  const shared = { dial: turns.dial, nodes: turns, plain, clock, random, session };
  return new Link({ ...options, ...shared, emit: learning });
}

/** Where a server is that another one has told of, and the certificate that this one vouches for. */
interface ToldNode extends NodeAddress {
  readonly fingerprint?: Fingerprint | undefined;
}

/** What is told of a server; `undefined` where it makes no sense. */
function toldNode({ addr, pin }: NodeInfo): ToldNode | undefined {
  const place = placeOf(addr);
  const fingerprint = pin === undefined ? undefined : parseFingerprint(pin);
  if (place?.port === undefined || fingerprint === undefined && pin !== undefined) return undefined;
  return { host: place.host, port: place.port, fingerprint };
}

/** Connects to the servers of one chat. */
class Dials {
  /** Whether one of them has spoken TLS: what is encrypted to one must not be said to another one without. */
  isEncrypted = false;
  readonly #context: JoinContext;
  readonly #named: readonly KnownServer[];
  /** The servers of whose certificates it has learned: of each one once. */
  readonly #learned = new Set<string>();
  /** Resolves when all is written that is to be remembered. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(context: JoinContext, named: readonly NodeAddress[]) {
    this.#context = context;
    this.#named = named.map((node) => this.#known(node));
  }

  /** To one that the user has named. */
  toNamed(node: NodeAddress): Dial {
    const { host, port } = node;
    return this.#dial(this.#context.system.connector(host, port), this.#known(node));
  }

  /** To one that another one has told of; `undefined` where the client does not go to such ones. */
  toTold(node: ToldNode): Dial | undefined {
    const { system: { toldConnector }, pin } = this.#context;
    const { host, port, fingerprint } = node;
    if (toldConnector === undefined || pin !== undefined && pin !== fingerprint) return undefined;
    const known = this.#known(node);
    // also where nothing can be remembered
    const recall = async () => await known.recall() ?? fingerprint;
    return async (signal) =>
      await this.#dial(await toldConnector(host, port), { ...known, recall })(signal);
  }

  /** Remembers the certificate that a server vouches for, where none is known: none is ever replaced. */
  learn(node: ToldNode): void {
    const { fingerprint } = node;
    const name = serverName(node.host, node.port);
    if (fingerprint === undefined || this.#learned.has(name)) return;
    this.#learned.add(name);
    const known = this.#file(node);
    this.#inTurn(async () => {
      if (await known.recall() === undefined) await known.remember(fingerprint);
    }).catch(() => {}); // then what was told holds for this run
  }

  #dial(connector: Connector, known: KnownServer): Dial {
    const { system: { clock }, pin } = this.#context;
    return makeDial({ connector, clock, known, pin, isEncrypted: () => this.#isEncrypted() });
  }

  /** A server alone is known by its own certificate, or met without. */
  async #isEncrypted(): Promise<boolean> {
    if (this.isEncrypted || this.#named.length === 1) return this.isEncrypted;
    const known = await Promise.all(this.#named.map((each) => each.recall()));
    return known.some((each) => each !== undefined);
  }

  #known(node: NodeAddress): KnownServer {
    const known = this.#file(node);
    const remember = (fingerprint: Fingerprint) => this.#inTurn(() => known.remember(fingerprint));
    return { ...known, remember };
  }

  /** Writes to the file one after the other: else the later write loses what the earlier one has added. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.#written.then(write);
    this.#written = written.catch(() => {});
    return written;
  }

  #file({ host, port }: NodeAddress): KnownServer {
    const { files } = this.#context.system;
    return knownServer(files, knownServersFile(this.#context.system), host, port);
  }
}
