/** Asks all servers of a database what they are, and finds the primary: at the start, and for `chat cluster`. */

import { DATABASE_CONNECT_MS, DATABASE_QUERY_MS } from "../../limits.ts";
import { addressOf } from "../../../protocol/host.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { messageOf } from "../../../runtime/message_of.ts";
import { within } from "../../../runtime/within.ts";
import type { Client, ClientOptions, OpenClient } from "./client.ts";
import { HOST_STATE, type HostState, hostState } from "./host_state.ts";
import { UnusableDatabase } from "./unusable.ts";
import type { DatabaseHost } from "./url.ts";

/** What a survey needs. */
export interface SurveyOptions {
  readonly hosts: readonly DatabaseHost[];
  readonly client: ClientOptions;
  readonly open: OpenClient;
  readonly clock: Pick<Clock, "after">;
}

/** The primary with a connection to it. */
export interface Primary extends AsyncDisposable {
  readonly host: DatabaseHost;
  readonly state: HostState;
  readonly client: Client;
  /** Resolves with the next notification. */
  readonly notified: () => Promise<string>;
}

/**
 * Finds the primary; of two, the one with the higher timeline, which was promoted later.
 *
 * @throws {UnusableDatabase} when no server answers, or none is a primary.
 */
export async function findPrimary(options: SurveyOptions): Promise<Primary> {
  const seen = await Promise.allSettled(options.hosts.map((host) => lookAt(host, options)));
  const answers = seen.filter((one) => one.status === "fulfilled").map(({ value }) => value);
  const primaries = answers.filter(({ state }) => !state.isStandby)
    .sort((a, b) => b.state.timeline - a.state.timeline);
  for (const answer of answers) if (answer !== primaries[0]) answer.client.destroy();
  if (primaries[0] !== undefined) return primaries[0];
  const hosts = options.hosts.map(({ host, port }) => addressOf(host, port)).join(", ");
  if (answers.length > 0) throw new UnusableDatabase("no_primary", { hosts });
  const causes = seen.map((one) => one.status === "rejected" && one.reason);
  const pooled = causes.find(isOfPool);
  if (pooled) throw new UnusableDatabase("database_pooled", { hosts }, { cause: pooled });
  throw new UnusableDatabase("database_unreachable", { hosts }, { cause: causes[0] });
}

/**
 * SQLSTATEs that PostgreSQL itself never answers with here: PgBouncer refuses the settings of a session with the
 * first one, and where it shares connections, so that statements are there already or are not, come the others.
 */
const POOL_CODES: ReadonlySet<unknown> = new Set(["08P01", "42P05", "26000"]);

function isOfPool(cause: unknown): boolean {
  return cause instanceof Error && POOL_CODES.has((cause as { code?: unknown }).code);
}

async function lookAt(host: DatabaseHost, options: SurveyOptions): Promise<Primary> {
  const { open, client: how, clock } = options;
  const ending = new AbortController();
  const waiting: ((payload: string) => void)[] = [];
  const opening = open(host, how, {
    notified: (payload) => waiting.splice(0).forEach((resolve) => resolve(payload)),
    warned: () => {},
    ended: () => {},
  }, ending.signal);
  const client = await within(opening, DATABASE_CONNECT_MS, clock);
  if (client === undefined) {
    ending.abort();
    // it may open all the same; if not, the error below tells more
    opening.then((late) => late.destroy(), () => {});
    throw new Error(`no answer within ${DATABASE_CONNECT_MS} ms`);
  }
  try {
    const rows = await within(client.run(HOST_STATE, []), DATABASE_QUERY_MS, clock);
    if (rows === undefined) throw new Error(`no answer within ${DATABASE_QUERY_MS} ms`);
    const notified = () => new Promise<string>((resolve) => waiting.push(resolve));
    const dispose = () => Promise.resolve(client.destroy());
    return { host, state: hostState(rows), client, notified, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    client.destroy();
    if (isOfPool(cause)) throw cause;
    throw new Error(messageOf(cause), { cause });
  }
}
