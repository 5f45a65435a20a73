/** The command `chat cluster`: makes the schema of a cluster in its database, and checks the database. */

import { EXIT } from "../cli/exit.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { addressOf } from "../protocol/host.ts";
import type { Clock } from "../runtime/clock.ts";
import { Failure } from "./failure.ts";
import type { ClusterFlags } from "./options.ts";
import { clientOptionsOf } from "./storage/postgres/access.ts";
import { faultsOf } from "./storage/postgres/checks.ts";
import { type Client, openClient } from "./storage/postgres/client.ts";
import { INIT_TURN, migrationFrom, RESTORED, SCHEMA_VERSION } from "./storage/postgres/schema.ts";
import { findPrimary, type Primary } from "./storage/postgres/survey.ts";
import { UnusableDatabase } from "./storage/postgres/unusable.ts";
import type { ClusterUrl } from "./storage/postgres/url.ts";

/** A command line of `chat cluster` that was understood. */
export interface ClusterRun {
  readonly action: "init" | "check";
  readonly url: ClusterUrl;
  readonly flags: ClusterFlags;
  readonly language: Language;
}

/** What the command needs from the process it runs in. */
export interface ClusterProcess {
  readonly env: { get(name: string): string | undefined };
  /** Prints data for programs. */
  readonly stdout: (text: string) => Promise<void>;
  /** Prints for people. */
  readonly stderr: (text: string) => Promise<void>;
  readonly clock: Clock;
}

/** Runs `chat cluster`. Resolves to the exit code. */
export async function runCluster(run: ClusterRun, process: ClusterProcess): Promise<number> {
  const { url, flags, language } = run;
  const say = await phrases(language);
  const warn = (event: string) => void process.stderr(`${event}\n`);
  try {
    const client = await clientOptionsOf(url, {
      ...{ env: process.env, passwordFile: flags["cluster-password-file"], warn },
      application: "chat cluster",
    });
    const { clock } = process;
    await using primary = await findPrimary({ hosts: url.hosts, client, open: openClient, clock });
    return await (run.action === "init" ? init : check)(run, primary, process);
  } catch (cause) {
    const why = cause instanceof Failure ? cause.inWords(say) : reasonOf(cause, say.reasons);
    await process.stderr(`${why}\n`);
    return EXIT.cannotUseDatabase;
  }
}

/** Prints what is wrong with the database, a sentence each. */
async function check(
  { flags, language }: ClusterRun,
  primary: Primary,
  { stdout, stderr, clock }: ClusterProcess,
): Promise<number> {
  const say = await phrases(language);
  const faults = await faultsOf({ ...primary, clock, unsafe: flags["cluster-unsafe"] });
  for (const fault of faults) await stderr(`${fault.inWords(say)}\n`);
  if (faults.length > 0) return EXIT.cannotUseDatabase;
  await stdout(`${say.cluster.usable(addressOf(primary.host.host, primary.host.port))}\n`);
  return EXIT.ok;
}

/** Prints the SQL that makes the schema, or runs it. */
async function init(
  { flags, language, url }: ClusterRun,
  { client }: Primary,
  { stdout, stderr }: ClusterProcess,
): Promise<number> {
  const { cluster } = await phrases(language);
  // it is kept until the connection ends: whoever runs this at the same time finds the schema of this one
  if (flags.yes) await client.script(INIT_TURN);
  const version = await versionOf(client);
  const sql = migrationFrom(version) + (flags.restored ? RESTORED : "");
  if (!flags.yes) {
    await stdout(sql);
    await stderr(`${cluster.notRun}\n`);
    return EXIT.ok;
  }
  try {
    await client.script(sql);
  } catch (cause) {
    throw new UnusableDatabase("init_failed", {}, { cause });
  }
  await stdout(`${cluster.made(url.database, Math.max(version, SCHEMA_VERSION))}\n`);
  return EXIT.ok;
}

/** The version of the schema; 0 where there is none. */
async function versionOf(client: Client): Promise<number> {
  const [there] = await client.run({
    ...{ name: "", text: "select to_regclass('chat.meta') is not null as there" },
  }, []);
  if (!there!.there) return 0;
  const [row] = await client.run({ name: "", text: "select schema from chat.meta" }, []);
  return row!.schema;
}
